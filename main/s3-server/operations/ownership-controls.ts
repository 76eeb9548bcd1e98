import { accessDocuments, type Acl, type Ownership } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import { authorised } from './authorised.ts';
import type { Operation } from './operation.ts';

/** Throws OwnershipControlsNotFoundError. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const getBucketOwnershipControls: Operation<{ bucket: string }, Ownership> = {
  name: 'GetBucketOwnershipControls',
  action: 's3:GetBucketOwnershipControls',
  right: 'admin',
  async run(context, { bucket }) {
    const { ownership } = authorised(context).access;
    if (!ownership) throw new S3Error('OwnershipControlsNotFoundError', { details: { BucketName: bucket } });
    return ownership;
  },
};

/**
 * Throws InvalidBucketAclWithObjectOwnership where the list of the bucket lets others in and lists are to count for nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html
 */
export const putBucketOwnershipControls: Operation<{ bucket: string; ownership: Ownership }, void> = {
  name: 'PutBucketOwnershipControls',
  action: 's3:PutBucketOwnershipControls',
  right: 'admin',
  async run(context, { bucket, ownership }) {
    if (ownership === 'BucketOwnerEnforced') demandPrivate(authorised(context).access.acl);
    await context.storage.putBucketConfig(bucket, accessDocuments.ownership, ownership);
  },
};

/** Idempotent. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html */
export const deleteBucketOwnershipControls: Operation<{ bucket: string }, void> = {
  name: 'DeleteBucketOwnershipControls',
  action: 's3:PutBucketOwnershipControls',
  right: 'admin',
  run: ({ storage }, { bucket }) => storage.putBucketConfig(bucket, accessDocuments.ownership, undefined),
};

export function demandPrivate(acl: Acl): void {
  if (acl.grants.every(({ grantee }) => 'user' in grantee && grantee.user === acl.owner)) return;
  throw new S3Error('InvalidBucketAclWithObjectOwnership');
}
