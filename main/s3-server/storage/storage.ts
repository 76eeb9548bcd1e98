/**
 * What the embedded server keeps, without HTTP and without access control.
 *
 * Units: sizes and offsets in bytes, times in milliseconds since the epoch. Keys are whole, decoded Unicode strings that
 * are valid UTF-8 of 1 to 1,024 bytes; ordering is by UTF-8 bytes. ETags are without quotes. Every refusal is an S3Error.
 *
 * Durability: when a promise of a write resolves, the write survives a power cut (unless the storage was opened `fast`).
 * When it rejects, the old state is whole; but a folder volume whose disk fails to sync a directory after the rename in it
 * rejects a write whose bytes may already be seen there, whole, since the rename cannot be taken back safely.
 */
import type { DeleteConditions, RenameConditions, WriteConditions } from './preconditions.ts';
import type {
  BodyDigest,
  BucketKind,
  BucketRecord,
  ChecksumAlgorithm,
  CompletedPart,
  ObjectMetadata,
  ObjectRecord,
  PartRecord,
  UploadRecord,
} from './records.ts';
import type { Expiry, VersionsPage, VersionsQuery, VersionWalk } from './version-queries.ts';

export type * from './preconditions.ts';
export type * from './records.ts';
export type * from './version-queries.ts';

/** Half-open byte range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * An open object: the bytes that were there when it was opened, also if it is replaced or deleted while it is read.
 */
export interface ObjectReader {
  readonly record: ObjectRecord;
  /** The whole of it, where that is in memory anyway: then nothing needs to be streamed. */
  readonly bytes?: Buffer;
  /**
   * Streams a range. Each buffer is the consumer's until it asks for the next one, and may then be reused.
   * Throws ServiceUnavailable where the bytes cannot be read any more.
   */
  read(range: ByteRange, options?: { signal?: AbortSignal }): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * Bytes on their way in, in a temporary file on the volume's own file system. Nothing is visible before `commit`.
 * After `abort`, or a crash, nothing is left (start-up sweeps).
 */
export interface ByteWriter<Commit, Result> {
  readonly size: number;
  /** Resolves when the buffer may be reused. Rejects with InsufficientStorage where the disk is full. */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the bytes durable and visible at once; the writer is spent. */
  commit(input: Commit): Promise<Result>;
  /** Lets go of the bytes; safe after a failed write or commit, and more than once. */
  abort(): Promise<void>;
}

export interface PutCommit extends BodyDigest {
  readonly metadata: ObjectMetadata;
  readonly conditions?: WriteConditions;
}

export type ObjectWriter = ByteWriter<PutCommit, ObjectRecord>;
export type PartWriter = ByteWriter<BodyDigest, PartRecord>;

export interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /**
   * Only entries after this one, exclusive. Where it ends inside a common prefix that was already given out
   * (`resume: true`, from a continuation token or marker that named the prefix), that whole prefix is skipped.
   */
  readonly after?: string;
  readonly resume?: boolean;
  /** 0 to 1,000: how many objects and common prefixes together. */
  readonly limit: number;
}

export interface ListPage {
  readonly objects: readonly ObjectRecord[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last entry of this page, key or common prefix, where the page is truncated: the next query's `after`. */
  readonly next?: string;
}

export interface UploadsQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly keyMarker?: string;
  readonly uploadIdMarker?: string;
  readonly limit: number;
}

export interface UploadsPage {
  readonly uploads: readonly UploadRecord[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  readonly nextKeyMarker?: string;
  readonly nextUploadIdMarker?: string;
}

export interface CompleteCommit extends BodyDigest {
  /** In ascending order; the operations layer has checked ETags, order and least sizes. */
  readonly parts: readonly PartRecord[];
  readonly conditions?: WriteConditions;
}

export interface DeleteTarget {
  readonly key: string;
  readonly versionId?: string;
  readonly conditions?: DeleteConditions;
}

export interface DeleteResult {
  /** The version that was named, or the delete marker that was made; absent in an unversioned bucket. */
  readonly versionId?: string;
  /** True where a delete marker was made, or was the version that was removed. */
  readonly deleteMarker?: boolean;
}

/** An object made of bytes that are here already. `parts` where it keeps the parts of what it was made from. */
export interface CloneCommit extends PutCommit {
  readonly parts?: readonly CompletedPart[];
}

/**
 * A bucket and all that it is set to, at one moment: when any of it changes, the storage gives out another one. So what is
 * made of the documents (a parsed policy) can be kept with it for as long as it holds.
 */
export interface BucketSettings {
  readonly record: BucketRecord;
  /** A configuration document by name. */
  document(name: string): string | undefined;
  /** What `make` makes of them, made once; it must be pure, and its result is shared and never changed. */
  derived<T>(make: (settings: BucketSettings) => T): T;
}

export interface Storage {
  /** All buckets, ordered by name. */
  listBuckets(): Promise<readonly BucketRecord[]>;
  /** Throws NoSuchBucket. */
  getBucket(name: string): Promise<BucketRecord>;
  /** Throws BucketAlreadyExists (the caller tells apart whose it is from `getBucket`). */
  createBucket(input: {
    name: string;
    owner: string;
    region: string;
    kind?: BucketKind;
    folder?: string;
  }): Promise<BucketRecord>;
  /** Throws NoSuchBucket, BucketNotEmpty. A folder volume is let go of; its directory is never removed. */
  deleteBucket(name: string): Promise<void>;
  /**
   * Objects written before keep the `null` version. There is no way back to `off`. Throws NotImplemented on a folder volume.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
   */
  setVersioning(bucket: string, state: 'enabled' | 'suspended'): Promise<BucketRecord>;
  /** From memory, at once: every request asks for it. Throws NoSuchBucket. */
  settingsOf(name: string): BucketSettings;
  /** A configuration document of the bucket (policy, cors, tagging …) by name, as text the operations layer made. */
  getBucketConfig(bucket: string, name: string): Promise<string | undefined>;
  putBucketConfig(bucket: string, name: string, value: string | undefined): Promise<void>;

