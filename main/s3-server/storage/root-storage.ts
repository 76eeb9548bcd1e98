import type { DatabaseSync } from 'node:sqlite';
import { S3Error } from '../errors/index.ts';
import type { Bucket, BucketCatalog } from './bucket-catalog.ts';
import type { CommitQueue } from './commit-queue.ts';
import { asS3Error, inS3Terms } from './failure.ts';
import type { ObjectStore } from './object/object-store.ts';
import type {
  BucketKind,
  BucketRecord,
  BucketSettings,
  CloneCommit,
  CompleteCommit,
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
  PartRecord,
  PartWriter,
  Storage,
  UploadRecord,
  UploadsPage,
  UploadsQuery,
  VersionsPage,
  VersionsQuery,
  VersionWalk,
} from './storage.ts';
import type { Volume } from './volume.ts';

export interface RootStorageParts {
  readonly database: DatabaseSync;
  readonly commits: CommitQueue;
  readonly catalog: BucketCatalog;
  readonly objects: ObjectStore;
  /** Opens a folder volume; `fresh` where the bucket is being made. */
  readonly openFolder: (record: BucketRecord, options: { fresh: boolean }) => Promise<Volume>;
  readonly now: () => number;
}

/** A root: finds the bucket, hands the call to its volume, and gives every failure S3's name. */
export class RootStorage implements Storage {
  readonly #parts: RootStorageParts;
  readonly #volumes = new Map<string, Promise<Volume>>();
  /** Those of them that are open and can never be stale. */
  readonly #steady = new Map<string, Volume>();
  #closed: Promise<void> | undefined;

  constructor(parts: RootStorageParts) {
    this.#parts = parts;
  }

  async listBuckets(): Promise<readonly BucketRecord[]> {
    return this.#parts.catalog.all();
  }

  async getBucket(name: string): Promise<BucketRecord> {
    return this.#parts.catalog.get(name).record;
  }

  async createBucket(input: {
    name: string;
    owner: string;
    region: string;
    kind?: BucketKind;
    folder?: string;
  }): Promise<BucketRecord> {
    const { catalog, commits, now, openFolder } = this.#parts;
    const record: BucketRecord = { ...input, kind: input.kind ?? 'object', createdAt: now(), versioning: 'off' };
    if (catalog.has(record.name)) throw new S3Error('BucketAlreadyExists');
    const folder = record.kind === 'folder' ? await inS3Terms(() => openFolder(record, { fresh: true })) : undefined;
    try {
      const bucket = await commits.run(() => catalog.put(record));
      catalog.kept(bucket);
      if (folder !== undefined) this.#volumes.set(record.name, Promise.resolve(folder));
      return record;
    } catch (error) {
      await folder?.close();
      throw error;
    }
  }

  async deleteBucket(name: string): Promise<void> {
    const { catalog, commits } = this.#parts;
    const bucket = catalog.get(name);
    const volume = await this.#volume(name);
    try {
      const afterwards = await commits.run(
        () => {
          const then = volume.retire();
          catalog.remove(bucket);
          return then;
        },
        { frees: true },
      );
      catalog.dropped(bucket);
      this.#steady.delete(name);
      await afterwards();
      await volume.close();
    } finally {
      // Where the commit failed the next call makes a volume that is not retired.
      this.#volumes.delete(name);
      this.#steady.delete(name);
    }
  }

  settingsOf(name: string): BucketSettings {
    const { catalog } = this.#parts;
    return catalog.settings(catalog.get(name));
  }

  async getBucketConfig(bucket: string, name: string): Promise<string | undefined> {
    return this.settingsOf(bucket).document(name);
  }

  async putBucketConfig(bucket: string, name: string, value: string | undefined): Promise<void> {
    const { catalog, commits } = this.#parts;
    const of = catalog.get(bucket);
    try {
      await commits.run(() => catalog.putConfig(catalog.get(bucket), name, value));
    } finally {
      catalog.configChanged(of);
    }
  }

  async setVersioning(name: string, state: 'enabled' | 'suspended'): Promise<BucketRecord> {
    const { catalog, commits } = this.#parts;
    await this.#on(name, async (volume) => volume.demandVersioning());
    // Commits that judge by the old state in the same transaction came before this one: none of them was answered yet.
    const bucket = await commits.run(() => catalog.setVersioning(catalog.get(name), state));
    catalog.kept(bucket);
    return bucket.record;
  }

  headObject(bucket: string, key: string, versionId?: string): Promise<ObjectRecord> {
    return this.#on(bucket, (volume) => volume.headObject(key, versionId));
  }

  openObject(bucket: string, key: string, versionId?: string): Promise<ObjectReader> {
    return this.#on(bucket, (volume) => volume.openObject(key, versionId));
  }

  listObjects(bucket: string, query: ListQuery, options?: { signal?: AbortSignal }): Promise<ListPage> {
    return this.#on(bucket, (volume) => volume.listObjects(query, options));
  }

  writeObject(bucket: string, key: string, options?: { expectedSize?: number }): Promise<ObjectWriter> {
    return this.#on(bucket, (volume) => volume.writeObject(key, options));
  }

  listVersions(bucket: string, query: VersionsQuery, options?: { signal?: AbortSignal }): Promise<VersionsPage> {
    return this.#on(bucket, (volume) => volume.listVersions(query, options));
  }

