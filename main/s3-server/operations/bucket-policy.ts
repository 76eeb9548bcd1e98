import { accessDocuments, isPublicBucket, isPublicPolicy, parsePolicy, vetPolicy } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import { authorised } from './authorised.ts';
import type { Operation } from './operation.ts';

/** The text as it was put. Throws NoSuchBucketPolicy. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy: Operation<{ bucket: string }, string> = {
  name: 'GetBucketPolicy',
  action: 's3:GetBucketPolicy',
  right: 'admin',
  async run({ storage }, { bucket }) {
    const text = await storage.getBucketConfig(bucket, accessDocuments.policy);
    if (text === undefined) throw new S3Error('NoSuchBucketPolicy', { details: { BucketName: bucket } });
    return text;
  },
};

/**
 * Throws MalformedPolicy; AccessDenied for a public one where BlockPublicPolicy is on.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export const putBucketPolicy: Operation<{ bucket: string; policy: string }, void> = {
  name: 'PutBucketPolicy',
  action: 's3:PutBucketPolicy',
  right: 'admin',
  async run(context, { bucket, policy }) {
    const parsed = parsePolicy(policy, bucket);
    vetPolicy(policy);
    if (authorised(context).access.block?.BlockPublicPolicy && isPublicPolicy(parsed)) {
      throw new S3Error('AccessDenied', {
        message: 'Public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
      });
    }
    await context.storage.putBucketConfig(bucket, accessDocuments.policy, policy);
  },
};

/** Idempotent. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy: Operation<{ bucket: string }, void> = {
  name: 'DeleteBucketPolicy',
  action: 's3:DeleteBucketPolicy',
  right: 'admin',
  run: ({ storage }, { bucket }) => storage.putBucketConfig(bucket, accessDocuments.policy, undefined),
};

/** By policy and list together. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus: Operation<{ bucket: string }, { isPublic: boolean }> = {
  name: 'GetBucketPolicyStatus',
  action: 's3:GetBucketPolicyStatus',
  right: 'admin',
  run: async (context) => ({ isPublic: isPublicBucket(authorised(context).access) }),
};
