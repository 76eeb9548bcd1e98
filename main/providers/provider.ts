import type { Feature, ProviderId } from '../../preload/contract/index.ts';

/** S3 operations by their own names (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html). */
export type S3Operation =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'HeadBucket'
  | 'DeleteBucket'
  | 'GetBucketLocation'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'ListObjectVersions'
  | 'GetObject'
  | 'HeadObject'
  | 'GetObjectAttributes'
  | 'PutObject'
  | 'PostObject'
  | 'CopyObject'
  | 'RenameObject'
  | 'DeleteObject'
  | 'DeleteObjects'
  | 'RestoreObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'ListParts'
  | 'ListMultipartUploads'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'GetBucketVersioning'
  | 'PutBucketVersioning'
  | 'GetBucketPolicy'
  | 'PutBucketPolicy'
  | 'DeleteBucketPolicy'
  | 'GetBucketLifecycleConfiguration'
  | 'PutBucketLifecycleConfiguration'
  | 'DeleteBucketLifecycle'
  | 'GetBucketCors'
  | 'PutBucketCors'
  | 'DeleteBucketCors'
  | 'GetBucketTagging'
  | 'PutBucketTagging'
  | 'DeleteBucketTagging'
  | 'GetObjectTagging'
  | 'PutObjectTagging'
  | 'DeleteObjectTagging'
  | 'GetBucketAcl'
  | 'PutBucketAcl'
  | 'GetObjectAcl'
  | 'PutObjectAcl'
  | 'GetBucketEncryption'
  | 'PutBucketEncryption'
  | 'DeleteBucketEncryption'
  | 'GetBucketPolicyStatus'
  | 'GetPublicAccessBlock'
  | 'PutPublicAccessBlock'
  | 'DeletePublicAccessBlock'
  | 'GetBucketOwnershipControls'
  | 'PutBucketOwnershipControls'
  | 'DeleteBucketOwnershipControls'
  | 'GetObjectLockConfiguration'
  | 'PutObjectLockConfiguration';

/** Checksums that a store verifies when they come with a body; `content-md5` is RFC 1864. */
export type Checksum = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256' | 'content-md5';

/** How a client may declare the body in the signature (x-amz-content-sha256). */
export type PayloadSigning = 'unsigned' | 'whole-body' | 'streaming';

/** What a store does not do, why in a sentence for people, and how it answers a call all the same. */
export interface Lack {
  readonly operations: readonly S3Operation[];
  /** The control that the interface turns off. */
  readonly features: readonly Feature[];
  readonly reason: string;
  /** The store's answer. */
  readonly answer: StoreAnswer;
  /** Request headers that get the same answer; a last `*` stands for any rest: `x-amz-server-side-encryption*`. */
  readonly headers?: readonly string[];
}

/** HTTP status and S3 error code. */
export interface StoreAnswer {
  readonly status: number;
  readonly code: string;
}

/** Where each fact was read. A fact that no page states says so in its text after the address. */
export type FactName =
  | 'endpoints'
  | 'addressing'
  | 'lacks'
  | 'limits'
  | 'checksums'
  | 'signing'
  | 'conditions'
  | 'presign'
  | 'clock'
  | 'buckets'
  | 'keys'
  | 'listing'
  | 'credentials';

/**
 * What one store can do, as plain data: it drives how volumes adapt, which controls the interface turns off, and the
 * embedded server's emulation. Sizes are bytes, times seconds.
 */
export interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  /** One sentence for the wizard. */
  readonly about: string;
  /** Known endpoints; empty where the user types one. Regions are case-sensitive. */
  readonly endpoints: readonly { readonly label: string; readonly endpoint: string; readonly region: string }[];
  /** The address is made from an id of the account. */
  readonly account?: {
    readonly word: string;
    readonly hint: string;
    /** A regular expression that an id matches whole. */
    readonly pattern: string;
    readonly choices: readonly {
      readonly label: string;
      readonly before: string;
      readonly after: string;
      readonly region: string;
    }[];
  };
  /** The region to sign with where the endpoint is typed; us-east-1 where absent. */
  readonly typedRegion?: string;
  /** An endpoint takes signatures for its own region only, letter for letter. */
  readonly exactRegion?: true;
  readonly addressing: 'path' | 'virtual';
  /** False where the other addressing is refused. */
  readonly otherAddressingWorks: boolean;
  readonly lacks: readonly Lack[];
  readonly limits: {
    readonly maxPut: number;
    /** 0 where multipart is lacking. `minPart` 1 where the store enforces none. */
    readonly minPart: number;
    readonly maxPart: number;
    readonly maxParts: number;
    /** All parts but the last must have one size. */
    readonly equalParts: boolean;
    readonly maxObject: number;
    readonly maxCopy: number;
    readonly maxDeleteBatch: number;
    readonly maxListPage: number;
  };
  readonly checksums: readonly Checksum[];
  /** Ways to declare a body that the store takes; the first is the one to use for streams. */
  readonly signing: readonly PayloadSigning[];
  /** Operations that honour If-None-Match: * and If-Match. */
  readonly conditions: readonly ('PutObject' | 'CompleteMultipartUpload' | 'CopyObject')[];
  /** The answer to an If-None-Match with an ETag on a write, where the store states one. */
  readonly ifNoneMatchETag?: StoreAnswer;
  readonly presign: {
    /** `sigv4`: by the key itself. `rest`, `control-plane`: only by a call that needs another credential. */
    readonly how: 'sigv4' | 'rest' | 'control-plane' | 'none';
    readonly maxSeconds: number;
    readonly defaultSeconds: number;
    /** The only lifetimes that are taken; empty for any up to the most. */
    readonly onlySeconds: readonly number[];
  };
  /** How far the clocks may differ. */
  readonly clockSeconds: number;
  readonly buckets: {
    /** What people call one there. */
    readonly word: string;
    /** A regular expression that a new name must match whole. */
    readonly namePattern: string;
    readonly reservedPrefixes: readonly string[];
    readonly reservedNames: readonly string[];
    /** `send`: CreateBucket names the region; `omit`: the store refuses what it does not know. */
    readonly locationConstraint: 'send' | 'required' | 'omit';
    /** A regular expression for names of regions that a bucket may be made in, where there are more than are listed. */
    readonly locationPattern?: string;
    /** The user must name the bucket: the store cannot list them. */
    readonly mustBeNamed: boolean;
    /** People mean one of them when they connect: the wizard asks for it, though it may stay empty. */
    readonly askedFor?: true;
    /** One credential opens one bucket. */
    readonly onePerCredential: boolean;
    /** `disk.branch` opens a branch of a disk. */
    readonly branchSeparator?: string;
    readonly capacity: 'elastic' | 'fixed' | 'quota';
  };
  readonly keys: {
    /** May be neither written nor deleted. */
    readonly reservedPrefixes: readonly string[];
    /** What a write there is answered with; AccessDenied where the store does not say. */
    readonly reservedAnswer?: StoreAnswer;
    /** The store's own; not to be shown. */
    readonly hiddenPrefixes: readonly string[];
    /** Keys are paths of a real file system: a file and a folder cannot share a name. */
    readonly arePaths: boolean;
    /** Writing or deleting may answer 409 while another program holds the file. */
    readonly mayBeHeldByMount: boolean;
    /** x-amz-meta-* comes back. */
    readonly userMetadata: boolean;
    /** The content type that was sent comes back; else the store makes one from name or bytes. */
    readonly keepsContentType: boolean;
  };
  readonly listing: {
    readonly v1: boolean;
    readonly v2: boolean;
    readonly encodingType: boolean;
    /** Empty for any. */
    readonly onlyDelimiters: readonly string[];
    readonly showsEmptyFolders: boolean;
    /** The same continuation token comes back while the store prepares a large listing: wait and ask again. */
    readonly repeatsTokenWhilePreparing: boolean;
    /** First listings slow down above this many objects. */
    readonly slowAbove?: number;
  };
  readonly behaviour: {
    /** Tries of a call that can be repeated. */
    readonly attempts: number;
    /** CompleteMultipartUpload of a large object may take this long. */
    readonly completeSeconds: number;
  };
  readonly credentials: {
    readonly accessKeyHint: string;
    /** Where a key is made. */
    readonly consoleUrl?: string;
    readonly shownOnce: boolean;
    readonly rotation: string;
  };
  readonly docsUrl?: string;
  readonly sources: Readonly<Record<FactName, string>>;
}
