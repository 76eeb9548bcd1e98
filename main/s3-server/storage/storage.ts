/**
 * What the embedded server keeps, without HTTP and without access control.
 *
 * Units: sizes and offsets in bytes, times in milliseconds since the epoch. Keys are whole, decoded Unicode strings that
 * are valid UTF-8 of 1 to 1,024 bytes; ordering is by UTF-8 bytes. ETags are without quotes. Every refusal is an S3Error.
 *
 * Durability: when a promise of a write resolves, the write survives a power cut (unless the storage was opened `fast`).
 * When it rejects, the old state is whole.
 */
export type BucketKind = 'object' | 'folder';

export interface BucketRecord {
  readonly name: string;
  readonly kind: BucketKind;
  /** The user who made it; every key belongs to a user. */
  readonly owner: string;
  readonly region: string;
  readonly createdAt: number;
  /** `folder` volumes: the absolute directory that is shown. */
  readonly folder?: string;
  readonly versioning: 'off' | 'enabled' | 'suspended';
}

export type ChecksumAlgorithm = 'CRC64NVME' | 'CRC32' | 'CRC32C' | 'SHA1' | 'SHA256';

/** A checksum as S3 gives it back: base64, `-N` appended where composite. */
export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
  readonly value: string;
}

/** What a client says about an object, kept as sent. Header names of `user` are lower-case, without `x-amz-meta-`. */
export interface ObjectMetadata {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentDisposition?: string;
  readonly contentLanguage?: string;
  readonly cacheControl?: string;
  readonly expires?: string;
  readonly websiteRedirectLocation?: string;
  readonly storageClass?: string;
  readonly user: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Canned ACL of the object; absent means the bucket's default. */
  readonly acl?: string;
  /** Server-side encryption as the operations layer recorded it; opaque to storage. */
  readonly encryption?: Readonly<Record<string, string>>;
}

export interface ObjectRecord {
  readonly key: string;
  /** `null` where the bucket is or was unversioned at the write. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly deleteMarker: boolean;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly metadata: ObjectMetadata;
  readonly checksum?: StoredChecksum;
  /** Present for an object that was completed from parts: their sizes and checksums, in order. */
  readonly parts?: readonly CompletedPart[];
}

export interface CompletedPart {
  readonly partNumber: number;
  readonly size: number;
  readonly checksum?: StoredChecksum;
}

/** Preconditions of a write, judged at the moment of commit and atomic with it. */
export interface WriteConditions {
  /** An ETag without quotes or `*`: else 412 PreconditionFailed, 404 NoSuchKey where there is no object. */
  readonly ifMatch?: string;
  /** 412 PreconditionFailed where an object exists; 409 ConditionalRequestConflict for the loser of a race. */
  readonly ifNoneMatch?: '*';
}

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
  /**
   * Streams a range. Each buffer is the consumer's until it asks for the next one, and may then be reused.
   * Throws ServiceUnavailable where the bytes cannot be read any more.
   */
  read(range: ByteRange, options?: { signal?: AbortSignal }): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** What is known about a body once all of it was read; computed by the operations layer, never by storage. */
export interface BodyDigest {
  readonly etag: string;
  readonly checksum?: StoredChecksum;
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

export interface UploadRecord {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiator: string;
  readonly initiatedAt: number;
  readonly metadata: ObjectMetadata;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface PartRecord {
  readonly partNumber: number;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly checksum?: StoredChecksum;
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

export interface DeleteResult {
  /** The version that was removed, or the delete marker that was made; absent in an unversioned bucket. */
  readonly versionId?: string;
  readonly deleteMarker?: boolean;
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
  /** A configuration document of the bucket (policy, cors, tagging …) by name, as text the operations layer made. */
  getBucketConfig(bucket: string, name: string): Promise<string | undefined>;
  putBucketConfig(bucket: string, name: string, value: string | undefined): Promise<void>;

  /** Throws NoSuchBucket, NoSuchKey, NoSuchVersion; a latest delete marker is NoSuchKey. */
  headObject(bucket: string, key: string, versionId?: string): Promise<ObjectRecord>;
  openObject(bucket: string, key: string, versionId?: string): Promise<ObjectReader>;
  listObjects(bucket: string, query: ListQuery, options?: { signal?: AbortSignal }): Promise<ListPage>;

  /** `expectedSize` lets a full disk be refused before the first byte. Throws InvalidObjectName on a folder volume. */
  writeObject(bucket: string, key: string, options?: { expectedSize?: number }): Promise<ObjectWriter>;
  /** Idempotent: a key that is not there is no error. */
  deleteObject(
    bucket: string,
    key: string,
    options?: { versionId?: string; conditions?: WriteConditions },
  ): Promise<DeleteResult>;
  /** Up to 1,000 keys in one commit; answers in the same order, an S3Error for each that failed. */
  deleteObjects(
    bucket: string,
    keys: readonly { key: string; versionId?: string }[],
  ): Promise<readonly (DeleteResult | Error)[]>;
  /** Replaces tags or metadata of an object in place, without touching its bytes. */
  updateObject(
    bucket: string,
    key: string,
    change: { metadata: ObjectMetadata; versionId?: string },
  ): Promise<ObjectRecord>;

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
