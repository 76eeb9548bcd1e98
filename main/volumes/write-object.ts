import { DeleteObjectCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import { unquoted } from './list-objects.ts';
import { headObject } from './read-object.ts';
import { declaringBody } from './signing-steps.ts';
import { bodySize, checksumInput, guardBody, type GuardedBody } from './request-body.ts';
import type { StoreClient } from './store-client.ts';
import { storeError, type CallAbout } from './store-errors.ts';
import type { Body, CallOptions, ObjectPlace, PutOptions, UploadedPart, UploadPartOptions, Written } from './volume.ts';

/** Throws OBJECT_EXISTS where something has the key: for stores that cannot decide it themselves. */
export async function refuseExisting(client: StoreClient, place: CallOptions & ObjectPlace): Promise<void> {
  try {
    await headObject(client, place);
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return;
    throw error;
  }
  const about = { operation: 'HeadObject', endpoint: client.host, bucket: place.bucket, key: place.key };
  throw storeError('OBJECT_EXISTS', about);
}

/** Runs a call with a body: the source's own failure wins over what the network says of it. */
async function sendBody<T>(
  client: StoreClient,
  about: CallAbout,
  options: { readonly body: Body; readonly signal?: AbortSignal | undefined },
  action: (guarded: GuardedBody) => Parameters<typeof client.run<T>>[2],
): Promise<T> {
  const guarded = guardBody(options.body, options.signal);
  try {
    return await client.run(about, { signal: guarded.signal }, action(guarded));
  } catch (error) {
    if (options.signal?.aborted) throw storeError('CANCELLED', about, {}, error);
    throw guarded.problem() ?? error;
  } finally {
    guarded.release();
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export async function putObject(client: StoreClient, options: PutOptions): Promise<Written> {
  const { bucket, key, body, signal } = options;
  const size = bodySize(body);
  const about: CallAbout = { operation: 'PutObject', endpoint: client.host, bucket, key, precondition: 'absent' };
  if (size > client.provider.limits.maxPut)
    throw storeError('OBJECT_TOO_LARGE', about, { limit: client.provider.limits.maxPut, size });
  const conditional = client.provider.conditions.includes('PutObject');
  if (options.onlyIfAbsent && !conditional) await refuseExisting(client, { bucket, key, signal });
  const checksum = checksumInput(client, options.checksum);
  const raw = await sendBody(
    client,
    about,
    options,
    (guarded) => (s3, send) =>
      s3.send(
        declaringBody(
          client,
          body,
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: guarded.body,
            ContentLength: size,
            ...(options.contentType === undefined ? {} : { ContentType: options.contentType }),
            ...(options.metadata === undefined || !client.provider.keys.userMetadata
              ? {}
              : { Metadata: { ...options.metadata } }),
            ...(options.onlyIfAbsent && conditional ? { IfNoneMatch: '*' } : {}),
            ...checksum,
          }),
        ),
        send,
      ),
  );
  return { etag: unquoted(raw.ETag), ...(raw.VersionId === undefined ? {} : { versionId: raw.VersionId }) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export async function uploadPart(client: StoreClient, options: UploadPartOptions): Promise<UploadedPart> {
  const { bucket, key, uploadId, partNumber, body } = options;
  const size = bodySize(body);
  const { limits } = client.provider;
  const about: CallAbout = { operation: 'UploadPart', endpoint: client.host, bucket, key, uploadId };
  if (size > limits.maxPart) throw storeError('OBJECT_TOO_LARGE', about, { limit: limits.maxPart, size });
  if (partNumber < 1 || partNumber > limits.maxParts) throw new AppError('BAD_INPUT', { field: 'partNumber' });
  const checksum = checksumInput(client, options.checksum);
  const raw = await sendBody(
    client,
    about,
    options,
    (guarded) => (s3, send) =>
      s3.send(
        declaringBody(
          client,
          body,
          new UploadPartCommand({
            Bucket: bucket,
            Key: key,
            UploadId: uploadId,
            PartNumber: partNumber,
            Body: guarded.body,
            ContentLength: size,
            ...checksum,
          }),
        ),
        send,
      ),
  );
  const etag = unquoted(raw.ETag);
  // Complete needs it: a part without one cannot become part of an object.
  if (etag === '') throw storeError('STORE_BROKEN_ANSWER', about, { code: 'NoETag' });
  return { partNumber, etag, ...(options.checksum === undefined ? {} : { checksum: options.checksum }) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export async function deleteObject(client: StoreClient, options: CallOptions & ObjectPlace): Promise<void> {
  const { bucket, key, signal } = options;
  try {
    await client.run({ operation: 'DeleteObject', bucket, key }, { signal }, (s3, send) =>
      s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), send),
    );
  } catch (error) {
    // Some stores answer 404 where S3 answers 204.
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return;
    throw error;
  }
}
