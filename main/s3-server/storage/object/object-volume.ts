import { S3Error } from '../../errors/index.ts';
import type { CommitQueue } from '../commit-queue.ts';
import { judgeConditions } from '../conditions.ts';
import { keyBytes } from '../key-rules.ts';
import { ListPager } from '../list-pager.ts';
import type {
  BucketRecord,
  DeleteResult,
  ListPage,
  ListQuery,
  ObjectMetadata,
  ObjectReader,
  ObjectRecord,
  ObjectWriter,
  PutCommit,
  VersionsPage,
  VersionWalk,
  WriteConditions,
} from '../storage.ts';
import type { UploadIndex } from '../upload-index.ts';
import type { Volume } from '../volume.ts';
import type { BodyStore, Discarded } from './body-store.ts';
import { BucketCommits, FREES, present, type Outcome } from './bucket-commits.ts';
import type { DataFiles } from './data-files.ts';
import { DataWriter, type Landed } from './data-writer.ts';
import { newRecord } from './new-record.ts';
import type { ObjectIndex, ObjectRow } from './object-index.ts';
import { ObjectUploads } from './object-uploads.ts';

/**
 * Bodies up to this size are rows of the index: one group fsync makes many of them durable, where a file each costs two
 * syncs and a rename. Above it the bytes would be written twice (log and table) for too little gain.
 */
export const INLINE_BYTES = 16 * 1024;

export interface VersionedBucket {
  readonly id: number;
  readonly name: string;
  readonly versioning: () => BucketRecord['versioning'];
}

export interface ObjectVolumeParts {
  readonly bucket: VersionedBucket;
  readonly objects: ObjectIndex;
  readonly uploads: UploadIndex;
  readonly bodies: BodyStore;
  readonly data: DataFiles;
  readonly commits: CommitQueue;
  readonly now: () => number;
  /** Refuses with InsufficientStorage what cannot fit. */
  readonly reserve: (bytes: number | undefined) => Promise<void>;
}

/** A bucket whose objects are rows of the root's index and files named by id: every legal key is held as it is. */
export class ObjectVolume implements Volume {
  readonly #parts: ObjectVolumeParts;
  readonly #bucket: number;
  readonly #commits: BucketCommits;
  readonly #uploads: ObjectUploads;
  readonly createUpload: ObjectUploads['createUpload'];
  readonly getUpload: ObjectUploads['getUpload'];
  readonly findCompletedUpload: ObjectUploads['findCompletedUpload'];
  readonly writePart: ObjectUploads['writePart'];
  readonly listParts: ObjectUploads['listParts'];
  readonly listUploads: ObjectUploads['listUploads'];
  readonly completeUpload: ObjectUploads['completeUpload'];
  readonly abortUpload: ObjectUploads['abortUpload'];

