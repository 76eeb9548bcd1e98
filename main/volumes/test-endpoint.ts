import { ListObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import { hasOperation } from '../providers/index.ts';
import { listBuckets } from './buckets.ts';
import type { StoreClient } from './store-client.ts';
import { storeError } from './store-errors.ts';
import type { TestOptions, TestOutcome } from './volume.ts';

/** One key of a bucket: unlike HEAD its refusal says why. */
async function peek(client: StoreClient, bucket: string, signal: AbortSignal | undefined): Promise<void> {
  const operation = client.provider.listing.v2 ? 'ListObjectsV2' : 'ListObjects';
  const answer = await client.run({ operation, bucket }, { signal, pace: 'once' }, (s3, send) =>
    client.provider.listing.v2
      ? s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), send)
      : s3.send(new ListObjectsCommand({ Bucket: bucket, MaxKeys: 1 }), send),
  );
  if (answer.Name === undefined && answer.IsTruncated === undefined && answer.MaxKeys === undefined)
    throw storeError('ENDPOINT_NOT_S3', { operation, endpoint: client.host, bucket });
}

/**
 * Asks for what the credential may see: the buckets, or where that is not allowed the ones named. A clock that is off is
 * measured by the first refusal and followed in the second try.
 */
export async function testEndpoint(client: StoreClient, options: TestOptions): Promise<TestOutcome> {
  const first = await tryEndpoint(client, options);
  return first.error?.code === 'CLOCK_SKEWED' && client.clockOffset.used() !== 0 ? tryEndpoint(client, options) : first;
}

async function tryEndpoint(client: StoreClient, options: TestOptions): Promise<TestOutcome> {
  const named = options.buckets ?? [];
  const withClock = (outcome: TestOutcome): TestOutcome => {
    const clockOffset = client.clockOffset.measured();
    return clockOffset === undefined ? outcome : { ...outcome, clockOffset };
  };
  try {
    if (hasOperation(client.provider, 'ListBuckets')) {
      try {
        const buckets = await listBuckets(client, options, 'once');
        for (const bucket of named)
          if (!buckets.some((entry) => entry.name === bucket)) await peek(client, bucket, options.signal);
        return withClock({ ok: true, buckets: buckets.map((bucket) => bucket.name) });
      } catch (error) {
        // A key may well open a bucket without being allowed to list all of them.
        const closed = error instanceof AppError && (error.code === 'ACCESS_DENIED' || error.code === 'NOT_SUPPORTED');
        if (!closed || named.length === 0 || error.params['operation'] !== 'ListBuckets') throw error;
      }
    }
    if (named.length === 0)
      throw new AppError('BAD_INPUT', { field: 'pinnedBuckets', endpoint: client.host, code: 'BucketNeeded' });
    for (const bucket of named) await peek(client, bucket, options.signal);
    return withClock({ ok: true, buckets: [] });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
    return withClock({ ok: false, error: error.toShape(), buckets: [] });
  }
}
