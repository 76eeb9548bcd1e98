import type { Readable } from 'node:stream';
import type { ByteSink } from '../s3-wire/index.ts';
import type { ObjectProperties } from './properties/object-properties.ts';
import type { AppErrorShape, ConnectionId, Feature, ProviderId, Support } from '../../preload/contract/index.ts';

/** Checksums that can travel with a body; values are base64 as in S3's headers. */
export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256' | 'content-md5';
export interface BodyChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64 of the whole body of this one request (an object or a part). */
  readonly value: string;
}

/** Last member of every options object: aborting it rejects with AppError CANCELLED. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** What one store takes; sizes in bytes. */
export interface VolumeLimits {
  /** Largest body of one PutObject. */
  readonly maxPut: number;
  /** Smallest part but the last. 0 where multipart is lacking. */
  readonly minPart: number;
  /** Largest part. 0 where multipart is lacking. */
  readonly maxPart: number;
  readonly maxParts: number;
  /** Largest object by any way; equals `maxPut` where multipart is lacking. */
  readonly maxObject: number;
  /** Largest object that one CopyObject copies; `copy` goes by parts above it where the store can. */
  readonly maxCopy: number;
  /** How long a presigned link may live at most; 0 where the store cannot presign. */
  readonly maxShareSeconds: number;
  /** Checksums that the store verifies when they are sent with a body; the first is the one to prefer. Empty: send none. */
  readonly checksums: readonly ChecksumAlgorithm[];
  /** The store honours If-None-Match on PutObject; elsewhere `put` with it asks first, which leaves a small gap. */
  readonly conditionalPut: boolean;
}

export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
}

export interface ListOptions extends CallOptions {
  readonly bucket: string;
  /** Empty for the root. */
  readonly prefix: string;
  /** `/` gives folders as `prefixes`; absent lists all below the prefix. */
  readonly delimiter?: '/' | undefined;
  /** `next` of the page before: opaque. */
  readonly token?: string | undefined;
  /** 1 to 1,000; a store may answer fewer. */
  readonly limit?: number | undefined;
}

/** One page in columns; the arrays about objects have the same length. Keys are decoded, in the store's order. */
export interface ListPage {
  readonly prefixes: string[];
  readonly keys: string[];
  readonly sizes: number[];
  /** Milliseconds since the epoch; 0 where the store does not say. */
  readonly modified: number[];
  /** Without quotes; empty where the store does not say. */
  readonly etags: string[];
  readonly storageClasses: string[];
  /** Absent on the last page; never the token that was asked with. */
  readonly next?: string;
}

export interface WalkOptions extends CallOptions {
  readonly bucket: string;
  readonly prefix: string;
}

export interface ObjectHead {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Without quotes. */
  readonly etag: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentDisposition?: string;
  readonly cacheControl?: string;
  readonly storageClass?: string;
  readonly versionId?: string;
  readonly checksums: readonly { readonly algorithm: string; readonly value: string; readonly type?: string }[];
  /** x-amz-meta-*, names without the prefix, lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface GetOptions extends CallOptions, ObjectPlace {
  /** First and last byte, both inside; without `last` to the end. */
  readonly range?: { readonly first: number; readonly last?: number | undefined } | undefined;
  /** ETag without quotes; OBJECT_CHANGED where the object is another by now. */
  readonly ifMatch?: string | undefined;
}

export type { ByteSink } from '../s3-wire/index.ts';

/** What is known of a body before its first byte. */
export interface ReceivedObject {
  /** Bytes of this body. */
  readonly length: number;
  /** Whole size of the object. */
  readonly size: number;
  /** First byte of this body in the object. */
  readonly first: number;
  readonly head: ObjectHead;
}

export interface ReceiveOptions extends GetOptions {
  /** Called once with what the store is about to send; what it throws ends the call. */
  readonly into: (object: ReceivedObject) => ByteSink;
}

export interface ObjectBody {
  /**
   * The bytes. It fails with an AppError (STORE_BROKEN_ANSWER for fewer or more bytes than announced) and is never
   * silently short. Destroy it when not read to the end.
   */
  readonly stream: Readable;
  /** Bytes that this stream gives. */
  readonly length: number;
  /** Whole size of the object. */
  readonly size: number;
  /** First byte of this stream in the object. */
  readonly first: number;
  readonly head: ObjectHead;
}