  /**
   * Throws NoSuchBucket, NoSuchKey, NoSuchVersion. Where a delete marker is the latest version, NoSuchKey, and where one is
   * named, MethodNotAllowed: both with the error's `deleteMarker`.
   */
  headObject(bucket: string, key: string, versionId?: string): Promise<ObjectRecord>;
  openObject(bucket: string, key: string, versionId?: string): Promise<ObjectReader>;
  listObjects(bucket: string, query: ListQuery, options?: { signal?: AbortSignal }): Promise<ListPage>;

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
  listVersions(bucket: string, query: VersionsQuery, options?: { signal?: AbortSignal }): Promise<VersionsPage>;

  /** `expectedSize` lets a full disk be refused before the first byte. Throws InvalidObjectName on a folder volume. */
  writeObject(bucket: string, key: string, options?: { expectedSize?: number }): Promise<ObjectWriter>;
  /**
   * Idempotent: a key or version that is not there is no error, but a version id that none can have is NoSuchVersion.
   * With a version id it is gone for good; else, where versions are kept, a delete marker is made.
   */
  deleteObject(
    bucket: string,
    key: string,
    options?: { versionId?: string; conditions?: DeleteConditions },
  ): Promise<DeleteResult>;
  /** Up to 1,000 keys in one commit; answers in the same order, an S3Error for each that failed. */
  deleteObjects(bucket: string, keys: readonly DeleteTarget[]): Promise<readonly (DeleteResult | Error)[]>;
  /** Replaces tags or metadata of an object in place, without touching its bytes. */
  updateObject(
    bucket: string,
    key: string,
    change: { metadata: ObjectMetadata; versionId?: string },
  ): Promise<ObjectRecord>;
  /**
   * Gives an object another name; nothing else of it changes, its time included. An object at the destination is replaced.
   * Throws NoSuchKey, PreconditionFailed; InvalidRequest for keys that are the same or end in `/`; InvalidBucketState where
   * versioning is or was on. https://docs.aws.amazon.com/AmazonS3/latest/API/API_RenameObject.html
   */
  renameObject(
    bucket: string,
    from: string,
    to: string,
    conditions?: { source?: RenameConditions; destination?: RenameConditions },
  ): Promise<ObjectRecord>;
  /**
   * Makes an object that shares the bytes of another one, as it was when `source.record` was read. Undefined, with nothing
   * done, where the bytes cannot be shared or the source is not that any more: then they must be copied.
   */
  cloneObject(
    source: { bucket: string; record: ObjectRecord },
    target: { bucket: string; key: string },
    commit: CloneCommit,
  ): Promise<ObjectRecord | undefined>;

  /**
   * All versions of a bucket, a page of up to `limit` at a time, for lifecycle rules (uploads: `listUploads`). Throws
   * InvalidArgument for a position that none of these gave.
   */
  walkVersions(bucket: string, page: { limit: number; position?: string }): Promise<VersionWalk>;
  /** Up to 1,000 in one commit; answers in the same order whether each one went. */
  expireVersions(bucket: string, expiries: readonly Expiry[]): Promise<readonly boolean[]>;

  createUpload(input: {
    bucket: string;
    key: string;
    initiator: string;
    metadata: ObjectMetadata;
    checksumAlgorithm?: ChecksumAlgorithm;
    checksumType?: 'FULL_OBJECT' | 'COMPOSITE';
  }): Promise<UploadRecord>;
  /** Throws NoSuchUpload, also where the upload belongs to another bucket or key. */
  getUpload(bucket: string, key: string, uploadId: string): Promise<UploadRecord>;
  /** Commit throws NoSuchUpload where the upload was aborted meanwhile. A part sent again replaces the old one whole. */
  writePart(upload: UploadRecord, partNumber: number, options?: { expectedSize?: number }): Promise<PartWriter>;
  /** Ordered by part number, those after `after`. */
  listParts(upload: UploadRecord, options?: { after?: number; limit?: number }): Promise<readonly PartRecord[]>;
  listUploads(bucket: string, query: UploadsQuery): Promise<UploadsPage>;
  /** One atomic step: the object appears and the upload is gone; parts not named are discarded. */
  completeUpload(upload: UploadRecord, commit: CompleteCommit): Promise<ObjectRecord>;
  /**
   * The object that an upload of this id became, as long as nothing has replaced it: lets a Complete that is sent twice be
   * answered twice alike.
   */
  findCompletedUpload(bucket: string, key: string, uploadId: string): Promise<ObjectRecord | undefined>;
  abortUpload(upload: UploadRecord): Promise<void>;

  close(): Promise<void>;
}

export interface StorageOptions {
  /** The directory that holds the index and the bytes; made where missing. One process at a time holds it. */
  readonly root: string;
  /** Trades the fsyncs away; documented as losing acknowledged writes in a power cut. Default false. */
  readonly fast?: boolean;
  /** Milliseconds since the epoch; for tests. */
  readonly now?: () => number;
}
