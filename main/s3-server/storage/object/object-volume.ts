import { S3Error } from '../../errors/index.ts';
import type { CommitQueue } from '../commit-queue.ts';
import { demandNeverVersioned, judgeConditions, judgeDelete, judgeRename, renamedKeys } from '../conditions.ts';
import { keyBytes } from '../key-rules.ts';
import type {
  BucketRecord,
  CloneCommit,
  DeleteConditions,
  DeleteResult,
  DeleteTarget,
  Expiry,
  ListPage,
  ListQuery,
  ObjectMetadata,
  ObjectReader,
  ObjectRecord,
  ObjectWriter,
  PutCommit,
  RenameConditions,
  VersionsPage,
  VersionsQuery,
  VersionWalk,
  WriteConditions,
} from '../storage.ts';
import type { UploadIndex } from '../upload-index.ts';
import type { Volume } from '../volume.ts';
import type { BodyStore, Discarded } from './body-store.ts';
import { BucketCommits, FREES, type Outcome } from './bucket-commits.ts';
import type { DataFiles } from './data-files.ts';
import { DataWriter, type Landed } from './data-writer.ts';
import { listObjects } from './object-listing.ts';
import { ObjectHistory } from './object-history.ts';
import type { ObjectIndex } from './object-index.ts';
import type { ObjectRow } from './object-row.ts';
import { ObjectUploads } from './object-uploads.ts';
import type { VersionIndex } from './version-index.ts';
import { VersionListing } from './version-listing.ts';

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
  readonly versions: VersionIndex;
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
  readonly #history: ObjectHistory;
  readonly #listing: VersionListing;
  /** A request looks at its object at the gate and again to read it. */
  #found:
    | { readonly row: ObjectRow; readonly key: string; readonly versionId: string | undefined; at: number }
    | undefined;
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
    this.#history = new ObjectHistory(parts);
    this.#listing = new VersionListing({ ...parts, history: this.#history });
    const uploads = new ObjectUploads({ ...parts, commits: this.#commits, history: this.#history });
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

  async listObjects(query: ListQuery, options?: { signal?: AbortSignal }): Promise<ListPage> {
    return listObjects(this.#parts.objects, this.#bucket, query, options);
  }

  async writeObject(key: string, options: { expectedSize?: number } = {}): Promise<ObjectWriter> {
    const bytes = keyBytes(key);
    await this.#parts.reserve(options.expectedSize);
    const existed = this.#exists(bytes);
    return new DataWriter<PutCommit, ObjectRecord>({
      data: this.#parts.data,
      inlineLimit: INLINE_BYTES,
      land: (landed, size, commit) => this.#commits.run(() => this.#put(bytes, landed, size, commit, existed)),
    });
  }

  async deleteObject(
    key: string,
    options: { versionId?: string; conditions?: DeleteConditions } = {},
  ): Promise<DeleteResult> {
    const target = { ...options, key };
    keyBytes(key);
    return this.#commits.run(() => this.#delete(target), FREES);
  }

  async deleteObjects(targets: readonly DeleteTarget[]): Promise<readonly (DeleteResult | Error)[]> {
    return this.#commits.run(() => {
      const results: (DeleteResult | Error)[] = [];
      const freed: Discarded[] = [];
      for (const target of targets) {
        try {
          const done = this.#delete(target);
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
      return { result: this.#history.update(bytes, change.metadata, change.versionId), freed: [] };
    });
  }

  demandVersioning(): void {}

  async listVersions(query: VersionsQuery, options?: { signal?: AbortSignal }): Promise<VersionsPage> {
    return this.#listing.list(query, options);
  }

  async walkVersions(page: { limit: number; position?: string }): Promise<VersionWalk> {
    return this.#listing.walk(page);
  }

  async expireVersions(expiries: readonly Expiry[]): Promise<readonly boolean[]> {
    return this.#commits.run(() => {
      const freed: Discarded[] = [];
      const result = expiries.map((expiry) => {
        const done = this.#expire(expiry);
        freed.push(...(done?.freed ?? []));
        return done !== undefined;
      });
      return { result, freed };
    }, FREES);
  }

  async renameObject(
    from: string,
    to: string,
    conditions: { source?: RenameConditions; destination?: RenameConditions } = {},
  ): Promise<ObjectRecord> {
    const [source, destination] = renamedKeys(from, to);
    return this.#commits.run(() => {
      demandNeverVersioned(this.#parts.bucket.versioning());
      const { record } = this.#history.find(source);
      judgeRename('source', conditions.source, record);
      judgeRename('destination', conditions.destination, this.#history.lookup(destination)?.record);
      return { result: { ...record, key: to }, freed: this.#history.rename(source, destination) };
    });
  }

  async cloneObject(
    source: { volume: Volume; record: ObjectRecord },
    key: string,
    commit: CloneCommit,
  ): Promise<ObjectRecord | undefined> {
    const { volume, record } = source;
    if (!(volume instanceof ObjectVolume)) return undefined;
    const bytes = keyBytes(key);
    const from = keyBytes(record.key);
    await this.#parts.reserve(undefined);
    const existed = this.#exists(bytes);
    return this.#commits.run<ObjectRecord | undefined>(() => {
      const row = volume.#history.unchanged(from, record);
      if (row === undefined || record.deleteMarker) return { result: undefined, freed: [] };
      this.#judge(bytes, commit.conditions, existed);
      this.#parts.bodies.share(row.body);
      const { metadata, parts } = commit;
      const clone = { digest: commit, metadata, size: record.size, body: row.body };
      return this.#history.add(bytes, parts === undefined ? clone : { ...clone, parts });
    });
  }

  /** Uploads in progress do not keep a bucket from being deleted; they go with it. */
  retire(): () => Promise<void> {
    const { objects, versions } = this.#parts;
    if (objects.any(this.#bucket) || versions.any(this.#bucket)) throw new S3Error('BucketNotEmpty');
    this.#commits.retire();
    const freed = this.#uploads.discardAll();
    return async () => this.#commits.reclaim(freed);
  }

  async close(): Promise<void> {}

  #find(key: string, versionId: string | undefined): ObjectRow {
    const { settled } = this.#parts.commits;
    const found = this.#found;
    if (found?.at === settled && found.key === key && found.versionId === versionId) return found.row;
    const row = this.#history.find(keyBytes(key), versionId);
    this.#found = { row, key, versionId, at: settled };
    return row;
  }

  #exists(key: Buffer): boolean {
    return this.#parts.objects.get(this.#bucket, key) !== undefined;
  }

  #judge(key: Buffer, conditions: WriteConditions | undefined, existed: boolean): void {
    if (conditions === undefined) return;
    judgeConditions(conditions, this.#parts.objects.get(this.#bucket, key)?.record, existed);
  }

  #put(key: Buffer, landed: Landed, size: number, commit: PutCommit, existed: boolean): Outcome<ObjectRecord> {
    const { objects, uploads, bodies } = this.#parts;
    this.#judge(key, commit.conditions, existed);
    const body = landed.kind === 'none' ? null : bodies.newBody();
    if (body !== null && landed.kind === 'inline') objects.putInline(body, landed.bytes);
    if (body !== null && landed.kind === 'file') uploads.putSegment(body, { n: 1, size, file: landed.file });
    return this.#history.add(key, { digest: commit, metadata: commit.metadata, size, body });
  }

  #delete({ key: text, versionId, conditions }: DeleteTarget): Outcome<DeleteResult> {
    const key = keyBytes(text);
    if (conditions !== undefined) judgeDelete(conditions, this.#parts.objects.get(this.#bucket, key)?.record);
    return versionId === undefined ? this.#history.remove(key) : this.#history.removeVersion(key, versionId);
  }

  /** Undefined where the version is not what was judged any more. */
  #expire({ action, record }: Expiry): Outcome<DeleteResult> | undefined {
    const key = keyBytes(record.key);
    const history = this.#history;
    if (history.unchanged(key, record) === undefined) return undefined;
    const newest = history.isNewest(key, record.versionId);
    if (action === 'expire') return newest && !record.deleteMarker ? history.remove(key) : undefined;
    if (newest && !(record.deleteMarker && history.isLone(key))) return undefined;
    return history.removeVersion(key, record.versionId);
  }
}
