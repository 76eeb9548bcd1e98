import { CreateBucketCommand, DeleteBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { bucketNameProblem } from '../providers/index.ts';
import { withoutLocation } from './signing-steps.ts';
import type { Pace, StoreClient } from './store-client.ts';
import { storeError, type CallAbout } from './store-errors.ts';
import type { Bucket, CallOptions } from './volume.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html (at most 10,000 for an account) */
export async function listBuckets(client: StoreClient, options: CallOptions, pace: Pace = 'normal'): Promise<Bucket[]> {
  const about: CallAbout = { operation: 'ListBuckets', endpoint: client.host };
  const raw = await client.run(about, { signal: options.signal, pace }, (s3, send) =>
    s3.send(new ListBucketsCommand({}), send),
  );
  // An answer that is XML but not S3's reads as no list at all.
  if (raw.Buckets === undefined && raw.Owner === undefined) throw storeError('ENDPOINT_NOT_S3', about);
  const buckets: Bucket[] = [];
  for (const bucket of raw.Buckets ?? []) {
    if (!bucket.Name || bucket.Name.length > 255) throw storeError('STORE_BROKEN_ANSWER', about, { code: 'BadBucket' });
    const createdAt = bucket.CreationDate?.getTime() ?? Number.NaN;
    buckets.push(createdAt >= 0 ? { name: bucket.Name, createdAt } : { name: bucket.Name });
  }
  return buckets;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export async function createBucket(
  client: StoreClient,
  options: CallOptions & { readonly bucket: string },
): Promise<void> {
  const { bucket, signal } = options;
  const about: CallAbout = { operation: 'CreateBucket', endpoint: client.host, bucket };
  const problem = bucketNameProblem(client.provider, bucket);
  if (problem) throw storeError('BUCKET_NAME_INVALID', about, { problem });
  await client.run(about, { signal }, (s3, send) => {
    const command = new CreateBucketCommand({ Bucket: bucket });
    const omit = client.provider.buckets.locationConstraint === 'omit';
    return s3.send(omit ? withoutLocation(command) : command, send);
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export async function deleteBucket(
  client: StoreClient,
  options: CallOptions & { readonly bucket: string },
): Promise<void> {
  const { bucket, signal } = options;
  await client.run({ operation: 'DeleteBucket', bucket }, { signal }, (s3, send) =>
    s3.send(new DeleteBucketCommand({ Bucket: bucket }), send),
  );
}
