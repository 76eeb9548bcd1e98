import { S3Error } from '../errors/index.ts';
import type { ChecksumAlgorithm, ObjectMetadata, StoredChecksum, UploadRecord } from '../storage/storage.ts';
import { sealForWrite } from './encryption/seal-for-write.ts';
import type { EncryptionWish } from './encryption/seal.ts';
import type { ObjectAddress, Operation } from './operation.ts';

export interface CreateMultipartUploadInput extends ObjectAddress {
  readonly metadata: ObjectMetadata;
  readonly encryption?: EncryptionWish;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: StoredChecksum['type'];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: Operation<CreateMultipartUploadInput, UploadRecord> = {
  name: 'CreateMultipartUpload',
  action: 's3:PutObject',
  right: 'write',
  async run(context, { bucket, key, metadata, encryption, checksumAlgorithm, checksumType }) {
    const { storage, caller, store } = context;
    const checksum = checksumPlan(checksumAlgorithm, checksumType);
    const kept = store ? store.keeps(key, metadata) : metadata;
    const seal = await sealForWrite(context, encryption);
    return await storage.createUpload({
      bucket,
      key,
      initiator: caller.key?.user ?? '',
      metadata: seal ? { ...kept, encryption: seal.record } : kept,
      ...checksum,
    });
  },
};

/** Which types an algorithm can have, and which it has where nothing is said. */
function checksumPlan(
  algorithm: ChecksumAlgorithm | undefined,
  type: StoredChecksum['type'] | undefined,
): { checksumAlgorithm?: ChecksumAlgorithm; checksumType?: StoredChecksum['type'] } {
  if (!algorithm) {
    if (!type) return {};
    throw new S3Error('InvalidRequest', {
      message: 'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    });
  }
  const checksumType = type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const impossible =
    checksumType === 'COMPOSITE' ? algorithm === 'CRC64NVME' : algorithm === 'SHA1' || algorithm === 'SHA256';
  if (impossible) {
    throw new S3Error('InvalidRequest', {
      message: `The ${checksumType} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    });
  }
  return { checksumAlgorithm: algorithm, checksumType };
}