  renameObject(bucket: string, ...rename: Parameters<Volume['renameObject']>): Promise<ObjectRecord> {
    return this.#on(bucket, (volume) => volume.renameObject(...rename));
  }

  cloneObject(
    source: { bucket: string; record: ObjectRecord },
    target: { bucket: string; key: string },
    commit: CloneCommit,
  ): Promise<ObjectRecord | undefined> {
    return this.#on(source.bucket, (volume) =>
      this.#on(target.bucket, (own) => own.cloneObject({ volume, record: source.record }, target.key, commit)),
    );
  }

  walkVersions(bucket: string, page: { limit: number; position?: string }): Promise<VersionWalk> {
    return this.#on(bucket, (volume) => volume.walkVersions(page));
  }

  expireVersions(bucket: string, expiries: readonly Expiry[]): Promise<readonly boolean[]> {
    return this.#on(bucket, (volume) => volume.expireVersions(expiries));
  }

  deleteObject(
    bucket: string,
    key: string,
    options?: { versionId?: string; conditions?: DeleteConditions },
  ): Promise<DeleteResult> {
    return this.#on(bucket, (volume) => volume.deleteObject(key, options));
  }

  deleteObjects(bucket: string, keys: readonly DeleteTarget[]): Promise<readonly (DeleteResult | Error)[]> {
    return this.#on(bucket, (volume) => volume.deleteObjects(keys));
  }

  updateObject(
    bucket: string,
    key: string,
    change: { metadata: ObjectMetadata; versionId?: string },
  ): Promise<ObjectRecord> {
    return this.#on(bucket, (volume) => volume.updateObject(key, change));
  }

  createUpload(input: Parameters<Storage['createUpload']>[0]): Promise<UploadRecord> {
    return this.#on(input.bucket, (volume) => volume.createUpload(input));
  }

  getUpload(bucket: string, key: string, uploadId: string): Promise<UploadRecord> {
    return this.#on(bucket, (volume) => volume.getUpload(key, uploadId));
  }

  findCompletedUpload(bucket: string, key: string, uploadId: string): Promise<ObjectRecord | undefined> {
    return this.#on(bucket, (volume) => volume.findCompletedUpload(key, uploadId));
  }

  writePart(upload: UploadRecord, partNumber: number, options?: { expectedSize?: number }): Promise<PartWriter> {
    return this.#on(upload.bucket, (volume) => volume.writePart(upload, partNumber, options));
  }

  listParts(upload: UploadRecord, options?: { after?: number; limit?: number }): Promise<readonly PartRecord[]> {
    return this.#on(upload.bucket, (volume) => volume.listParts(upload, options));
  }

  listUploads(bucket: string, query: UploadsQuery): Promise<UploadsPage> {
    return this.#on(bucket, (volume) => volume.listUploads(query));
  }

  completeUpload(upload: UploadRecord, commit: CompleteCommit): Promise<ObjectRecord> {
    return this.#on(upload.bucket, (volume) => volume.completeUpload(upload, commit));
  }

  abortUpload(upload: UploadRecord): Promise<void> {
    return this.#on(upload.bucket, (volume) => volume.abortUpload(upload));
  }

  /** Waits for what was begun to commit. A reader that is still open must be closed by its owner. */
  close(): Promise<void> {
    this.#steady.clear();
    this.#closed ??= (async () => {
      try {
        await this.#parts.commits.drain();
        for (const volume of await Promise.allSettled(this.#volumes.values())) {
          if (volume.status === 'fulfilled') await volume.value.close();
        }
        await this.#parts.objects.close();
      } finally {
        // Whatever failed, the lock on the root must go.
        this.#parts.database.close();
      }
    })();
    return this.#closed;
  }

  async #on<T>(bucket: string, step: (volume: Volume) => Promise<T>): Promise<T> {
    try {
      return await step(this.#steady.get(bucket) ?? (await this.#volume(bucket)));
    } catch (error) {
      throw asS3Error(error);
    }
  }

  async #volume(name: string): Promise<Volume> {
    if (this.#closed !== undefined) throw new S3Error('ServiceUnavailable');
    const bucket = this.#parts.catalog.get(name);
    const known = this.#volumes.get(name);
    if (known !== undefined) {
      const volume = await known;
      if (volume.isStale === undefined || !(await volume.isStale())) return volume;
      if (this.#volumes.get(name) === known) {
        this.#volumes.delete(name);
        await volume.close();
      }
      return this.#volume(name);
    }
    const opening = this.#open(bucket);
    this.#volumes.set(name, opening);
    try {
      const volume = await opening;
      if (volume.isStale === undefined && this.#volumes.get(name) === opening) this.#steady.set(name, volume);
      return volume;
    } catch (error) {
      // A folder that is not there now may be there at the next request.
      this.#volumes.delete(name);
      throw error;
    }
  }

  async #open({ id, record }: Bucket): Promise<Volume> {
    return record.kind === 'folder'
      ? this.#parts.openFolder(record, { fresh: false })
      : this.#parts.objects.volume({
          id,
          name: record.name,
          versioning: () => this.#parts.catalog.get(record.name).record.versioning,
        });
  }
}
