import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { exactBytes } from './exact-bytes.ts';
import { unquoted } from './list-objects.ts';
import type { StoreClient } from './store-client.ts';
import { storeError, toStoreError, type CallAbout } from './store-errors.ts';
import type { CallOptions, GetOptions, ObjectBody, ObjectHead, ObjectPlace } from './volume.ts';

/** The parts of both answers that describe the object. */
interface RawHead {
  readonly ContentLength?: number | undefined;
  readonly LastModified?: Date | undefined;
  readonly ETag?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly StorageClass?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  readonly ChecksumType?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}

const checksumFields = [
  ['crc32', 'ChecksumCRC32'],
  ['crc32c', 'ChecksumCRC32C'],
  ['crc64nvme', 'ChecksumCRC64NVME'],
  ['sha1', 'ChecksumSHA1'],
  ['sha256', 'ChecksumSHA256'],
] as const;

const text = <K extends string>(name: K, value: string | undefined) =>
  (value === undefined || value === '' ? {} : { [name]: value }) as Partial<Record<K, string>>;

function describe(raw: RawHead, key: string, size: number): ObjectHead {
  const modified = raw.LastModified?.getTime() ?? 0;
  return {
    key,
    size,
    modified: Number.isFinite(modified) && modified >= 0 ? modified : 0,
    etag: unquoted(raw.ETag),
    ...text('contentType', raw.ContentType),
    ...text('contentEncoding', raw.ContentEncoding),
    ...text('contentDisposition', raw.ContentDisposition),
    ...text('cacheControl', raw.CacheControl),
    ...text('storageClass', raw.StorageClass),
    ...text('versionId', raw.VersionId),
    checksums: checksumFields.flatMap(([algorithm, field]) => {
      const value = raw[field];
      return value === undefined ? [] : [{ algorithm, value, ...text('type', raw.ChecksumType) }];
    }),
    metadata: { ...raw.Metadata },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export async function headObject(client: StoreClient, options: CallOptions & ObjectPlace): Promise<ObjectHead> {
  const { bucket, key, signal } = options;
  const about = { operation: 'HeadObject', bucket, key };
  const raw = await client.run(about, { signal }, (s3, send) =>
    s3.send(
      new HeadObjectCommand({
        Bucket: bucket,
        Key: key,
        // Stores without these checksums may refuse the header.
        ...(client.provider.checksums.includes('crc32') ? { ChecksumMode: 'ENABLED' as const } : {}),
      }),
      send,
    ),
  );
  if (raw.ContentLength === undefined)
    throw storeError('STORE_BROKEN_ANSWER', { ...about, endpoint: client.host }, { code: 'NoContentLength' });
  return describe(raw, key, raw.ContentLength);
}

/** `bytes 0-9/100`; undefined where it is not that. */
function readContentRange(value: string | undefined): { first: number; last: number; size: number } | undefined {
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/.exec(value ?? '');
  return match ? { first: Number(match[1]), last: Number(match[2]), size: Number(match[3]) } : undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export async function getObject(client: StoreClient, options: GetOptions): Promise<ObjectBody> {
  const { bucket, key, range, ifMatch, signal } = options;
  const about: CallAbout = { operation: 'GetObject', endpoint: client.host, bucket, key, precondition: 'same' };
  const raw = await client.run(about, { signal }, (s3, send) =>
    s3.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(range === undefined ? {} : { Range: `bytes=${range.first}-${range.last ?? ''}` }),
        ...(ifMatch === undefined ? {} : { IfMatch: `"${ifMatch}"` }),
      }),
      send,
    ),
  );
  const body: unknown = raw.Body;
  if (!(body instanceof Readable)) throw storeError('STORE_BROKEN_ANSWER', about, { code: 'NoBody' });
  const refuse = (code: string) => {
    body.destroy();
    return storeError('STORE_BROKEN_ANSWER', about, { code });
  };
  const length = raw.ContentLength;
  if (length === undefined) throw refuse('NoContentLength');
  let first = 0;
  let size = length;
  if (range !== undefined) {
    const answered = readContentRange(raw.ContentRange);
    // A store that ignores Range answers the whole object; taking that for the part would damage the file.
    if (!answered || answered.first !== range.first || answered.last - answered.first + 1 !== length)
      throw refuse('RangeIgnored');
    if (range.last !== undefined && answered.last !== Math.min(range.last, answered.size - 1))
      throw refuse('RangeIgnored');
    first = answered.first;
    size = answered.size;
  } else if (raw.ContentRange !== undefined) throw refuse('RangeUnasked');

  const stream = exactBytes(body, length, ({ error, seen }) =>
    error === undefined || (error as { code?: unknown }).code === 'ECONNRESET'
      ? storeError('STORE_BROKEN_ANSWER', about, { code: 'Truncated', expected: length, seen }, error)
      : toStoreError(error, about, client.clock.now(), signal?.aborted ?? false),
  );
  const cancel = () => stream.destroy(storeError('CANCELLED', about));
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  stream.once('close', () => signal?.removeEventListener('abort', cancel));
  return { stream, length, size, first, head: describe(raw, key, size) };
}
