import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Place } from '../../../preload/contract/index.ts';
import {
  ObjectRows,
  RowSelection,
  sortColumns,
  toErrorShape,
  type RowId,
  type RowSort,
  type SortColumn,
} from '../../lib/index.ts';
import { createListingOrder } from './listing-order.ts';
import { emptyOrder, firstState, samePlace, type ListingState, type ListPage } from './listing-state.ts';
import { createSliceRunner } from './slice-runner.ts';

export type { ListingState, ListingStatus, ListPage } from './listing-state.ts';

export interface Listing {
  readonly store: StoreApi<ListingState>;
  /** `sort`: how the place is to be shown; as before where absent. */
  open(place: Place | undefined, focusKey?: string, sort?: RowSort): void;
  /** Reads the place again; selection and focus stay with their keys. */
  refresh(focusKey?: string): void;
  loadMore(): void;
  sortBy(column: SortColumn): void;
  setSort(sort: RowSort): void;
  setFilter(filter: string): void;
  reach(row: number, reach: 'only' | 'range' | 'toggle' | 'move'): void;
  /** Exactly these keys, as far as they are there. */
  selectKeys(keys: ReadonlySet<string>): void;
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

interface Reading {
  readonly rows: ObjectRows;
  readonly abort: AbortController;
  token: string | undefined;
  limit: number;
}

export function createListing(list: ListPage): Listing {
  const store = createStore<ListingState>()(firstState);
  const order = createListingOrder(store);
  const search = createSliceRunner();
  let reading: Reading | undefined;

  const bump = (change: Partial<ListingState> = {}): void =>
    store.setState((state) => ({ ...change, version: state.version + 1 }));

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
          order.swapIn(current.rows, { status, isRefreshing: false, error: undefined });
        } else if (isShown) {
          // The store is told with each new order only: a page a moment would draw the window anew each time.
          if (isFirst || status !== 'streaming') order.remake({ status, rows: current.rows });
          else order.remakeSoon();
        }
        if (status !== 'streaming') return;
      }
    } catch (thrown) {
      if (current !== reading || current.abort.signal.aborted) return;
      order.remake({ status: 'failed', isRefreshing: false, error: toErrorShape(thrown) });
    }
  };

  const start = (place: Place, isRefresh: boolean, limit = autoLimit): void => {
    reading?.abort.abort();
    order.cancel();
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
    open: (place, focusKey, sort) => {
      const before = store.getState();
      order.want(focusKey);
      if (place !== undefined && samePlace(before.place, place) && before.status !== 'failed') {
        if (focusKey !== undefined) order.remake();
        return;
      }
      order.cancel();
      search.cancel();
      order.anchor = -1;
      bump({
        place,
        status: place === undefined ? 'idle' : 'loading',
        isRefreshing: false,
        isOrdering: false,
        error: undefined,
        rows: new ObjectRows(place?.prefix ?? ''),
        order: emptyOrder,
        filter: '',
        focusedRow: -1,
        selection: new RowSelection(),
        ...(sort === undefined ? {} : { sort }),
      });
      if (place === undefined) {
        reading?.abort.abort();
        reading = undefined;
      } else start(place, false);
    },
    refresh: (focusKey) => {
      const { place, status, rows } = store.getState();
      if (place === undefined) return;
      if (focusKey !== undefined) order.want(focusKey);
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
      if (!sortColumns.includes(column)) return;
      const { sort } = store.getState();
      // Size and time are asked for with the largest and the newest in mind.
      const isDescending = sort.by === column ? !sort.isDescending : column === 'size' || column === 'modified';
      order.remake({ sort: { by: column, isDescending } });
    },
    setSort: (sort) => {
      const { sort: before } = store.getState();
      if (before.by !== sort.by || before.isDescending !== sort.isDescending) order.remake({ sort });
    },
    setFilter: (filter) => order.remake({ filter }),
    reach: (row, reach) => {
      const { order: shown, selection } = store.getState();
      const id: RowId | undefined = shown[row];
      if (id === undefined) return;
      search.cancel();
      if (reach === 'only') {
        selection.only([id]);
        order.anchor = row;
      } else if (reach === 'toggle') {
        selection.set(id, !selection.has(id));
        order.anchor = row;
      } else if (reach === 'range') {
        if (order.anchor < 0) order.anchor = row;
        selection.only(shown.subarray(Math.min(order.anchor, row), Math.max(order.anchor, row) + 1));
      }
      bump({ focusedRow: row });
    },
    selectKeys: (keys) => {
      const { rows, selection } = store.getState();
      selection.only(rows.findAll(keys));
      bump();
    },
    selectAll: () => {
      const { order: shown, selection } = store.getState();
      selection.only(shown);
      bump();
    },
    clearSelection: () => {
      const { selection } = store.getState();
      if (selection.count === 0) return;
      selection.clear();
      bump();
    },
    typeAhead: (text) => {
      const { order: shown, rows, focusedRow } = store.getState();
      search.run(findByStart(rows, shown, focusedRow, text), (row) => {
        if (row >= 0 && store.getState().order === shown) listing.reach(row, 'only');
      });
    },
    dispose: () => {
      reading?.abort.abort();
      reading = undefined;
      order.cancel();
      search.cancel();
    },
  };
  return listing;
}

/** The next row from the focused one on, around the end, whose name begins with the text; -1 where none does. */
function* findByStart(
  rows: ObjectRows,
  shown: Int32Array,
  focusedRow: number,
  text: string,
): Generator<undefined, number> {
  const wanted = text.toLocaleLowerCase();
  const isRepeat = wanted.length > 1 && wanted === wanted.charAt(0).repeat(wanted.length);
  const start = isRepeat ? wanted.slice(0, 1) : wanted;
  const from = Math.max(0, focusedRow + (start.length === 1 ? 1 : 0));
  for (let step = 0; step < shown.length; step += 1) {
    const row = (from + step) % shown.length;
    const id = shown[row];
    if (id !== undefined && rows.name(id).toLocaleLowerCase().startsWith(start)) return row;
    if (step % 1024 === 1023) yield;
  }
  return -1;
}
