import type { BodyDigest, ObjectMetadata, ObjectRecord } from '../storage.ts';

export interface RecordInput {
  readonly key: Buffer;
  readonly digest: BodyDigest;
  readonly metadata: ObjectMetadata;
  readonly size: number;
  readonly lastModified: number;
}

/** The record of an object that has just been written into an unversioned bucket. */
export function newRecord({ key, digest, metadata, size, lastModified }: RecordInput): ObjectRecord {
  return {
    key: key.toString('utf8'),
    versionId: 'null',
    isLatest: true,
    deleteMarker: false,
    size,
    etag: digest.etag,
    lastModified,
    metadata,
    ...(digest.checksum === undefined ? {} : { checksum: digest.checksum }),
  };
}
