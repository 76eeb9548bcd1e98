import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import { hasOperation } from '../providers/index.ts';
import { inParallel } from './in-parallel.ts';
import { unquoted } from './list-objects.ts';
import { abortUpload, completeUpload, createUpload } from './multipart-upload.ts';
import { headObject } from './read-object.ts';
import type { StoreClient } from './store-client.ts';
import { storeError, type CallAbout } from './store-errors.ts';
import type { CopyOptions, ObjectHead, ObjectPlace, UploadedPart, Written } from './volume.ts';
import { refuseExisting } from './write-object.ts';

const partsAtOnce = 4;
/** Large enough that a 5 TiB object stays below 10,000 parts. Bytes. */
const copyPart = 1024 ** 3;

/** The header is a path: each byte that is not plain is percent-encoded, the slashes of the key stay. */
export const copySource = ({ bucket, key }: ObjectPlace): string =>
  `${bucket}/${key}`
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export async function copyObject(client: StoreClient, options: CopyOptions): Promise<Written> {
  const { from, to, signal } = options;
  const about: CallAbout = { operation: 'CopyObject', endpoint: client.host, bucket: to.bucket, key: to.key };
  const conditional = client.provider.conditions.includes('CopyObject');
  if (options.onlyIfAbsent && !conditional) await refuseExisting(client, { ...to, signal });
  const source = await headObject(client, { ...from, signal });
  const sourceMatch = options.ifSourceMatch ?? source.etag;
  if (options.ifSourceMatch !== undefined && source.etag !== options.ifSourceMatch)
    throw storeError('OBJECT_CHANGED', { ...about, ...from });
  if (source.size > client.provider.limits.maxCopy) {
    if (!hasOperation(client.provider, 'UploadPartCopy'))
      throw storeError('OBJECT_TOO_LARGE', about, { limit: client.provider.limits.maxCopy, size: source.size });
    return copyByParts(client, options, source);
  }
  const absent = options.onlyIfAbsent === true && conditional;
  const raw = await client.run(
    { ...about, precondition: absent ? 'absent' : 'same' },
    { signal, pace: 'long' },
    (s3, send) =>
      s3.send(
        new CopyObjectCommand({
          Bucket: to.bucket,
          Key: to.key,
          CopySource: copySource(from),
          ...(sourceMatch === '' ? {} : { CopySourceIfMatch: `"${sourceMatch}"` }),
          ...(absent ? { IfNoneMatch: '*' } : {}),
        }),
        send,
      ),
  );
  options.onProgress?.(source.size);
  return {
    etag: unquoted(raw.CopyObjectResult?.ETag),
    ...(raw.VersionId === undefined ? {} : { versionId: raw.VersionId }),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
async function copyByParts(client: StoreClient, options: CopyOptions, source: ObjectHead): Promise<Written> {
  const { from, to, signal } = options;
  const { uploadId } = await createUpload(client, {
    ...to,
    contentType: source.contentType,
    metadata: source.metadata,
    signal,
  });
  const about: CallAbout = {
    operation: 'UploadPartCopy',
    endpoint: client.host,
    bucket: to.bucket,
    key: to.key,
    uploadId,
    precondition: 'same',
  };
  const size = Math.min(copyPart, client.provider.limits.maxPart);
  const numbers = Array.from({ length: Math.ceil(source.size / size) }, (_, index) => index + 1).values();
  const parts: UploadedPart[] = [];
  let copied = 0;
  const copyOne = async (partNumber: number, stop: AbortSignal) => {
    const first = (partNumber - 1) * size;
    const last = Math.min(first + size, source.size) - 1;
    const raw = await client.run(about, { signal: stop, pace: 'long' }, (s3, send) =>
      s3.send(
        new UploadPartCopyCommand({
          Bucket: to.bucket,
          Key: to.key,
          UploadId: uploadId,
          PartNumber: partNumber,
          CopySource: copySource(from),
          CopySourceRange: `bytes=${first}-${last}`,
          ...(source.etag === '' ? {} : { CopySourceIfMatch: `"${source.etag}"` }),
        }),
        send,
      ),
    );
    const etag = unquoted(raw.CopyPartResult?.ETag);
    if (etag === '') throw storeError('STORE_BROKEN_ANSWER', about, { code: 'NoETag' });
    parts.push({ partNumber, etag });
    copied += last - first + 1;
    options.onProgress?.(copied);
  };
  try {
    await inParallel(partsAtOnce, numbers, signal, copyOne);
    parts.sort((a, b) => a.partNumber - b.partNumber);
    return await completeUpload(client, { ...to, uploadId, parts, onlyIfAbsent: options.onlyIfAbsent, signal });
  } catch (error) {
    // Parts that nobody will complete cost money.
    await abortUpload(client, { ...to, uploadId }).catch((left: unknown) => {
      if (!(error instanceof AppError)) throw error;
      throw new AppError(error.code, error.params, { cause: new AggregateError([error, left]) });
    });
    throw error;
  }
}
