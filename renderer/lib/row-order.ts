import { nameFilter } from './name-filter.ts';
import { kindOf } from './object-kind.ts';
import type { ObjectRows } from './object-rows.ts';
import { sortSteps } from './sort-steps.ts';

export const sortColumns = ['name', 'size', 'modified', 'kind', 'class'] as const;
export type SortColumn = (typeof sortColumns)[number];
export interface RowSort {
  readonly by: SortColumn;
  readonly isDescending: boolean;
}

/** Above this many rows names stay in the store's own order (UTF-8 bytes): natural order would cost seconds. */
export const naturalOrderLimit = 20_000;

const natural = new Intl.Collator(undefined, { numeric: true, sensitivity: 'variant' });
type Steps<T> = Generator<undefined, T>;

/**
 * Row ids in the order in which they are shown: folders first, filtered by name. Stable, so equal rows do not jump. A
 * generator: it stops every millisecond or so of work, and the caller decides when it goes on. Rows that are appended
 * meanwhile are not in the result.
 */
export function* orderSteps(rows: ObjectRows, sort: RowSort, filter: string): Steps<Int32Array<ArrayBuffer>> {
  const [objectCount, folderCount] = [rows.objectCount, rows.folderCount];
  const names = nameFilter(filter);
  const direction = sort.isDescending ? -1 : 1;

  let folders = new Int32Array(folderCount);
  let kept = 0;
  for (let index = 0; index < folderCount; index += 1) {
    if (names === undefined || names.passes(rows.name(~index))) {
      folders[kept] = ~index;
      kept += 1;
    }
    if (index % 1024 === 1023) yield;
  }
  folders = folders.subarray(0, kept);
  // Folders have neither size nor time: they stay in the order of their names.
  if (kept <= naturalOrderLimit) {
    folders = yield* sortByName(rows, folders, sort.by === 'name' ? direction : 1);
  } else if (sort.by === 'name' && sort.isDescending) folders.reverse();

  let objects = yield* keptObjects(rows, objectCount, names);
  if (sort.by === 'name') {
    if (objects.length <= naturalOrderLimit) objects = yield* sortByName(rows, objects, direction);
    else if (sort.isDescending) objects.reverse();
  } else {
    const values = yield* valuesOf(rows, objects, objectCount, sort.by);
    objects = yield* sortSteps(
      objects,
      (left, right) => direction * ((values[left] ?? 0) - (values[right] ?? 0)) || left - right,
    );
  }

  const order = new Int32Array(folders.length + objects.length);
  order.set(folders);
  order.set(objects, folders.length);
  return order;
}

/** The same at one go, for few rows. */
export function orderRows(rows: ObjectRows, sort: RowSort, filter: string): Int32Array<ArrayBuffer> {
  const steps = orderSteps(rows, sort, filter);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function* keptObjects(
  rows: ObjectRows,
  objectCount: number,
  names: ReturnType<typeof nameFilter>,
): Steps<Int32Array<ArrayBuffer>> {
  const objects = new Int32Array(objectCount);
  if (names === undefined) {
    for (let id = 0; id < objectCount; id += 1) objects[id] = id;
    return objects;
  }
  let kept = 0;
  let start = 0;
  for (const page of rows.pages) {
    if (start >= objectCount) break;
    names.scan(page, (index) => {
      objects[kept] = start + index;
      kept += 1;
    });
    start += page.count;
    yield;
  }
  return objects.slice(0, kept);
}

function* sortByName(
  rows: ObjectRows,
  ids: Int32Array<ArrayBuffer>,
  direction: number,
): Steps<Int32Array<ArrayBuffer>> {
  const names: string[] = [];
  const places = new Int32Array(ids.length);
  for (const [place, id] of ids.entries()) {
    places[place] = place;
    names.push(rows.name(id));
    if (place % 2048 === 2047) yield;
  }
  const sorted = yield* sortSteps(
    places,
    (left, right) => direction * natural.compare(names[left] ?? '', names[right] ?? ''),
  );
  return sorted.map((place) => ids[place] ?? 0);
}

/** What objects are compared by, at their id. Words get the rank that they have among all words of the listing. */
function* valuesOf(
  rows: ObjectRows,
  ids: Int32Array<ArrayBuffer>,
  objectCount: number,
  by: Exclude<SortColumn, 'name'>,
): Steps<Float64Array> {
  const values = new Float64Array(objectCount);
  if (by === 'size' || by === 'modified') {
    for (const [place, id] of ids.entries()) {
      values[id] = by === 'size' ? rows.size(id) : rows.modified(id);
      if (place % 8192 === 8191) yield;
    }
    return values;
  }
  const numbers = new Map<string, number>();
  for (const [place, id] of ids.entries()) {
    const word = by === 'kind' ? kindOf(rows.name(id)).label : rows.storageClass(id);
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    values[id] = number;
    if (place % 2048 === 2047) yield;
  }
  const words = [...numbers.keys()];
  const sorted = new Map(
    words.toSorted((left, right) => natural.compare(left, right)).map((word, rank) => [word, rank]),
  );
  const ranks = words.map((word) => sorted.get(word) ?? 0);
  for (const [place, id] of ids.entries()) {
    values[id] = ranks[values[id] ?? 0] ?? 0;
    if (place % 8192 === 8191) yield;
  }
  return values;
}
