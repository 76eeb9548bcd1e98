import { AppError, type ConnectionId, type Feature } from '../../preload/contract/index.ts';
import type { Clock } from '../base/index.ts';
import { keyIsReserved, maxShareSeconds, supportOf, type Provider } from '../providers/index.ts';
import { createBucket, deleteBucket, listBuckets } from './buckets.ts';
import { copyObject } from './copy-object.ts';
import { deleteObjects } from './delete-objects.ts';
import { listPage, walkPages } from './list-objects.ts';
import { abortUpload, completeUpload, createUpload, listParts, listUploads } from './multipart-upload.ts';
import { presignPost } from './presign-post.ts';
import { presignUrl } from './presign-url.ts';
import { openObjectProperties } from './properties/object-properties.ts';
import { getObject, headObject, receiveObject } from './read-object.ts';
import { createStoreClient } from './store-client.ts';
import type { StoreCredential, StoreEndpoint } from './store-endpoint.ts';
import { testEndpoint } from './test-endpoint.ts';
import type { Volume, VolumeLimits } from './volume.ts';
import { deleteObject, putObject, uploadPart } from './write-object.ts';

const limitsOf = (provider: Provider): VolumeLimits => ({
  maxPut: provider.limits.maxPut,
  minPart: provider.limits.minPart,
  maxPart: provider.limits.maxPart,
  maxParts: provider.limits.maxParts,
  maxObject: provider.limits.maxObject,
  maxCopy: provider.limits.maxCopy,
  maxShareSeconds: maxShareSeconds(provider),
  checksums: provider.checksums,
  conditionalPut: provider.conditions.includes('PutObject'),
});

export interface S3VolumeOptions {
  readonly connectionId: ConnectionId;
  readonly revision: number;
  readonly readOnly: boolean;
  readonly endpoint: StoreEndpoint;
  readonly credential: StoreCredential;
  readonly clock: Clock;
  /** Instead of the shipped data of `endpoint.provider`. */
  readonly provider?: Provider | undefined;
}

/** A volume and what its owner needs beside it. */
export interface OpenVolume {
  readonly volume: Volume;
  /** Out of date: idle sockets end, calls under way go on. */
  retire(): void;
  close(): void;
}

/** Opens one endpoint with one credential; makes no call. */
export function openS3Volume(options: S3VolumeOptions): OpenVolume {
  const client = createStoreClient(options);
  const { provider, host } = client;

  const need = (feature: Feature, operation: string) => {
    const support = supportOf(provider, feature);
    if (!support.ok) throw new AppError('NOT_SUPPORTED', { operation, endpoint: host, reason: support.reason });
  };
  const mayWrite = (operation: string, key?: string) => {
    if (options.readOnly) throw new AppError('READ_ONLY_CONNECTION', { operation, endpoint: host });
    if (key !== undefined && keyIsReserved(provider, key))
      throw new AppError('KEY_INVALID', { operation, endpoint: host, key, problem: 'reserved' });
  };

  const volume: Volume = {
    connectionId: options.connectionId,
    provider: provider.id,
    host,
    revision: options.revision,
    limits: limitsOf(provider),
    support: (feature) => supportOf(provider, feature),

    async listBuckets(call = {}) {
      need('list-buckets', 'ListBuckets');
      return listBuckets(client, call);
    },
    async createBucket(call) {
      need('create-bucket', 'CreateBucket');
      mayWrite('CreateBucket');
      await createBucket(client, call);
    },
    async deleteBucket(call) {
      need('delete-bucket', 'DeleteBucket');
      mayWrite('DeleteBucket');
      await deleteBucket(client, call);
    },

    list: (call) => listPage(client, call),
    walk: (call) => walkPages(client, call),
    head: (call) => headObject(client, call),
    get: (call) => getObject(client, call),
    receive: (call) => receiveObject(client, call),
    async put(call) {
      mayWrite('PutObject', call.key);
      return putObject(client, call);
    },
    async copy(call) {
      need('copy', 'CopyObject');
      mayWrite('CopyObject', call.to.key);
      return copyObject(client, call);
    },
    async delete(call) {
      mayWrite('DeleteObject', call.key);
      await deleteObject(client, call);
    },
    async deleteMany(call) {
      mayWrite('DeleteObjects');
      return deleteObjects(client, call);
    },

    async createUpload(call) {
      need('multipart', 'CreateMultipartUpload');
      mayWrite('CreateMultipartUpload', call.key);
      return createUpload(client, call);
    },
    async uploadPart(call) {
      need('multipart', 'UploadPart');
      mayWrite('UploadPart', call.key);
      return uploadPart(client, call);
    },
    async listParts(call) {
      need('multipart', 'ListParts');
      return listParts(client, call);
    },
    async completeUpload(call) {
      need('multipart', 'CompleteMultipartUpload');
      mayWrite('CompleteMultipartUpload', call.key);
      return completeUpload(client, call);
    },
    async abortUpload(call) {
      need('multipart', 'AbortMultipartUpload');
      mayWrite('AbortMultipartUpload');
      await abortUpload(client, call);
    },
    async listUploads(call) {
      need('multipart', 'ListMultipartUploads');
      return listUploads(client, call);
    },

    async presign(call) {
      if (call.method === 'PUT') mayWrite('PutObject', call.key);
      return presignUrl(client, call);
    },
    async presignPost(call) {
      mayWrite('PostObject', call.key);
      return presignPost(client, call);
    },
    properties: openObjectProperties(client, { need, mayWrite }),
    test: (call = {}) => testEndpoint(client, call),
  };
  return { volume, retire: () => client.retire(), close: () => client.close() };
}
