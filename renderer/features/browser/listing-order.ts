import type { StoreApi } from 'zustand/vanilla';
import { ObjectRows, orderSteps, RowSelection, type RowId } from '../../lib/index.ts';
import type { ListingState } from './listing-state.ts';
import { createSliceRunner } from './slice-runner.ts';

/** Rows up to which a new order is there at once; more are ordered in slices, the old order shown meanwhile. */
const atOnceLimit = 3000;
/** Milliseconds between two new orders while pages stream in, and how many times the cost of the last one. */
const pause = 150;
const costFactor = 4;
/** A larger selection is not carried over to rows that were read again. */
const carryLimit = 20_000;

export interface ListingOrder {
  /** Makes the order anew; the focus stays on its row. What `change` names is shown together with it. */
  readonly remake: (change?: Partial<ListingState>) => void;
  /** The same, in a while, where rows were appended. */
  readonly remakeSoon: () => void;
  /** Rows that were read again take the place of those that are shown; selection and focus stay with their keys. */
  readonly swapIn: (rows: ObjectRows, change: Partial<ListingState>) => void;
  /** The row with this key is focused and selected alone, as soon as it is there. */
  readonly want: (key: string | undefined) => void;
  /** Where a range of rows begins; -1 for none. */
  anchor: number;
  readonly cancel: () => void;
}

export function createListingOrder(store: StoreApi<ListingState>): ListingOrder {
  const runner = createSliceRunner();
  let pending: Partial<ListingState> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastCost = 0;
  let wanted: string | undefined;
  /** Rows appended since the running order began. */
  let isStale = false;

  const cancel = (): void => {
    runner.cancel();
    clearTimeout(timer);
    timer = undefined;
    pending = {};
    isStale = false;
  };

  const apply = (order: Int32Array<ArrayBuffer>): void => {
    const before = store.getState();
    const change = pending;
    pending = {};
    const now = { ...before, ...change };
    let { focusedRow } = now;
    const id = wanted === undefined ? undefined : now.rows.find(wanted);
    const found = id === undefined ? -1 : order.indexOf(id);
    if (id !== undefined && found >= 0) {
      focusedRow = found;
      wanted = undefined;
      own.anchor = found;
      now.selection.only([id]);
    } else {
      const at = focusedAfter(before, now.rows, order);
      if (at !== undefined) {
        focusedRow = at;
        own.anchor = at;
      }
    }
    // All of it was read, and it is not there.
    if (now.status === 'done' && !now.isRefreshing) wanted = undefined;
    // What a filter hides is not acted upon.
    if (change.filter !== undefined && now.selection.count > 0) keepVisible(now.selection, order);
    store.setState({
      ...change,
      order,
      isOrdering: false,
      focusedRow: Math.min(focusedRow, order.length - 1),
      version: before.version + 1,
    });
    if (isStale) remakeSoon();
  };

  const remake = (change: Partial<ListingState> = {}): void => {
    clearTimeout(timer);
    timer = undefined;
    isStale = false;
    pending = { ...pending, ...change };
    const { sort, filter, rows } = { ...store.getState(), ...pending };
    const started = performance.now();
    runner.run(
      orderSteps(rows, sort, filter),
      (order) => {
        lastCost = performance.now() - started;
        apply(order);
      },
      rows.count <= atOnceLimit,
    );
    // The field and the header answer at once; what they ask for follows.
    if (runner.isRunning()) {
      const { version } = store.getState();
      store.setState({ sort, filter, isOrdering: true, version: version + 1 });
    }
  };

  const remakeSoon = (): void => {
    if (runner.isRunning()) isStale = true;
    else timer ??= setTimeout(() => remake(), Math.max(pause, lastCost * costFactor));
  };

  const own: ListingOrder = {
    anchor: -1,
    cancel,
    remake,
    remakeSoon,
    want: (key) => {
      wanted = key;
    },
    swapIn: (rows, change) => {
      const { rows: old, selection: oldSelection } = store.getState();
      const selection = new RowSelection();
      if (oldSelection.count > 0 && oldSelection.count <= carryLimit) {
        selection.only(rows.findAll(new Set([...oldSelection.ids()].map((id) => old.key(id)))));
      }
      remake({ ...change, rows, selection });
    },
  };
  return own;
}

/** Where the focused row is now; undefined where its number stays as it is. */
function focusedAfter(before: ListingState, rows: ObjectRows, order: Int32Array): number | undefined {
  const id: RowId | undefined = before.order[before.focusedRow];
  if (id === undefined) return undefined;
  const after = rows === before.rows ? id : rows.find(before.rows.key(id));
  const found = after === undefined ? -1 : order.indexOf(after);
  if (found >= 0) return found;
  return rows === before.rows ? Math.min(before.focusedRow, order.length - 1) : undefined;
}

function keepVisible(selection: RowSelection, order: Int32Array): void {
  const visible = order.filter((id) => selection.has(id));
  selection.only(visible);
}