  constructor(parts: ObjectVolumeParts) {
    this.#parts = parts;
    this.#bucket = parts.bucket.id;
    this.#commits = new BucketCommits(parts.commits, parts.bodies);
    const uploads = new ObjectUploads({ ...parts, commits: this.#commits });
    this.#uploads = uploads;
    this.createUpload = uploads.createUpload.bind(uploads);
    this.getUpload = uploads.getUpload.bind(uploads);
    this.findCompletedUpload = uploads.findCompletedUpload.bind(uploads);
    this.writePart = uploads.writePart.bind(uploads);
    this.listParts = uploads.listParts.bind(uploads);
    this.listUploads = uploads.listUploads.bind(uploads);
    this.completeUpload = uploads.completeUpload.bind(uploads);
    this.abortUpload = uploads.abortUpload.bind(uploads);
  }

  async headObject(key: string, versionId?: string): Promise<ObjectRecord> {
    return this.#find(key, versionId).record;
  }

  async openObject(key: string, versionId?: string): Promise<ObjectReader> {
    return this.#parts.bodies.open(this.#find(key, versionId));
  }

  async listObjects(query: ListQuery, options: { signal?: AbortSignal } = {}): Promise<ListPage> {
    const { objects: index } = this.#parts;
    const pager = new ListPager(query);
    const objects: ObjectRecord[] = [];
    let from: Buffer | undefined = query.limit === 0 ? undefined : pager.from;
    while (from !== undefined) {
      options.signal?.throwIfAborted();
      const first = index.firstKey(this.#bucket, from, pager.until);
      if (first === undefined) break;
      if (pager.groupOf(first) === undefined) {
        from = this.#offerRows(pager, first, objects);
      } else {
        const verdict = pager.offer(first);
        from = verdict.kind === 'group' ? verdict.seek : undefined;
      }
    }
    return page(objects, pager);
  }

  /** Offers rows from one on until a common prefix or the page's end; returns where to seek, if there is more to do. */
  #offerRows(pager: ListPager, from: Buffer, objects: ObjectRecord[]): Buffer | undefined {
    const { objects: index } = this.#parts;
    // Without groups one query is the page. With them the next one may be near, so look at more only while rows are plain.
    let batch = pager.hasGroups ? 8 : pager.room;
    let start = from;
    for (;;) {
      const limit = Math.min(batch, pager.room);
      const rows = index.scan(this.#bucket, start, pager.until, limit);
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

  async writeObject(key: string, options: { expectedSize?: number } = {}): Promise<ObjectWriter> {
    const bytes = keyBytes(key);
    await this.#parts.reserve(options.expectedSize);
    const existed = this.#parts.objects.get(this.#bucket, bytes) !== undefined;
    return new DataWriter<PutCommit, ObjectRecord>({
      data: this.#parts.data,
      inlineLimit: INLINE_BYTES,
      land: (landed, size, commit) => this.#commits.run(() => this.#put(bytes, landed, size, commit, existed)),
    });
  }

  async deleteObject(
    key: string,
    options: { versionId?: string; conditions?: WriteConditions } = {},
  ): Promise<DeleteResult> {
    const bytes = keyBytes(key);
    return this.#commits.run(() => this.#delete(bytes, options.versionId, options.conditions), FREES);
  }

  async deleteObjects(
    keys: readonly { key: string; versionId?: string }[],
  ): Promise<readonly (DeleteResult | Error)[]> {
    return this.#commits.run(() => {
      const results: (DeleteResult | Error)[] = [];
      const freed: Discarded[] = [];
      for (const { key, versionId } of keys) {
        try {
          const done = this.#delete(keyBytes(key), versionId);
          results.push(done.result);
          freed.push(...done.freed);
        } catch (error) {
          if (!(error instanceof S3Error)) throw error;
          results.push(error);
        }
      }
      return { result: results, freed };
    }, FREES);
  }

  async updateObject(key: string, change: { metadata: ObjectMetadata; versionId?: string }): Promise<ObjectRecord> {
    const bytes = keyBytes(key);
    return this.#commits.run(() => {
      const { record } = this.#find(key, change.versionId);
      this.#parts.objects.updateMetadata(this.#bucket, bytes, change.metadata);
      return { result: { ...record, metadata: change.metadata }, freed: [] };
    });
  }

  /** Uploads in progress do not keep a bucket from being deleted; they go with it. */
  retire(): () => Promise<void> {
    if (this.#parts.objects.any(this.#bucket)) throw new S3Error('BucketNotEmpty');
    this.#commits.retire();
    const freed = this.#uploads.discardAll();
    return async () => this.#commits.reclaim(freed);
  }

  demandVersioning(): void {
    throw new S3Error('NotImplemented');
  }

  async listVersions(): Promise<VersionsPage> {
    throw new S3Error('NotImplemented');
  }

  async renameObject(): Promise<ObjectRecord> {
    throw new S3Error('NotImplemented');
  }

  async cloneObject(): Promise<ObjectRecord | undefined> {
    return undefined;
  }

  async walkVersions(): Promise<VersionWalk> {
    throw new S3Error('NotImplemented');
  }

  async expireVersions(): Promise<readonly boolean[]> {
    throw new S3Error('NotImplemented');
  }

  async close(): Promise<void> {}

  #find(key: string, versionId: string | undefined): ObjectRow {
    demandNullVersion(versionId);
    const row = this.#parts.objects.get(this.#bucket, keyBytes(key));
    if (row === undefined) throw new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion');
    return row;
  }

  #put(key: Buffer, landed: Landed, size: number, commit: PutCommit, existed: boolean): Outcome<ObjectRecord> {
    const { objects, uploads, bodies } = this.#parts;
    const current = objects.get(this.#bucket, key);
    judgeConditions(commit.conditions, current?.record, existed);
    const record = newRecord({ key, digest: commit, metadata: commit.metadata, size, lastModified: this.#parts.now() });
    const body = landed.kind === 'none' ? null : bodies.newBody();
    if (body !== null && landed.kind === 'inline') objects.putInline(body, landed.bytes);
    if (body !== null && landed.kind === 'file') uploads.putSegment(body, { n: 1, size, file: landed.file });
    const freed = bodies.discard(current?.body ?? null);
    objects.put(this.#bucket, key, { record, body });
    return { result: record, freed: present(freed) };
  }

  #delete(key: Buffer, versionId?: string, conditions?: WriteConditions): Outcome<DeleteResult> {
    demandNullVersion(versionId);
    const current = this.#parts.objects.get(this.#bucket, key);
    judgeConditions(conditions, current?.record, true);
    if (current === undefined) return { result: {}, freed: [] };
    this.#parts.objects.remove(this.#bucket, key);
    return { result: {}, freed: present(this.#parts.bodies.discard(current.body)) };
  }
}

function demandNullVersion(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== 'null') throw new S3Error('NoSuchVersion');
}

function page(objects: readonly ObjectRecord[], pager: ListPager): ListPage {
  const { commonPrefixes, isTruncated, next } = pager;
  return { objects, commonPrefixes, isTruncated, ...(next === undefined ? {} : { next }) };
}
