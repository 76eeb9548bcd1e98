import { S3Error } from '../errors/index.ts';
import type { BucketRecord } from '../storage/storage.ts';
import { authorisedBucket } from './head-bucket.ts';
import type { Operation } from './operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning: Operation<{ bucket: string }, BucketRecord> = {
  name: 'GetBucketVersioning',
  action: 's3:GetBucketVersioning',
  right: 'read',
  run: async (context) => authorisedBucket(context),
};

export interface PutBucketVersioningInput {
  readonly bucket: string;
  readonly state: 'enabled' | 'suspended';
}

/** There is no way back to a bucket that never had versions. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning: Operation<PutBucketVersioningInput, void> = {
  name: 'PutBucketVersioning',
  action: 's3:PutBucketVersioning',
  right: 'admin',
  async run(context, { bucket, state }) {
    if (authorisedBucket(context).kind === 'folder') {
      throw new S3Error('NotImplemented', {
        message: 'A folder volume shows a directory as it is, and a directory keeps no versions.',
      });
    }
    await context.storage.setVersioning(bucket, state);
  },
};
