import { corsDocument, type CorsRule } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { BucketSettings, Storage } from '../storage/storage.ts';
import type { Operation } from './operation.ts';

/** Nothing where the bucket has no rules. Throws NoSuchBucket. */
export const readCorsRules = (storage: Storage, bucket: string): readonly CorsRule[] | undefined =>
  storage.settingsOf(bucket).derived(rulesOf);

function rulesOf(settings: BucketSettings): readonly CorsRule[] | undefined {
  const text = settings.document(corsDocument);
  return text === undefined ? undefined : (JSON.parse(text) as readonly CorsRule[]);
}

/** Throws NoSuchCORSConfiguration. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html */
export const getBucketCors: Operation<{ bucket: string }, readonly CorsRule[]> = {
  name: 'GetBucketCors',
  action: 's3:GetBucketCORS',
  right: 'admin',
  async run({ storage }, { bucket }) {
    const rules = readCorsRules(storage, bucket);
    if (!rules) throw new S3Error('NoSuchCORSConfiguration', { details: { BucketName: bucket } });
    return rules;
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const putBucketCors: Operation<{ bucket: string; rules: readonly CorsRule[] }, void> = {
  name: 'PutBucketCors',
  action: 's3:PutBucketCORS',
  right: 'admin',
  run: ({ storage }, { bucket, rules }) => storage.putBucketConfig(bucket, corsDocument, JSON.stringify(rules)),
};

/** Idempotent. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html */
export const deleteBucketCors: Operation<{ bucket: string }, void> = {
  name: 'DeleteBucketCors',
  action: 's3:PutBucketCORS',
  right: 'admin',
  run: ({ storage }, { bucket }) => storage.putBucketConfig(bucket, corsDocument, undefined),
};
