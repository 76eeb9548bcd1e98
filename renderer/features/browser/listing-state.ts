import type { ObjectPage, Place } from '../../../preload/contract/index.ts';
import { ObjectRows, RowSelection, type AppErrorShape, type RowSort } from '../../lib/index.ts';

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
  /** A sort or a filter of many rows is on its way: `order` is still the one before. */
  readonly isOrdering: boolean;
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

export const emptyOrder = new Int32Array(0);

export const firstState = (): ListingState => ({
  place: undefined,
  status: 'idle',
  isRefreshing: false,
  isOrdering: false,
  error: undefined,
  rows: new ObjectRows(''),
  order: emptyOrder,
  sort: { by: 'name', isDescending: false },
  filter: '',
  focusedRow: -1,
  selection: new RowSelection(),
  version: 0,
});

export const samePlace = (left: Place | undefined, right: Place | undefined): boolean =>
  left?.connectionId === right?.connectionId && left?.bucket === right?.bucket && left?.prefix === right?.prefix;
