import { S3Error } from '../errors/index.ts';
import type { Tags } from './object-tagging.ts';
import type { Operation } from './operation.ts';

const document = 'tagging';

/** Throws NoSuchTagSet. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging: Operation<{ bucket: string }, Tags> = {
  name: 'GetBucketTagging',
  action: 's3:GetBucketTagging',
  right: 'read',
  async run({ storage }, { bucket }) {
    const text = await storage.getBucketConfig(bucket, document);
    if (text === undefined) throw new S3Error('NoSuchTagSet', { details: { BucketName: bucket } });
    return JSON.parse(text) as Tags;
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging: Operation<{ bucket: string; tags: Tags }, void> = {
  name: 'PutBucketTagging',
  action: 's3:PutBucketTagging',
  right: 'admin',
  run: ({ storage }, { bucket, tags }) => storage.putBucketConfig(bucket, document, JSON.stringify(tags)),
};

/** Idempotent. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const deleteBucketTagging: Operation<{ bucket: string }, void> = {
  name: 'DeleteBucketTagging',
  action: 's3:PutBucketTagging',
  right: 'admin',
  run: ({ storage }, { bucket }) => storage.putBucketConfig(bucket, document, undefined),
};
