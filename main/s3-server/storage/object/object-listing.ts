import { ListPager } from '../list-pager.ts';
import type { ListPage, ListQuery, ObjectRecord } from '../storage.ts';
import type { ObjectIndex } from './object-index.ts';

/** A page of current objects; what lies below a common prefix is stepped over without being read. */
export function listObjects(
  index: ObjectIndex,
  bucket: number,
  query: ListQuery,
  options: { signal?: AbortSignal } = {},
): ListPage {
  const pager = new ListPager(query);
  if (!pager.hasGroups && query.limit > 0) return listKeys(index, bucket, query.limit, pager);
  const objects: ObjectRecord[] = [];
  let from: Buffer | undefined = query.limit === 0 ? undefined : pager.from;
  while (from !== undefined) {
    options.signal?.throwIfAborted();
    const first = index.firstKey(bucket, from, pager.until);
    if (first === undefined) break;
    if (pager.groupOf(first) === undefined) {
      from = offerRows({ index, bucket, pager, objects }, first);
    } else {
      const verdict = pager.offer(first);
      from = verdict.kind === 'group' ? verdict.seek : undefined;
    }
  }
  const { commonPrefixes, isTruncated, next } = pager;
  return { objects, commonPrefixes, isTruncated, ...(next === undefined ? {} : { next }) };
}

/** Without groups one query is the page; one row more tells whether there is another. */
function listKeys(index: ObjectIndex, bucket: number, limit: number, { from, until }: ListPager): ListPage {
  const objects = index.list(bucket, from, until, limit + 1);
  const isTruncated = objects.length > limit;
  if (isTruncated) objects.pop();
  const next = isTruncated ? objects.at(-1)?.key : undefined;
  return { objects, commonPrefixes: [], isTruncated, ...(next === undefined ? {} : { next }) };
}

interface Page {
  readonly index: ObjectIndex;
  readonly bucket: number;
  readonly pager: ListPager;
  readonly objects: ObjectRecord[];
}

/** Offers rows from one on until a common prefix or the page's end; returns where to seek, if there is more to do. */
function offerRows({ index, bucket, pager, objects }: Page, from: Buffer): Buffer | undefined {
  // The next group may be near, so look at more only while rows are plain.
  let batch = 8;
  let start = from;
  for (;;) {
    const limit = Math.min(batch, pager.room);
    const rows = index.scan(bucket, start, pager.until, limit);
    for (const row of rows) {
      const verdict = pager.offer(row.key);
      if (verdict.kind === 'full') return undefined;
      if (verdict.kind === 'group') return verdict.seek;
      objects.push(index.recordOf(row));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return undefined;
    start = Buffer.concat([last.key, Buffer.of(0)]);
    batch = Math.min(batch * 4, 256);
  }
}
