import { AppError } from '../../preload/contract/index.ts';
import type { WireAnswer } from '../s3-wire/index.ts';
import { unquoted } from './list-objects.ts';
import { headObject } from './read-object.ts';
import { bodySize, checksumHeader, guardBody } from './request-body.ts';
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

/** Sends a body: the source's own failure wins over what the network says of it. */
async function sendBody(
  client: StoreClient,
  about: CallAbout,
  call: {
    readonly body: Body;
    readonly query?: Readonly<Record<string, string>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<WireAnswer> {
  const { bucket = '', key = '' } = about;
  const { signal, headers, query = {} } = call;
  const guarded = guardBody(client, call.body);
  const { attempts } = client.provider.behaviour;
  try {
    return await client.onWire(about, signal, (wire) =>
      wire.text({ method: 'PUT', bucket, key, query, headers, body: guarded.body, attempts, signal }),
    );
  } catch (error) {
    if (signal?.aborted) throw storeError('CANCELLED', about, {}, error);
    throw guarded.problem() ?? error;
  } finally {
    guarded.release();
  }
}

const metadataHeaders = (client: StoreClient, metadata: Readonly<Record<string, string>> | undefined) =>
  metadata === undefined || !client.provider.keys.userMetadata
    ? {}
    : Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name.toLowerCase()}`, value]));

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export async function putObject(client: StoreClient, options: PutOptions): Promise<Written> {
  const { bucket, key, body, signal } = options;
  const size = bodySize(body);
  const about: CallAbout = { operation: 'PutObject', endpoint: client.host, bucket, key, precondition: 'absent' };
  if (size > client.provider.limits.maxPut)
    throw storeError('OBJECT_TOO_LARGE', about, { limit: client.provider.limits.maxPut, size });
  const conditional = client.provider.conditions.includes('PutObject');
  const checksum = checksumHeader(client, options.checksum);
  if (options.onlyIfAbsent && !conditional) await refuseExisting(client, { bucket, key, signal });
  const { headers } = await sendBody(client, about, {
    body,
    headers: {
      'content-type': options.contentType ?? 'application/octet-stream',
      ...metadataHeaders(client, options.metadata),
      ...(options.onlyIfAbsent && conditional ? { 'if-none-match': '*' } : {}),
      ...checksum,
    },
    signal,
  });
  const versionId = headers['x-amz-version-id'];
  return { etag: unquoted(headers['etag']), ...(versionId === undefined ? {} : { versionId }) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export async function uploadPart(client: StoreClient, options: UploadPartOptions): Promise<UploadedPart> {
  const { bucket, key, uploadId, partNumber, body, signal } = options;
  const size = bodySize(body);
  const { limits } = client.provider;
  const about: CallAbout = { operation: 'UploadPart', endpoint: client.host, bucket, key, uploadId };
  if (size > limits.maxPart) throw storeError('OBJECT_TOO_LARGE', about, { limit: limits.maxPart, size });
  if (partNumber < 1 || partNumber > limits.maxParts) throw new AppError('BAD_INPUT', { field: 'partNumber' });
  const query = { partNumber: String(partNumber), uploadId };
  const answer = await sendBody(client, about, {
    body,
    query,
    headers: checksumHeader(client, options.checksum),
    signal,
  });
  const etag = unquoted(answer.headers['etag']);
  // Complete needs it: a part without one cannot become part of an object.
  if (etag === '') throw storeError('STORE_BROKEN_ANSWER', about, { code: 'NoETag' });
  return { partNumber, etag, ...(options.checksum === undefined ? {} : { checksum: options.checksum }) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export async function deleteObject(client: StoreClient, options: CallOptions & ObjectPlace): Promise<void> {
  const { bucket, key, signal } = options;
  const { attempts } = client.provider.behaviour;
  try {
    await client.onWire({ operation: 'DeleteObject', bucket, key }, signal, (wire) =>
      wire.text({ method: 'DELETE', bucket, key, attempts, signal }),
    );
  } catch (error) {
    // Some stores answer 404 where S3 answers 204.
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return;
    throw error;
  }
}
