import { S3Error } from '../errors/index.ts';
import type { ByteRange, ObjectReader, ObjectRecord, StoredChecksum } from '../storage/storage.ts';
import { resolveRange, type RangeRequest } from './byte-range.ts';
import { etagListed, judgeRead, type ReadConditions } from './conditions.ts';
import { openSealed } from './encryption/open-sealed.ts';
import { sealOf, type CustomerKey } from './encryption/seal.ts';
import { s3Limits, type Operation, type VersionAddress } from './operation.ts';
import { checkPartNumber } from './upload-part.ts';

export interface GetObjectInput extends VersionAddress {
  readonly conditions: ReadConditions;
  readonly range?: RangeRequest;
  /** An ETag or a time (milliseconds): the range holds only while the object is that one. */
  readonly ifRange?: string | number;
  readonly partNumber?: number;
  readonly customerKey?: CustomerKey;
}

/** What of an object is to be answered; `range` is absent where it is the whole. */
export interface ObjectView {
  readonly record: ObjectRecord;
  readonly notModified: boolean;
  readonly range?: ByteRange;
  /** The part that was asked for, of an object that was completed from so many. */
  readonly part?: { readonly count: number; readonly checksum?: StoredChecksum };
}

export interface GetObjectOutput extends ObjectView {
  /** Open where there is something to send; the answer closes it. */
  readonly reader?: ObjectReader;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: Operation<GetObjectInput, GetObjectOutput> = {
  name: 'GetObject',
  action: 's3:GetObject',
  right: 'read',
  async run(context, input) {
    const reader = await context.storage.openObject(input.bucket, input.key, input.versionId);
    try {
      const plain = openSealed(context, reader, input.customerKey);
      const view = viewOf(reader.record, input);
      if (!view.notModified) return { ...view, reader: plain };
      await reader.close();
      return view;
    } catch (error) {
      await reader.close();
      throw error;
    }
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: Operation<GetObjectInput, ObjectView> = {
  name: 'HeadObject',
  action: 's3:GetObject',
  right: 'read',
  async run({ storage, volumeKey }, input) {
    const record = await storage.headObject(input.bucket, input.key, input.versionId);
    sealOf(record.metadata, { customerKey: input.customerKey, volumeKey });
    return viewOf(record, input);
  },
};

function viewOf(record: ObjectRecord, input: GetObjectInput): ObjectView {
  const { conditions, range, ifRange, partNumber } = input;
  if (partNumber !== undefined) checkPartNumber(partNumber, s3Limits);
  if (range && partNumber !== undefined) {
    throw new S3Error('InvalidRequest', { message: 'Cannot specify both Range header and partNumber query parameter' });
  }
  if (judgeRead(record, conditions) === 'not-modified') return { record, notModified: true };
  if (partNumber !== undefined) return partView(record, partNumber);
  if (!range || !rangeHolds(record, ifRange)) return { record, notModified: false };
  return { record, notModified: false, range: resolveRange(range, record.size) };
}

function rangeHolds(record: ObjectRecord, ifRange: string | number | undefined): boolean {
  if (ifRange === undefined) return true;
  if (typeof ifRange === 'string') return !ifRange.startsWith('W/') && etagListed(ifRange, record.etag);
  return Math.floor(record.lastModified / 1000) === Math.floor(ifRange / 1000);
}

function partView(record: ObjectRecord, partNumber: number): ObjectView {
  const { parts } = record;
  if (!parts) {
    if (partNumber !== 1) throw noSuchPart(partNumber, 1);
    return { record, notModified: false, range: { start: 0, end: record.size } };
  }
  let start = 0;
  for (const part of parts) {
    if (part.partNumber === partNumber) {
      return {
        record,
        notModified: false,
        range: { start, end: start + part.size },
        part: { count: parts.length, ...(part.checksum ? { checksum: part.checksum } : {}) },
      };
    }
    start += part.size;
  }
  throw noSuchPart(partNumber, parts.length);
}

function noSuchPart(partNumber: number, parts: number): S3Error {
  return new S3Error('InvalidPartNumber', {
    details: { PartNumberRequested: String(partNumber), ActualPartCount: String(parts) },
  });
}
