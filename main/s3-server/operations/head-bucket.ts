import { S3Error } from '../errors/index.ts';
import type { BucketRecord } from '../storage/storage.ts';
import type { Operation } from './operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket: Operation<{ bucket: string }, BucketRecord> = {
  name: 'HeadBucket',
  action: 's3:ListBucket',
  right: 'read',
  run: async (context) => authorisedBucket(context),
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation: Operation<{ bucket: string }, BucketRecord> = {
  name: 'GetBucketLocation',
  action: 's3:GetBucketLocation',
  right: 'read',
  run: async (context) => authorisedBucket(context),
};

/** The bucket the gate let the caller through to. */
export function authorisedBucket(context: { bucket?: BucketRecord }): BucketRecord {
  if (!context.bucket) throw new S3Error('InternalError', { cause: new Error('an operation ran without its bucket') });
  return context.bucket;
}
