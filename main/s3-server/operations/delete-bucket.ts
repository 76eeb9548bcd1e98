import type { Operation } from './operation.ts';

/** Throws BucketNotEmpty. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket: Operation<{ bucket: string }, void> = {
  name: 'DeleteBucket',
  action: 's3:DeleteBucket',
  right: 'admin',
  run: ({ storage }, { bucket }) => storage.deleteBucket(bucket),
};
