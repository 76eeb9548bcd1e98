import { S3Error } from '../../errors/index.ts';
import type { BucketSettings, Storage } from '../../storage/storage.ts';
import type { Operation } from '../operation.ts';
import type { LifecycleRule } from './lifecycle-rule.ts';

const document = 'lifecycle';

/** Nothing where the bucket has no rules. Throws NoSuchBucket. */
export const readLifecycle = (storage: Storage, bucket: string): readonly LifecycleRule[] | undefined =>
  storage.settingsOf(bucket).derived(rulesOf);

function rulesOf(settings: BucketSettings): readonly LifecycleRule[] | undefined {
  const text = settings.document(document);
  return text === undefined ? undefined : (JSON.parse(text) as readonly LifecycleRule[]);
}

/** Throws NoSuchLifecycleConfiguration. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
export const getBucketLifecycle: Operation<{ bucket: string }, readonly LifecycleRule[]> = {
  name: 'GetBucketLifecycleConfiguration',
  action: 's3:GetLifecycleConfiguration',
  right: 'admin',
  async run({ storage }, { bucket }) {
    const rules = readLifecycle(storage, bucket);
    if (!rules) throw new S3Error('NoSuchLifecycleConfiguration', { details: { BucketName: bucket } });
    return rules;
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const putBucketLifecycle: Operation<{ bucket: string; rules: readonly LifecycleRule[] }, void> = {
  name: 'PutBucketLifecycleConfiguration',
  action: 's3:PutLifecycleConfiguration',
  right: 'admin',
  run: ({ storage }, { bucket, rules }) => storage.putBucketConfig(bucket, document, JSON.stringify(rules)),
};

/** Idempotent. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html */
export const deleteBucketLifecycle: Operation<{ bucket: string }, void> = {
  name: 'DeleteBucketLifecycle',
  action: 's3:PutLifecycleConfiguration',
  right: 'admin',
  run: ({ storage }, { bucket }) => storage.putBucketConfig(bucket, document, undefined),
};
