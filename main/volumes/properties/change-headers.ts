import { CopyObjectCommand, HeadObjectCommand, type StorageClass } from '@aws-sdk/client-s3';
import { copySource } from '../copy-object.ts';
import type { StoreClient } from '../store-client.ts';
import { storeError } from '../store-errors.ts';
import type { CallOptions, ObjectPlace } from '../volume.ts';
import type { HeaderChanges } from './object-properties.ts';

/** What a change says where it says something, else what there is; null takes it away. */
const changed = (change: string | null | undefined, before: string | undefined): string | undefined =>
  change === undefined ? before : (change ?? undefined);

/**
 * Writes an object over itself with other headers: the bytes stay and do not travel, tags stay, the ETag is compared so
 * that nothing newer is lost. The store gives it its default ACL.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export async function changeHeaders(
  client: StoreClient,
  { bucket, key, changes, signal }: CallOptions & ObjectPlace & { readonly changes: HeaderChanges },
): Promise<void> {
  const about = { operation: 'CopyObject', bucket, key };
  const head = await client.run({ operation: 'HeadObject', bucket, key }, { signal }, (s3, send) =>
    s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), send),
  );
  const { maxCopy } = client.provider.limits;
  const size = head.ContentLength ?? 0;
  if (size > maxCopy)
    throw storeError('OBJECT_TOO_LARGE', { ...about, endpoint: client.host }, { limit: maxCopy, size });
  const metadata = new Map(Object.entries(head.Metadata ?? {}));
  for (const name of changes.removeMetadata ?? []) metadata.delete(name.toLowerCase());
  for (const [name, value] of Object.entries(changes.setMetadata ?? {})) metadata.set(name.toLowerCase(), value);
  const headers = {
    ContentType: changed(changes.contentType, head.ContentType),
    ContentEncoding: changed(changes.contentEncoding, head.ContentEncoding),
    ContentDisposition: changed(changes.contentDisposition, head.ContentDisposition),
    ContentLanguage: changed(changes.contentLanguage, head.ContentLanguage),
    CacheControl: changed(changes.cacheControl, head.CacheControl),
    Expires: head.ExpiresString === undefined ? undefined : new Date(head.ExpiresString),
    WebsiteRedirectLocation: head.WebsiteRedirectLocation,
    // The SDK's list of classes is closed, the stores' is not.
    StorageClass: (changes.storageClass ?? head.StorageClass) as StorageClass | undefined,
    ServerSideEncryption: head.ServerSideEncryption,
    SSEKMSKeyId: head.SSEKMSKeyId,
  };
  const given = Object.entries(headers).filter(([, value]) => value !== undefined && !isInvalidDate(value));
  await client.run({ ...about, precondition: 'same' }, { signal, pace: 'long' }, (s3, send) =>
    s3.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: key,
        CopySource: copySource({ bucket, key }),
        MetadataDirective: 'REPLACE',
        Metadata: Object.fromEntries(metadata),
        ...(head.ETag === undefined ? {} : { CopySourceIfMatch: head.ETag }),
        ...Object.fromEntries(given),
      }),
      send,
    ),
  );
}

const isInvalidDate = (value: unknown): boolean => value instanceof Date && Number.isNaN(value.getTime());
