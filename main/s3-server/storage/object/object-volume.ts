import { S3Error } from '../../errors/index.ts';
import type { CommitOptions, CommitQueue } from '../commit-queue.ts';
import { judgeConditions } from '../conditions.ts';
import { keyBytes } from '../key-rules.ts';
import { ListPager } from '../list-pager.ts';
import type {
  BodyDigest,
  CompleteCommit,
  DeleteResult,
  ListPage,
  ListQuery,
  ObjectMetadata,
  ObjectReader,
  ObjectRecord,
  ObjectWriter,
  PartRecord,
  PartWriter,
  PutCommit,
  UploadRecord,
  UploadsPage,
  UploadsQuery,
  WriteConditions,
  Storage,
} from '../storage.ts';
import { newUploadId, type UploadIndex } from '../upload-index.ts';
import type { Volume } from '../volume.ts';
import type { BodyStore, Discarded } from './body-store.ts';
import type { DataFiles } from './data-files.ts';
import { DataWriter, type Landed } from './data-writer.ts';
import type { ObjectIndex, ObjectRow } from './object-index.ts';

/**
 * Bodies up to this size are rows of the index: one group fsync makes many of them durable, where a file each costs two
 * syncs and a rename. Above it the bytes would be written twice (log and table) for too little gain.
 */
export const INLINE_BYTES = 16 * 1024;

export interface ObjectVolumeParts {
  readonly bucket: { readonly id: number; readonly name: string };
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
  #retired = false;

