import { kindOf } from './object-kind.ts';
import type { ObjectRows } from './object-rows.ts';

export type SortColumn = 'name' | 'size' | 'modified' | 'kind';
export interface RowSort {
  readonly by: SortColumn;
  readonly isDescending: boolean;
}

/** Above this many rows names stay in the store's own order (UTF-8 bytes): natural order would cost seconds. */
export const naturalOrderLimit = 20_000;

const natural = new Intl.Collator(undefined, { numeric: true, sensitivity: 'variant' });
const plain = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A case-insensitive test that a name holds the text; undefined for no text. */
function filterOf(text: string): ((name: string) => boolean) | undefined {
  const wanted = text.trim();
  if (wanted === '') return undefined;
  const pattern = new RegExp(escaped(wanted), 'iu');
  return (name) => pattern.test(name);
}

/** Row ids in the order in which they are shown: folders first, filtered by name. Stable, so equal rows do not jump. */
export function orderRows(rows: ObjectRows, sort: RowSort, filter: string): Int32Array<ArrayBuffer> {
  const passes = filterOf(filter);
  const folders: number[] = [];
  for (let index = 0; index < rows.folderCount; index += 1) {
    if (passes === undefined || passes(rows.name(~index))) folders.push(~index);
  }
  let objects = new Int32Array(rows.objectCount);
  let kept = 0;
  for (let id = 0; id < rows.objectCount; id += 1) {
    if (passes === undefined || passes(rows.name(id))) {
      objects[kept] = id;
      kept += 1;
    }
  }
  if (kept < objects.length) objects = objects.slice(0, kept);

  const direction = sort.isDescending ? -1 : 1;
  const isSmall = kept <= naturalOrderLimit;
  const compareNames = isSmall ? natural.compare.bind(natural) : plain;
  if (folders.length <= naturalOrderLimit) {
    // Folders have neither size nor time: they stay in the order of their names.
    const folderDirection = sort.by === 'name' ? direction : 1;
    folders.sort((left, right) => folderDirection * natural.compare(rows.name(left), rows.name(right)));
  }
  if (sort.by === 'name') {
    if (isSmall) objects.sort((left, right) => direction * compareNames(rows.name(left), rows.name(right)));
    else if (sort.isDescending) objects.reverse();
  } else if (sort.by === 'kind') {
    const kinds = new Map<string, number>();
    const rankOf = new Int32Array(rows.objectCount);
    for (const id of objects) {
      const kind = kindOf(rows.name(id)).label;
      const rank = kinds.get(kind) ?? kinds.size;
      kinds.set(kind, rank);
      rankOf[id] = rank;
    }
    const labels = [...kinds.keys()];
    const sorted = labels.toSorted((left, right) => natural.compare(left, right));
    const place = labels.map((label) => sorted.indexOf(label));
    const kindAt = (id: number): number => place[rankOf[id] ?? 0] ?? 0;
    objects.sort((left, right) => direction * (kindAt(left) - kindAt(right)) || left - right);
  } else {
    const value = sort.by === 'size' ? (id: number) => rows.size(id) : (id: number) => rows.modified(id);
    objects.sort((left, right) => direction * (value(left) - value(right)) || left - right);
  }

  const order = new Int32Array(folders.length + objects.length);
  order.set(folders);
  order.set(objects, folders.length);
  return order;
}
