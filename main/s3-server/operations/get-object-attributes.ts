import type { CompletedPart, ObjectRecord } from '../storage/storage.ts';
import { sealOf, type CustomerKey } from './encryption/seal.ts';
import type { Operation, VersionAddress } from './operation.ts';

export interface GetObjectAttributesInput extends VersionAddress {
  readonly partNumberMarker: number;
  /** 0 to 1,000. */
  readonly maxParts: number;
  readonly customerKey?: CustomerKey;
}

export interface GetObjectAttributesOutput {
  readonly record: ObjectRecord;
  /** Absent for an object that was not completed from parts. */
  readonly parts?: {
    readonly total: number;
    readonly page: readonly CompletedPart[];
    readonly isTruncated: boolean;
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: Operation<GetObjectAttributesInput, GetObjectAttributesOutput> = {
  name: 'GetObjectAttributes',
  action: 's3:GetObjectAttributes',
  right: 'read',
  async run({ storage, volumeKey }, { bucket, key, versionId, partNumberMarker, maxParts, customerKey }) {
    const record = await storage.headObject(bucket, key, versionId);
    sealOf(record.metadata, { customerKey, volumeKey });
    if (!record.parts) return { record };
    const rest = record.parts.filter((part) => part.partNumber > partNumberMarker);
    const page = rest.slice(0, maxParts);
    return { record, parts: { total: record.parts.length, page, isTruncated: rest.length > page.length } };
  },
};
