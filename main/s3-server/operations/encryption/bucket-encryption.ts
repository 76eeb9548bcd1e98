import { S3Error } from '../../errors/index.ts';
import type { Storage } from '../../storage/storage.ts';
import { authorisedBucket } from '../head-bucket.ts';
import type { Operation } from '../operation.ts';
import type { EncryptionWish } from './seal.ts';

const config = 'encryption';
/** The one method there is; another text in its place would be of a later version. */
const method = 'AES256';

/** What a bucket does with objects whose writer says nothing. */
export function bucketEncryption(storage: Storage, bucket: string): EncryptionWish | undefined {
  const kept = storage.settingsOf(bucket).document(config);
  if (kept === undefined) return undefined;
  if (kept !== method) throw new S3Error('InternalError', { cause: new Error(`unknown encryption ${kept}`) });
  return { kind: 'volume' };
}

/** Throws ServerSideEncryptionConfigurationNotFoundError. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export const getBucketEncryption: Operation<{ bucket: string }, void> = {
  name: 'GetBucketEncryption',
  action: 's3:GetEncryptionConfiguration',
  right: 'read',
  async run({ storage }, { bucket }) {
    if (!bucketEncryption(storage, bucket)) {
      throw new S3Error('ServerSideEncryptionConfigurationNotFoundError', { details: { BucketName: bucket } });
    }
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const putBucketEncryption: Operation<{ bucket: string }, void> = {
  name: 'PutBucketEncryption',
  action: 's3:PutEncryptionConfiguration',
  right: 'admin',
  async run(context, { bucket }) {
    if (authorisedBucket(context).kind === 'folder') {
      throw new S3Error('NotImplemented', {
        message: 'A folder volume shows the files of a directory as they are, so none of them can be encrypted.',
      });
    }
    if (!context.volumeKey) {
      throw new S3Error('NotImplemented', { message: 'This server has no volume key to encrypt with.' });
    }
    await context.storage.putBucketConfig(bucket, config, method);
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export const deleteBucketEncryption: Operation<{ bucket: string }, void> = {
  name: 'DeleteBucketEncryption',
  action: 's3:PutEncryptionConfiguration',
  right: 'admin',
  run: ({ storage }, { bucket }) => storage.putBucketConfig(bucket, config, undefined),
};
