import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import { unquoted } from './list-objects.ts';
import { checksumMembers, checksumName } from './request-body.ts';
import type { StoreClient } from './store-client.ts';
import { storeError, type CallAbout } from './store-errors.ts';
import type {
  BodyChecksum,
  CallOptions,
  CompleteUploadOptions,
  CreateUploadOptions,
  PendingUpload,
  UploadedPart,
  UploadPlace,
  Written,
} from './volume.ts';
import { refuseExisting } from './write-object.ts';

const uploadsAtMost = 10_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export async function createUpload(client: StoreClient, options: CreateUploadOptions): Promise<{ uploadId: string }> {
  const { bucket, key, signal } = options;
  const about: CallAbout = { operation: 'CreateMultipartUpload', endpoint: client.host, bucket, key };
  const algorithm = checksumName(options.checksum);
  const raw = await client.run(about, { signal }, (s3, send) =>
    s3.send(
      new CreateMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        ...(options.contentType === undefined ? {} : { ContentType: options.contentType }),
        ...(options.metadata === undefined || !client.provider.keys.userMetadata
          ? {}
          : { Metadata: { ...options.metadata } }),
        ...(algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm }),
      }),
      send,
    ),
  );
  if (!raw.UploadId) throw storeError('STORE_BROKEN_ANSWER', about, { code: 'NoUploadId' });
  return { uploadId: raw.UploadId };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export async function completeUpload(client: StoreClient, options: CompleteUploadOptions): Promise<Written> {
  const { bucket, key, uploadId, signal } = options;
  const about: CallAbout = {
    operation: 'CompleteMultipartUpload',
    endpoint: client.host,
    bucket,
    key,
    uploadId,
    precondition: 'absent',
  };
  const conditional = client.provider.conditions.includes('CompleteMultipartUpload');
  if (options.onlyIfAbsent && !conditional) await refuseExisting(client, { bucket, key, signal });
  const raw = await client.run(about, { signal, pace: 'long' }, (s3, send) =>
    s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: {
          Parts: options.parts.map((part) => ({
            PartNumber: part.partNumber,
            ETag: `"${part.etag}"`,
            ...(part.checksum === undefined || part.checksum.algorithm === 'content-md5'
              ? {}
              : checksumMembers(part.checksum.algorithm, part.checksum.value)),
          })),
        },
        ...(options.onlyIfAbsent && conditional ? { IfNoneMatch: '*' } : {}),
      }),
      send,
    ),
  );
  return { etag: unquoted(raw.ETag), ...(raw.VersionId === undefined ? {} : { versionId: raw.VersionId }) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export async function abortUpload(client: StoreClient, options: CallOptions & UploadPlace): Promise<void> {
  const { bucket, key, uploadId, signal } = options;
  try {
    await client.run({ operation: 'AbortMultipartUpload', bucket, key, uploadId }, { signal }, (s3, send) =>
      s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }), send),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return;
    throw error;
  }
}

const checksumOf = (part: {
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
}): { checksum?: BodyChecksum } => {
  if (part.ChecksumCRC32 !== undefined) return { checksum: { algorithm: 'crc32', value: part.ChecksumCRC32 } };
  if (part.ChecksumCRC32C !== undefined) return { checksum: { algorithm: 'crc32c', value: part.ChecksumCRC32C } };
  if (part.ChecksumCRC64NVME !== undefined)
    return { checksum: { algorithm: 'crc64nvme', value: part.ChecksumCRC64NVME } };
  if (part.ChecksumSHA1 !== undefined) return { checksum: { algorithm: 'sha1', value: part.ChecksumSHA1 } };
  if (part.ChecksumSHA256 !== undefined) return { checksum: { algorithm: 'sha256', value: part.ChecksumSHA256 } };
  return {};
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export async function listParts(client: StoreClient, options: CallOptions & UploadPlace): Promise<UploadedPart[]> {
  const { bucket, key, uploadId, signal } = options;
  const about: CallAbout = { operation: 'ListParts', endpoint: client.host, bucket, key, uploadId };
  const parts = new Map<number, UploadedPart>();
  let marker: string | undefined;
  for (;;) {
    const raw = await client.run(about, { signal }, (s3, send) =>
      s3.send(
        new ListPartsCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          ...(marker === undefined ? {} : { PartNumberMarker: marker }),
        }),
        send,
      ),
    );
    if (raw.UploadId === undefined && raw.IsTruncated === undefined && raw.Parts === undefined)
      throw storeError('STORE_BROKEN_ANSWER', about, { code: 'NotAListing' });
    for (const part of raw.Parts ?? []) {
      if (part.PartNumber === undefined || part.Size === undefined || !part.ETag)
        throw storeError('STORE_BROKEN_ANSWER', about, { code: 'BadPart' });
      parts.set(part.PartNumber, {
        partNumber: part.PartNumber,
        etag: unquoted(part.ETag),
        size: part.Size,
        ...checksumOf(part),
      });
    }
    if (raw.IsTruncated !== true) break;
    const next = raw.NextPartNumberMarker;
    if (next === undefined || next === '' || Number(next) <= Number(marker ?? 0))
      throw storeError('STORE_BROKEN_ANSWER', about, { code: 'RepeatedToken' });
    marker = next;
  }
  return [...parts.values()].sort((a, b) => a.partNumber - b.partNumber);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export async function listUploads(
  client: StoreClient,
  options: CallOptions & { readonly bucket: string; readonly prefix: string },
): Promise<PendingUpload[]> {
  const { bucket, prefix, signal } = options;
  const about: CallAbout = { operation: 'ListMultipartUploads', endpoint: client.host, bucket };
  const uploads: PendingUpload[] = [];
  let after: { readonly KeyMarker: string; readonly UploadIdMarker?: string } | undefined;
  while (uploads.length < uploadsAtMost) {
    const raw = await client.run(about, { signal }, (s3, send) =>
      s3.send(
        new ListMultipartUploadsCommand({
          Bucket: bucket,
          ...(prefix === '' ? {} : { Prefix: prefix }),
          ...(client.provider.listing.encodingType ? { EncodingType: 'url' as const } : {}),
          ...after,
        }),
        send,
      ),
    );
    const decode = (value: string) =>
      raw.EncodingType === 'url' ? decodeURIComponent(value.replaceAll('+', ' ')) : value;
    for (const upload of raw.Uploads ?? []) {
      if (!upload.Key || !upload.UploadId) throw storeError('STORE_BROKEN_ANSWER', about, { code: 'BadUpload' });
      const startedAt = upload.Initiated?.getTime() ?? 0;
      uploads.push({
        bucket,
        key: decode(upload.Key),
        uploadId: upload.UploadId,
        startedAt: Number.isFinite(startedAt) ? startedAt : 0,
      });
    }
    if (raw.IsTruncated !== true) break;
    const key = decode(raw.NextKeyMarker ?? '');
    const id = raw.NextUploadIdMarker;
    if (key === '' || (key === after?.KeyMarker && id === after.UploadIdMarker))
      throw storeError('STORE_BROKEN_ANSWER', about, { code: 'RepeatedToken' });
    after = { KeyMarker: key, ...(id ? { UploadIdMarker: id } : {}) };
  }
  return uploads.slice(0, uploadsAtMost);
}
