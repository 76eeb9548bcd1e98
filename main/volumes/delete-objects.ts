import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { AppError, type AppErrorShape } from '../../preload/contract/index.ts';
import { inParallel } from './in-parallel.ts';
import { withContentMd5 } from './signing-steps.ts';
import type { StoreClient } from './store-client.ts';
import { storeError, toStoreError, type CallAbout } from './store-errors.ts';
import type { DeleteManyOptions, DeleteManyResult } from './volume.ts';
import { deleteObject } from './write-object.ts';

const singlesAtOnce = 8;
type Problem = { readonly key: string; readonly error: AppErrorShape };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
async function deleteBatch(
  client: StoreClient,
  options: DeleteManyOptions,
  keys: readonly string[],
): Promise<Problem[]> {
  const about: CallAbout = { operation: 'DeleteObjects', endpoint: client.host, bucket: options.bucket };
  const raw = await client.run(about, { signal: options.signal }, (s3, send) =>
    s3.send(
      withContentMd5(
        new DeleteObjectsCommand({
          Bucket: options.bucket,
          Delete: { Quiet: true, Objects: keys.map((Key) => ({ Key })) },
        }),
      ),
      send,
    ),
  );
  const asked = new Set(keys);
  return (raw.Errors ?? []).map((entry) => {
    const key = entry.Key ?? '';
    if (!asked.has(key)) throw storeError('STORE_BROKEN_ANSWER', about, { code: 'UnknownKey' });
    // The batch answers 200; each key's own failure has a code but no status: 400 decides nothing beside a code.
    const error = toStoreError(
      { name: entry.Code ?? 'Unknown', $metadata: { httpStatusCode: entry.Code === undefined ? 500 : 400 } },
      { ...about, key },
      client.clock.now(),
      false,
    );
    return { key, error: error.toShape() };
  });
}

async function deleteSingles(
  client: StoreClient,
  options: DeleteManyOptions,
  keys: readonly string[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  await inParallel(singlesAtOnce, keys, options.signal, async (key, stop) => {
    try {
      await deleteObject(client, { bucket: options.bucket, key, signal: stop });
    } catch (error) {
      // What concerns the whole call ends it; what concerns one key is told beside the others.
      if (!(error instanceof AppError) || !perKey.has(error.code)) throw error;
      problems.push({ key, error: error.toShape() });
    }
  });
  return problems;
}
const perKey = new Set(['ACCESS_DENIED', 'STORE_ERROR', 'KEY_INVALID', 'OBJECT_CHANGED', 'NOT_SUPPORTED']);

export async function deleteObjects(client: StoreClient, options: DeleteManyOptions): Promise<DeleteManyResult> {
  const { maxDeleteBatch } = client.provider.limits;
  const step = maxDeleteBatch > 0 ? maxDeleteBatch : 200;
  const problems: Problem[] = [];
  const keys = [...new Set(options.keys)];
  let deleted = 0;
  for (let at = 0; at < keys.length; at += step) {
    const batch = keys.slice(at, at + step);
    const failed = await (maxDeleteBatch > 0 ? deleteBatch : deleteSingles)(client, options, batch);
    problems.push(...failed);
    deleted += batch.length - failed.length;
    options.onProgress?.(deleted);
  }
  return { deleted, problems };
}
