import type { Place } from '../../../preload/contract/index.ts';
import type { RowParcel } from './browser-types.ts';
import { rowDragType } from './browser-types.ts';
import type { ListingState } from './listing.ts';

export const maxKeys = 100_000;
export const maxPrefixes = 10_000;

/** What is selected, as a parcel to act on; undefined where nothing is, or more than one call can hold. */
export function parcelOf({ place, rows, selection }: ListingState): RowParcel | undefined {
  if (place === undefined || selection.count === 0) return undefined;
  if (selection.objectCount > maxKeys || selection.folderCount > maxPrefixes) return undefined;
  const keys: string[] = [];
  const prefixes: string[] = [];
  for (const id of selection.ids()) (id < 0 ? prefixes : keys).push(rows.key(id));
  return {
    connectionId: place.connectionId,
    bucket: place.bucket,
    base: place.prefix,
    selection: { keys, prefixes },
    count: selection.count,
  };
}

const strings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** A parcel from a drag: it may come from another page, so its form is checked. The backend checks the rest. */
export function readParcel(data: DataTransfer): RowParcel | undefined {
  try {
    const read: unknown = JSON.parse(data.getData(rowDragType));
    if (typeof read !== 'object' || read === null) return undefined;
    const { connectionId, bucket, base, selection } = read as Partial<RowParcel>;
    if (typeof connectionId !== 'string' || typeof bucket !== 'string' || typeof base !== 'string') return undefined;
    const keys: unknown = selection?.keys;
    const prefixes: unknown = selection?.prefixes;
    if (!strings(keys) || !strings(prefixes) || keys.length + prefixes.length === 0) return undefined;
    return { connectionId, bucket, base, selection: { keys, prefixes }, count: keys.length + prefixes.length };
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** Why a parcel cannot go to a place; undefined where it can. */
export function targetProblem(parcel: RowParcel, target: Place, isCopy: boolean): 'same' | 'inside' | undefined {
  if (parcel.connectionId !== target.connectionId || parcel.bucket !== target.bucket) return undefined;
  if (parcel.selection.prefixes.some((prefix) => target.prefix.startsWith(prefix))) return 'inside';
  return parcel.base === target.prefix && !isCopy ? 'same' : undefined;
}
