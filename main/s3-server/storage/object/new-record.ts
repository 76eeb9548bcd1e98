import type { BodyDigest, CompletedPart, ObjectMetadata, ObjectRecord } from '../storage.ts';

export interface RecordInput {
  readonly key: Buffer;
  readonly digest: BodyDigest;
  readonly metadata: ObjectMetadata;
  readonly size: number;
  readonly lastModified: number;
  readonly versionId: string;
  readonly parts?: readonly CompletedPart[];
}

/** The record of an object that has just been written. */
export function newRecord({ key, digest, metadata, size, lastModified, versionId, parts }: RecordInput): ObjectRecord {
  return {
    key: key.toString('utf8'),
    versionId,
    isLatest: true,
    deleteMarker: false,
    size,
    etag: digest.etag,
    lastModified,
    metadata,
    ...(digest.checksum === undefined ? {} : { checksum: digest.checksum }),
    ...(parts === undefined ? {} : { parts }),
  };
}
