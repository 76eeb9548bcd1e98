import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ObjectPage, Place } from '../../../preload/contract/index.ts';
import {
  ObjectRows,
  orderRows,
  RowSelection,
  toErrorShape,
  type AppErrorShape,
  type RowId,
  type RowSort,
  type SortColumn,
} from '../../lib/index.ts';

/** One page of a place; the typed client's `objects.list` fits. */
export type ListPage = (
  input: Place & { readonly recursive: boolean; readonly limit: number; readonly token?: string },
  options: { readonly signal: AbortSignal },
) => Promise<ObjectPage>;

/**
 * `loading`: nothing is there yet. `streaming`: more pages come by themselves. `partial`: there is more, and the user
 * asks for it. `failed` keeps what was loaded before.
 */
export type ListingStatus = 'idle' | 'loading' | 'streaming' | 'partial' | 'done' | 'failed';

export interface ListingState {
  readonly place: Place | undefined;
  readonly status: ListingStatus;
  /** Being read again in the background; what is shown is the old state. */
  readonly isRefreshing: boolean;
  readonly error: AppErrorShape | undefined;
  /** Changed in place while pages stream in: depend on `version`. */
  readonly rows: ObjectRows;
  /** Row ids as they are shown. */
  readonly order: Int32Array<ArrayBuffer>;
  readonly sort: RowSort;
  readonly filter: string;
  /** Position in `order`; -1 for none. */
  readonly focusedRow: number;
  /** Changed in place: depend on `version`. */
  readonly selection: RowSelection;
  readonly version: number;
}

export interface Listing {
  readonly store: StoreApi<ListingState>;
  open(place: Place | undefined, focusKey?: string): void;
  /** Reads the place again; selection and focus stay with their keys. */
  refresh(focusKey?: string): void;
  loadMore(): void;
  sortBy(column: SortColumn): void;
  setFilter(filter: string): void;
  reach(row: number, reach: 'only' | 'range' | 'toggle' | 'move'): void;
  selectAll(): void;
  clearSelection(): void;
  typeAhead(text: string): void;
  dispose(): void;
}

const pageLimit = 1000;
/** Rows after which a listing waits for the user to ask for more. */
const autoLimit = 1_000_000;
/** A listing that is read again replaces the shown one when it has grown to this, or is complete. */
const swapLimit = 20_000;
/** Milliseconds between two new orders while pages stream in, and how many times the cost of the last one. */
const orderPause = 100;
const orderCostFactor = 4;

interface Reading {
  readonly rows: ObjectRows;
  readonly abort: AbortController;
  token: string | undefined;
  limit: number;
}

const emptyOrder = new Int32Array(0);