/**
 * What is written: bytes at hand (sent again on a retry), or a stream or pieces of a known size (sent once). The memory of a
 * piece is not touched any more once the next one is asked for.
 */
export type Body =
  | Uint8Array
  | { readonly stream: Readable; readonly size: number }
  | { readonly pieces: () => AsyncIterable<Uint8Array>; readonly size: number };

export interface PutOptions extends CallOptions, ObjectPlace {
  readonly body: Body;
  readonly contentType?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** One that `limits.checksums` names; others are refused with BAD_INPUT. */
  readonly checksum?: BodyChecksum | undefined;
  /** Only where nothing has that key: OBJECT_EXISTS otherwise. */
  readonly onlyIfAbsent?: boolean | undefined;
}
export interface Written {
  /** Without quotes. */
  readonly etag: string;
  readonly versionId?: string;
}

export interface CreateUploadOptions extends CallOptions, ObjectPlace {
  readonly contentType?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** The checksum that every part will carry, where one will. */
  readonly checksum?: ChecksumAlgorithm | undefined;
}
export interface UploadPlace extends ObjectPlace {
  readonly uploadId: string;
}
export interface UploadPartOptions extends CallOptions, UploadPlace {
  /** 1 to `limits.maxParts`. */
  readonly partNumber: number;
  readonly body: Body;
  readonly checksum?: BodyChecksum | undefined;
}
export interface UploadedPart {
  readonly partNumber: number;
  /** Without quotes. */
  readonly etag: string;
  /** Absent in what uploadPart answers. */
  readonly size?: number;
  /** As the store keeps it, or as it was sent with the part; must go into `completeUpload` again. */
  readonly checksum?: BodyChecksum;
}
export interface CompleteUploadOptions extends CallOptions, UploadPlace {
  /** Ascending by partNumber. */
  readonly parts: readonly UploadedPart[];
  /** OBJECT_EXISTS where something has the key by now; on stores without conditional writes it asks first. */
  readonly onlyIfAbsent?: boolean | undefined;
}
export interface PendingUpload extends UploadPlace {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface CopyOptions extends CallOptions {
  readonly from: ObjectPlace;
  readonly to: ObjectPlace;
  readonly onlyIfAbsent?: boolean | undefined;
  /** OBJECT_CHANGED where the source is another by now. ETag without quotes. */
  readonly ifSourceMatch?: string | undefined;
  /** Bytes copied so far, where the copy goes by parts. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

export interface DeleteManyOptions extends CallOptions {
  readonly bucket: string;
  readonly keys: readonly string[];
  /** After each batch or each few single deletes. */
  readonly onProgress?: ((deleted: number) => void) | undefined;
}
export interface DeleteManyResult {
  /** Keys that are gone now (also those that never were). */
  readonly deleted: number;
  /** Keys that are still there, each with why. */
  readonly problems: readonly { readonly key: string; readonly error: AppErrorShape }[];
}

export interface PresignOptions extends CallOptions, ObjectPlace {
  readonly method: 'GET' | 'PUT';
  /** 1 to `limits.maxShareSeconds`. */
  readonly seconds: number;
  /** `signedAt` of an earlier answer gives the same address again (the same credential provided). */
  readonly signedAt?: number | undefined;
  /** `download` makes the receiver's browser save it under the object's name. GET only. */
  readonly show?: 'inline' | 'download' | undefined;
  /** PUT only: signed, so that whoever uploads must send exactly this Content-Type. */
  readonly contentType?: string | undefined;
}
export interface PresignPostOptions extends CallOptions {
  readonly bucket: string;
  /** The whole key, or with `anyName` what the key begins with. */
  readonly key: string;
  readonly anyName: boolean;
  /** 1 to `limits.maxShareSeconds`. */
  readonly seconds: number;
  /** Bytes. */
  readonly maxBytes: number;
  /** A media type, or `image/*`; any where absent. */
  readonly contentType?: string | undefined;
}
export interface PresignedPost {
  /** Where the form goes. */
  readonly url: string;
  /** Every field of the form but the file, which comes last. */
  readonly fields: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch by our clock. */
  readonly expiresAt: number;
}
export interface PresignedUrl {
  readonly url: string;
  /** The moment in the signature: milliseconds since the epoch by the store's clock, whole seconds. */
  readonly signedAt: number;
  /** Milliseconds since the epoch by our clock. */
  readonly expiresAt: number;
}

export interface TestOptions extends CallOptions {
  /** Tried where buckets cannot be listed. */
  readonly buckets?: readonly string[] | undefined;
}
export interface TestOutcome {
  readonly ok: boolean;
  readonly error?: AppErrorShape;
  readonly buckets: readonly string[];
  /** The store's clock less ours, milliseconds. */
  readonly clockOffset?: number;
}

/**
 * One S3 endpoint as the app sees it, adapted to its provider: what the store lacks is refused with NOT_SUPPORTED before
 * anything is sent, its limits are `limits`, its quirks are handled inside. Every method rejects with AppError only, and
 * with READ_ONLY_CONNECTION where the user marked the connection so and the method writes. ETags have no quotes. Calls
 * without a stream body are tried a few times inside; a stream body is sent once and the caller repeats.
 */
export interface Volume {
  readonly connectionId: ConnectionId;
  readonly provider: ProviderId;
  /** Host and port of the endpoint, for messages and as the key of a limiter. */
  readonly host: string;
  /** Changes with every change of the connection or its credential; a volume of an older revision is out of date. */
  readonly revision: number;
  readonly limits: VolumeLimits;
  support(feature: Feature): Support;