  constructor(parts: ObjectVolumeParts) {
    this.#parts = parts;
    this.#bucket = parts.bucket.id;
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
      land: (landed, size, commit) => this.#commit(() => this.#put(bytes, landed, size, commit, existed)),
    });
  }

  async deleteObject(
    key: string,
    options: { versionId?: string; conditions?: WriteConditions } = {},
  ): Promise<DeleteResult> {
    const bytes = keyBytes(key);
    return this.#commit(() => this.#delete(bytes, options.versionId, options.conditions), FREES);
  }

  async deleteObjects(
    keys: readonly { key: string; versionId?: string }[],
  ): Promise<readonly (DeleteResult | Error)[]> {
    return this.#commit(() => {
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
    return this.#commit(() => {
      const { record } = this.#find(key, change.versionId);
      this.#parts.objects.updateMetadata(this.#bucket, bytes, change.metadata);
      return { result: { ...record, metadata: change.metadata }, freed: [] };
    });
  }

  async createUpload(input: Parameters<Storage['createUpload']>[0]): Promise<UploadRecord> {
    const bytes = keyBytes(input.key);
    const initiatedAt = this.#parts.now();
    const upload: UploadRecord = { ...input, uploadId: newUploadId(initiatedAt), initiatedAt };
    return this.#commit(() => {
      this.#parts.uploads.insert(this.#bucket, bytes, upload, this.#parts.bodies.newBody());
      return { result: upload, freed: [] };
    });
  }

  async getUpload(key: string, uploadId: string): Promise<UploadRecord> {
    return this.#upload(key, uploadId).record;
  }

  async findCompletedUpload(key: string, uploadId: string): Promise<ObjectRecord | undefined> {
    const bytes = keyBytes(key);
    if (this.#parts.objects.uploadOf(this.#bucket, bytes) !== uploadId) return undefined;
    return this.#parts.objects.get(this.#bucket, bytes)?.record;
  }

  async writePart(
    upload: UploadRecord,
    partNumber: number,
    options: { expectedSize?: number } = {},
  ): Promise<PartWriter> {
    this.#upload(upload.key, upload.uploadId);
    await this.#parts.reserve(options.expectedSize);
    return new DataWriter<BodyDigest, PartRecord>({
      data: this.#parts.data,
      inlineLimit: 0,
      land: (landed, size, digest) =>
        this.#commit(() => {
          const { body } = this.#upload(upload.key, upload.uploadId);
          if (landed.kind !== 'file') throw new Error('A part is always a file.');
          const part: PartRecord = { ...digest, partNumber, size, lastModified: this.#parts.now() };
          const old = this.#parts.uploads.putPart(body, part, landed.file);
          return {
            result: part,
            freed: old === undefined ? [] : present(this.#parts.bodies.discardFiles(body, [old])),
          };
        }),
    });
  }

  async listParts(
    upload: UploadRecord,
    options: { after?: number; limit?: number } = {},
  ): Promise<readonly PartRecord[]> {
    const { body } = this.#upload(upload.key, upload.uploadId);
    return this.#parts.uploads.parts(body, options.after ?? 0, options.limit ?? -1);
  }

  async listUploads(query: UploadsQuery): Promise<UploadsPage> {
    return this.#parts.uploads.list(this.#bucket, this.#parts.bucket.name, query);
  }

  async completeUpload(upload: UploadRecord, commit: CompleteCommit): Promise<ObjectRecord> {
    const key = keyBytes(upload.key);
    const { uploads, objects, bodies } = this.#parts;
    const existed = objects.get(this.#bucket, key) !== undefined;
    return this.#commit(() => {
      const { body, record } = this.#upload(upload.key, upload.uploadId);
      uploads.checkParts(body, commit.parts);
      const current = objects.get(this.#bucket, key);
      judgeConditions(commit.conditions, current?.record, existed);
      const unnamed = uploads.keepSegments(body, new Set(commit.parts.map((part) => part.partNumber)));
      const freed = [bodies.discardFiles(body, unnamed), bodies.discard(current?.body ?? null)];
      uploads.remove(this.#bucket, upload.key, upload.uploadId, body);
      const made: ObjectRecord = {
        ...this.#newRecord(key, commit, record.metadata, sum(commit.parts)),
        parts: commit.parts.map(({ partNumber, size, checksum }) => ({
          partNumber,
          size,
          ...(checksum === undefined ? {} : { checksum }),
        })),
      };
      objects.put(this.#bucket, key, { record: made, body, uploadId: upload.uploadId });
      return { result: made, freed: freed.flatMap(present) };
    });
  }

  async abortUpload(upload: UploadRecord): Promise<void> {
    await this.#commit(() => {
      const { body } = this.#upload(upload.key, upload.uploadId);
      this.#parts.uploads.remove(this.#bucket, upload.key, upload.uploadId, body);
      return { result: undefined, freed: present(this.#parts.bodies.discard(body)) };
    }, FREES);
  }

  /** Uploads in progress do not keep a bucket from being deleted; they go with it. */
  retire(): () => Promise<void> {
    const { objects, uploads, bodies } = this.#parts;
    if (objects.any(this.#bucket)) throw new S3Error('BucketNotEmpty');
    this.#retired = true;
    const freed: Discarded[] = [];
    const all: UploadsQuery = { prefix: '', delimiter: '', limit: 1000 };
    const list = (): UploadsPage => uploads.list(this.#bucket, this.#parts.bucket.name, all);
    for (let found = list(); found.uploads.length > 0; found = list()) {
      for (const { key, uploadId } of found.uploads) {
        const { body } = this.#upload(key, uploadId);
        uploads.remove(this.#bucket, key, uploadId, body);
        freed.push(...present(bodies.discard(body)));
      }
    }
    return async () => {
      for (const discarded of freed) bodies.reclaim(discarded);
    };
  }

  async close(): Promise<void> {}

  #find(key: string, versionId: string | undefined): ObjectRow {
    demandNullVersion(versionId);
    const row = this.#parts.objects.get(this.#bucket, keyBytes(key));
    if (row === undefined) throw new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion');
    return row;
  }

  #upload(key: string, uploadId: string): ReturnType<UploadIndex['get']> {
    return this.#parts.uploads.get(this.#bucket, this.#parts.bucket.name, key, uploadId);
  }

  #newRecord(
    key: Buffer,
    digest: Pick<PutCommit, 'etag' | 'checksum'>,
    metadata: ObjectMetadata,
    size: number,
  ): ObjectRecord {
    return {
      key: key.toString('utf8'),
      versionId: 'null',
      isLatest: true,
      deleteMarker: false,
      size,
      etag: digest.etag,
      lastModified: this.#parts.now(),
      metadata,
      ...(digest.checksum === undefined ? {} : { checksum: digest.checksum }),
    };
  }

  #put(key: Buffer, landed: Landed, size: number, commit: PutCommit, existed: boolean): Outcome<ObjectRecord> {
    const { objects, uploads, bodies } = this.#parts;
    const current = objects.get(this.#bucket, key);
    judgeConditions(commit.conditions, current?.record, existed);
    const record = this.#newRecord(key, commit, commit.metadata, size);
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

  async #commit<T>(change: () => Outcome<T>, options?: CommitOptions): Promise<T> {
    const { result, freed } = await this.#parts.commits.run(() => {
      if (this.#retired) throw new S3Error('NoSuchBucket');
      return change();
    }, options);
    for (const discarded of freed) this.#parts.bodies.reclaim(discarded);
    return result;
  }
}

const FREES: CommitOptions = { frees: true };

interface Outcome<T> {
  readonly result: T;
  readonly freed: readonly Discarded[];
}

function present(discarded: Discarded | undefined): Discarded[] {
  return discarded === undefined ? [] : [discarded];
}

function demandNullVersion(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== 'null') throw new S3Error('NoSuchVersion');
}

function sum(parts: readonly PartRecord[]): number {
  return parts.reduce((total, part) => total + part.size, 0);
}

function page(objects: readonly ObjectRecord[], pager: ListPager): ListPage {
  const { commonPrefixes, isTruncated, next } = pager;
  return { objects, commonPrefixes, isTruncated, ...(next === undefined ? {} : { next }) };
}