export function createListing(list: ListPage): Listing {
  const store = createStore<ListingState>()(() => ({
    place: undefined,
    status: 'idle',
    isRefreshing: false,
    error: undefined,
    rows: new ObjectRows(''),
    order: emptyOrder,
    sort: { by: 'name', isDescending: false },
    filter: '',
    focusedRow: -1,
    selection: new RowSelection(),
    version: 0,
  }));
  let reading: Reading | undefined;
  let anchor = -1;
  let wantedFocus: string | undefined;
  let orderTimer: ReturnType<typeof setTimeout> | undefined;
  let lastOrderCost = 0;

  const bump = (change: Partial<ListingState> = {}): void =>
    store.setState((state) => ({ ...change, version: state.version + 1 }));

  /** Makes the order anew, keeping the focus on its row. */
  const reorder = (change: Partial<ListingState> = {}): void => {
    clearTimeout(orderTimer);
    orderTimer = undefined;
    const before = store.getState();
    const now = { ...before, ...change };
    const started = performance.now();
    const order = orderRows(now.rows, now.sort, now.filter);
    lastOrderCost = performance.now() - started;
    let focusedRow = now.focusedRow;
    if (wantedFocus !== undefined) {
      const id = now.rows.find(wantedFocus);
      const found = id === undefined ? -1 : order.indexOf(id);
      if (found >= 0 && id !== undefined) {
        focusedRow = found;
        wantedFocus = undefined;
        anchor = found;
        now.selection.only([id]);
      }
    } else if (change.rows === undefined) {
      const id = before.order[before.focusedRow];
      const found = id === undefined ? -1 : order.indexOf(id);
      focusedRow = found >= 0 ? found : Math.min(focusedRow, order.length - 1);
      anchor = focusedRow;
    }
    // What a filter hides is not acted upon.
    if (change.filter !== undefined && now.selection.count > 0) {
      const visible = new Set(order);
      now.selection.only([...now.selection.ids()].filter((id) => visible.has(id)));
    }
    bump({ ...change, order, focusedRow: Math.min(focusedRow, order.length - 1) });
  };

  const reorderSoon = (): void => {
    orderTimer ??= setTimeout(() => reorder(), Math.max(orderPause, lastOrderCost * orderCostFactor));
  };

  /** The selection and the focus of the shown rows, carried over to the rows that take their place. */
  const swapIn = (rows: ObjectRows, change: Partial<ListingState>): void => {
    const { rows: oldRows, selection: oldSelection, order, focusedRow } = store.getState();
    const selection = new RowSelection();
    if (oldSelection.count > 0 && oldSelection.count <= swapLimit) {
      selection.only(rows.findAll(new Set([...oldSelection.ids()].map((id) => oldRows.key(id)))));
    }
    const focusedId = order[focusedRow];
    const focusedKey = focusedId === undefined ? undefined : oldRows.key(focusedId);
    reorder({ ...change, rows, selection });
    const next = store.getState();
    const id = focusedKey === undefined ? undefined : next.rows.find(focusedKey);
    const found = id === undefined ? -1 : next.order.indexOf(id);
    if (wantedFocus === undefined && found >= 0 && next.focusedRow !== found && selection.count !== 1) {
      anchor = found;
      bump({ focusedRow: found });
    }
  };

  const read = async (place: Place, current: Reading, isRefresh: boolean): Promise<void> => {
    let isShown = !isRefresh;
    try {
      while (true) {
        const page = await list(
          {
            ...place,
            recursive: false,
            limit: pageLimit,
            ...(current.token === undefined ? {} : { token: current.token }),
          },
          { signal: current.abort.signal },
        );
        if (current !== reading) return;
        const isFirst = current.rows.count === 0;
        current.rows.append(page);
        current.token = page.next;
        const isDone = page.next === undefined;
        const status = isDone ? 'done' : current.rows.count >= current.limit ? 'partial' : 'streaming';
        if (!isShown && (isDone || current.rows.count >= swapLimit)) {
          isShown = true;
          swapIn(current.rows, { status, isRefreshing: false, error: undefined });
        } else if (isShown) {
          if (isFirst || status !== 'streaming') reorder({ status, rows: current.rows });
          else {
            bump({ status });
            reorderSoon();
          }
        }
        if (status !== 'streaming') {
          if (isDone) wantedFocus = undefined;
          return;
        }
      }
    } catch (thrown) {
      if (current !== reading || current.abort.signal.aborted) return;
      bump({ status: 'failed', isRefreshing: false, error: toErrorShape(thrown) });
    }
  };

  const start = (place: Place, isRefresh: boolean, limit = autoLimit): void => {
    reading?.abort.abort();
    clearTimeout(orderTimer);
    orderTimer = undefined;
    const current: Reading = {
      rows: new ObjectRows(place.prefix),
      abort: new AbortController(),
      token: undefined,
      limit,
    };
    reading = current;
    if (isRefresh) store.setState({ isRefreshing: true, error: undefined });
    void read(place, current, isRefresh);
  };

  const listing: Listing = {
    store,
    open: (place, focusKey) => {
      const before = store.getState();
      const isSame =
        place !== undefined &&
        before.place?.connectionId === place.connectionId &&
        before.place.bucket === place.bucket &&
        before.place.prefix === place.prefix;
      wantedFocus = focusKey;
      if (isSame && before.status !== 'failed') {
        if (focusKey !== undefined) reorder();
        return;
      }
      anchor = -1;
      bump({
        place,
        status: place === undefined ? 'idle' : 'loading',
        isRefreshing: false,
        error: undefined,
        rows: new ObjectRows(place?.prefix ?? ''),
        order: emptyOrder,
        filter: '',
        focusedRow: -1,
        selection: new RowSelection(),
      });
      if (place === undefined) {
        reading?.abort.abort();
        reading = undefined;
      } else start(place, false);
    },
    refresh: (focusKey) => {
      const { place, status, rows } = store.getState();
      if (place === undefined) return;
      if (focusKey !== undefined) wantedFocus = focusKey;
      if (status === 'loading' || (status === 'failed' && rows.count === 0)) {
        bump({ status: 'loading', error: undefined });
        start(place, false);
      } else start(place, true);
    },
    loadMore: () => {
      const { place, status } = store.getState();
      if (place === undefined || status !== 'partial' || reading === undefined) return;
      reading.limit += autoLimit;
      bump({ status: 'streaming' });
      void read(place, reading, false);
    },
    sortBy: (column) => {
      const { sort } = store.getState();
      // Size and time are asked for with the largest and the newest in mind.
      const isDescending = sort.by === column ? !sort.isDescending : column === 'size' || column === 'modified';
      reorder({ sort: { by: column, isDescending } });
    },
    setFilter: (filter) => reorder({ filter }),
    reach: (row, reach) => {
      const { order, selection } = store.getState();
      const id: RowId | undefined = order[row];
      if (id === undefined) return;
      if (reach === 'only') {
        selection.only([id]);
        anchor = row;
      } else if (reach === 'toggle') {
        selection.set(id, !selection.has(id));
        anchor = row;
      } else if (reach === 'range') {
        if (anchor < 0) anchor = row;
        selection.only(order.subarray(Math.min(anchor, row), Math.max(anchor, row) + 1));
      }
      bump({ focusedRow: row });
    },
    selectAll: () => {
      const { order, selection } = store.getState();
      selection.only(order);
      bump();
    },
    clearSelection: () => {
      const { selection } = store.getState();
      if (selection.count === 0) return;
      selection.clear();
      bump();
    },
    typeAhead: (text) => {
      const { order, rows, focusedRow } = store.getState();
      const wanted = text.toLocaleLowerCase();
      const isRepeat = wanted.length > 1 && wanted === wanted.charAt(0).repeat(wanted.length);
      const search = isRepeat ? wanted.slice(0, 1) : wanted;
      const from = focusedRow + (search.length === 1 ? 1 : 0);
      for (let step = 0; step < order.length; step += 1) {
        const row = (Math.max(0, from) + step) % order.length;
        const id = order[row];
        if (id !== undefined && rows.name(id).toLocaleLowerCase().startsWith(search)) {
          listing.reach(row, 'only');
          return;
        }
      }
    },
    dispose: () => {
      reading?.abort.abort();
      reading = undefined;
      clearTimeout(orderTimer);
    },
  };
  return listing;
}
