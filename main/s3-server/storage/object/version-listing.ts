import { S3Error } from '../../errors/index.ts';
import { abovePrefix, ListPager } from '../list-pager.ts';
import type { AgedVersion, ObjectRecord, VersionsPage, VersionsQuery, VersionWalk } from '../storage.ts';
import type { ObjectHistory } from './object-history.ts';
import { isVersionId, placeOf } from './version-id.ts';
import type { ScannedVersion, VersionIndex } from './version-index.ts';
import { decodePosition, encodePosition } from './walk-position.ts';

export interface VersionListingParts {
  readonly bucket: { readonly id: number };
  readonly versions: VersionIndex;
  readonly history: ObjectHistory;
}

/** Where rows are read from: keys from `key` on, or with `below` that key's versions older than this first. */
interface Start {
  readonly key: Buffer;
  readonly below?: number;
}

const NEXT = Buffer.of(0);
/** Above every key. */
const END = Buffer.of(0xff);
/** With groups the first row mostly is all that is asked for. */
const FIRST_BATCH = 1;
const LARGEST_BATCH = 256;

/** Versions and delete markers in S3's order, a page at a time, from any place on without reading what is before it. */
export class VersionListing {
  readonly #parts: VersionListingParts;

  constructor(parts: VersionListingParts) {
    this.#parts = parts;
  }

  list(query: VersionsQuery, options: { signal?: AbortSignal } = {}): VersionsPage {
    const { prefix, delimiter, limit } = query;
    const pager = new ListPager({ prefix, delimiter, limit });
    const versions: ObjectRecord[] = [];
    let last: { key: string; versionId?: string } | undefined;
    let start: Start | undefined = limit === 0 ? undefined : this.#startOf(query, pager);
    while (start !== undefined) {
      options.signal?.throwIfAborted();
      const rows = this.#rows(start, pager.until, pager.hasGroups ? FIRST_BATCH : pager.room);
      const inside: Start = start;
      start = undefined;
      let previous: Buffer | undefined;
      for (const row of rows) {
        const verdict = pager.offer(row.key);
        if (verdict.kind === 'full') break;
        if (verdict.kind === 'group') {
          last = { key: pager.commonPrefixes.at(-1) ?? '' };
          start = { key: verdict.seek };
          break;
        }
        const first = previous?.equals(row.key) !== true;
        const record = this.#parts.versions.recordOf(row, first && this.#isNewest(row, inside));
        versions.push(record);
        last = record;
        previous = row.key;
      }
    }
    const page = { versions, commonPrefixes: pager.commonPrefixes, isTruncated: pager.isTruncated };
    if (!pager.isTruncated || last === undefined) return page;
    const { key, versionId } = last;
    return { ...page, nextKeyMarker: key, ...(versionId === undefined ? {} : { nextVersionIdMarker: versionId }) };
  }

  /** Throws InvalidArgument. */
  walk({ limit, position }: { limit: number; position?: string }): VersionWalk {
    const from = position === undefined ? undefined : decodePosition(position);
    const rows = this.#rows(from === undefined ? { key: NEXT } : { key: from.key, below: from.ord }, END, limit + 1);
    const page = [...take(rows, limit + 1)];
    const versions: AgedVersion[] = [];
    let before = from;
    for (const [at, row] of page.slice(0, limit).entries()) {
      const sibling = before?.key.equals(row.key) === true && !row.current ? before : undefined;
      const isLatest = sibling === undefined;
      const record = this.#parts.versions.recordOf(row, isLatest);
      const only = isLatest && page[at + 1]?.key.equals(row.key) !== true;
      const newerNoncurrent = sibling?.older ?? 0;
      versions.push({
        record,
        newerNoncurrent,
        only: only && before?.key.equals(row.key) !== true,
        ...(sibling === undefined ? {} : { noncurrentSince: sibling.lastModified }),
      });
      const { key, ord } = row;
      before = { key, ord, older: isLatest ? 0 : newerNoncurrent + 1, lastModified: record.lastModified };
    }
    return page.length <= limit || before === undefined ? { versions } : { versions, position: encodePosition(before) };
  }

  /** The first row of a key is its newest, unless reading began inside the key. */
  #isNewest(row: ScannedVersion, start: Start): boolean {
    if (row.current) return true;
    if (start.below === undefined || !start.key.equals(row.key)) return true;
    return this.#parts.history.isNewest(row.key, this.#parts.versions.recordOf(row, false).versionId);
  }

  #startOf({ keyMarker, versionIdMarker }: VersionsQuery, pager: ListPager): Start {
    if (keyMarker === undefined || keyMarker === '') return { key: pager.from };
    const key = Buffer.from(keyMarker, 'utf8');
    const start = this.#after(key, versionIdMarker, pager);
    return Buffer.compare(start.key, pager.from) < 0 ? { key: pager.from } : start;
  }

  #after(key: Buffer, versionId: string | undefined, pager: ListPager): Start {
    if (pager.groupOf(key)?.equals(key) === true) return { key: abovePrefix(key) };
    if (versionId === undefined || versionId === '') return { key: Buffer.concat([key, NEXT]) };
    if (!isVersionId(versionId)) {
      throw new S3Error('InvalidArgument', {
        message: 'Invalid version id specified',
        details: { ArgumentName: 'version-id-marker', ArgumentValue: versionId },
      });
    }
    const below = placeOf(versionId) ?? this.#parts.versions.placeOfNull(this.#parts.bucket.id, key);
    // The null version is gone, and with it its place: rather some versions twice than some never.
    return below === undefined ? { key } : { key, below };
  }

  *#rows(start: Start, until: Buffer, batch: number): Generator<ScannedVersion, undefined> {
    const { versions, bucket } = this.#parts;
    let { key, below } = start;
    let limit = batch;
    for (;;) {
      const rows: readonly ScannedVersion[] =
        below === undefined
          ? versions.scan(bucket.id, key, until, limit)
          : versions.older(bucket.id, key, below, limit);
      yield* rows;
      const last = rows.at(-1);
      if (last !== undefined && rows.length === limit) {
        ({ key, ord: below } = last);
        limit = Math.min(limit * 4, LARGEST_BATCH);
      } else if (below !== undefined) {
        key = Buffer.concat([key, NEXT]);
        below = undefined;
      } else {
        return undefined;
      }
    }
  }
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  if (left === 0) return;
  for (const item of items) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}
