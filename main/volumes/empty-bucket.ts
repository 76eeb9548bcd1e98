import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import { hasOperation } from '../providers/index.ts';
import { withContentMd5 } from './signing-steps.ts';
import type { StoreClient } from './store-client.ts';
import { storeError } from './store-errors.ts';
import type { CallOptions } from './volume.ts';

interface Doomed {
  readonly Key: string;
  readonly VersionId?: string;
}
export interface EmptyBucketOptions extends CallOptions {
  readonly bucket: string;
  readonly onProgress?: ((counts: { readonly deleted: number; readonly uploads: number }) => void) | undefined;
}

/**
 * Deletes everything in a bucket: every version and marker where the store has them, else every object, and unfinished
 * uploads. Each round reads the first page again, so that it also ends where something else still writes. Rejects with
 * the first refusal once a whole page could not be deleted.
 */
export async function emptyBucket(client: StoreClient, options: EmptyBucketOptions): Promise<void> {
  const { bucket, signal, onProgress } = options;
  const { provider } = client;
  const counts = { deleted: 0, uploads: 0 };
  const versions = hasOperation(provider, 'ListObjectVersions');
  const page = async (): Promise<Doomed[]> => {
    if (versions) {
      const answer = await client.run({ operation: 'ListObjectVersions', bucket }, { signal }, (s3, send) =>
        s3.send(new ListObjectVersionsCommand({ Bucket: bucket }), send),
      );
      return [...(answer.Versions ?? []), ...(answer.DeleteMarkers ?? [])].flatMap(({ Key, VersionId }) =>
        Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }],
      );
    }
    const answer = await client.run({ operation: 'ListObjectsV2', bucket }, { signal }, (s3, send) =>
      provider.listing.v2
        ? s3.send(new ListObjectsV2Command({ Bucket: bucket }), send)
        : s3.send(new ListObjectsCommand({ Bucket: bucket }), send),
    );
    return (answer.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
  };
  for (let doomed = await page(); doomed.length > 0; doomed = await page()) {
    const { gone, why } = await deleteAll(client, bucket, doomed, signal);
    if (gone === 0)
      throw why ?? storeError('STORE_ERROR', { operation: 'DeleteObjects', endpoint: client.host, bucket });
    counts.deleted += gone;
    onProgress?.({ ...counts });
  }
  if (!hasOperation(provider, 'ListMultipartUploads')) return;
  for (;;) {
    const { Uploads = [] } = await client.run({ operation: 'ListMultipartUploads', bucket }, { signal }, (s3, send) =>
      s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }), send),
    );
    if (Uploads.length === 0) return;
    for (const { Key, UploadId } of Uploads) {
      if (Key === undefined || UploadId === undefined) continue;
      await client.run({ operation: 'AbortMultipartUpload', bucket, key: Key }, { signal }, (s3, send) =>
        s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), send),
      );
      counts.uploads += 1;
    }
    onProgress?.({ ...counts });
  }
}

async function deleteAll(
  client: StoreClient,
  bucket: string,
  doomed: readonly Doomed[],
  signal: AbortSignal | undefined,
): Promise<{ gone: number; why?: AppError | undefined }> {
  if (hasOperation(client.provider, 'DeleteObjects')) {
    const Objects = doomed.slice(0, client.provider.limits.maxDeleteBatch);
    const command = withContentMd5(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
    const { Errors = [] } = await client.run({ operation: 'DeleteObjects', bucket }, { signal }, (s3, send) =>
      s3.send(command, send),
    );
    const [first] = Errors;
    if (first === undefined) return { gone: Objects.length };
    const code = first.Code === 'AccessDenied' ? ('ACCESS_DENIED' as const) : ('STORE_ERROR' as const);
    const about = { operation: 'DeleteObjects', endpoint: client.host, bucket, key: first.Key };
    return {
      gone: Objects.length - Errors.length,
      why: storeError(code, about, { code: String(first.Code).slice(0, 64) }),
    };
  }
  let gone = 0;
  let why: AppError | undefined;
  // Folders of stores that are file systems go after what is in them.
  for (const { Key, VersionId } of doomed.toSorted((a, b) => b.Key.length - a.Key.length)) {
    try {
      await client.run({ operation: 'DeleteObject', bucket, key: Key }, { signal }, (s3, send) =>
        s3.send(
          new DeleteObjectCommand({ Bucket: bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }),
          send,
        ),
      );
      gone += 1;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
      why ??= error;
    }
  }
  return { gone, why };
}
