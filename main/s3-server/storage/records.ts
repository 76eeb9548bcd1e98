/** What the storage keeps, as it is told: see storage.ts for units. */
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

/** What is known about a body once all of it was read; computed by the operations layer, never by storage. */
export interface BodyDigest {
  readonly etag: string;
  readonly checksum?: StoredChecksum;
}