  listBuckets(options?: CallOptions): Promise<readonly Bucket[]>;
  createBucket(options: CallOptions & { readonly bucket: string }): Promise<void>;
  /** Empty buckets only: BUCKET_NOT_EMPTY otherwise. */
  deleteBucket(options: CallOptions & { readonly bucket: string }): Promise<void>;

  list(options: ListOptions): Promise<ListPage>;
  /** All pages below a prefix, without a delimiter. Stops with STORE_BROKEN_ANSWER where the store goes in circles. */
  walk(options: WalkOptions): AsyncIterable<ListPage>;

  /** OBJECT_NOT_FOUND where nothing is there. */
  head(options: CallOptions & ObjectPlace): Promise<ObjectHead>;
  get(options: GetOptions): Promise<ObjectBody>;
  /**
   * The same bytes into memory that is used again: the fast way for large objects. Resolves once `into`'s sink has taken all of
   * them; fails as the stream of `get` does. Not repeated once the sink has begun.
   */
  receive(options: ReceiveOptions): Promise<ReceivedObject>;
  put(options: PutOptions): Promise<Written>;
  copy(options: CopyOptions): Promise<Written>;
  /** Also well where nothing was there. */
  delete(options: CallOptions & ObjectPlace): Promise<void>;
  /** In batches of 1,000, or bounded parallel singles where the store has no batch. Any number of keys. */
  deleteMany(options: DeleteManyOptions): Promise<DeleteManyResult>;

  createUpload(options: CreateUploadOptions): Promise<{ readonly uploadId: string }>;
  uploadPart(options: UploadPartOptions): Promise<UploadedPart>;
  /** All parts that the store holds, ascending. OBJECT_NOT_FOUND (param `uploadId`) where the upload is gone. */
  listParts(options: CallOptions & UploadPlace): Promise<readonly UploadedPart[]>;
  /** Has a deadline of its own: some stores need minutes for large objects. */
  completeUpload(options: CompleteUploadOptions): Promise<Written>;
  /** Also well where the upload is gone. */
  abortUpload(options: CallOptions & UploadPlace): Promise<void>;
  /** Up to 10,000 unfinished uploads below a prefix. */
  listUploads(
    options: CallOptions & { readonly bucket: string; readonly prefix: string },
  ): Promise<readonly PendingUpload[]>;

  /** NOT_SUPPORTED with the provider's reason where the store cannot. No call is made. */
  presign(options: PresignOptions): Promise<PresignedUrl>;
  /** A form that uploads one object with a limit of size. NOT_SUPPORTED where the store has none. No call is made. */
  presignPost(options: PresignPostOptions): Promise<PresignedPost>;
  /** Tags, versions, headers and metadata. */
  readonly properties: ObjectProperties;
  /** Never rejects but for CANCELLED: a refusal is in the outcome. */
  test(options?: TestOptions): Promise<TestOutcome>;
}
