import { authorisedBucket } from './head-bucket.ts';
import { ownerOf, type Operation, type Owner, type VersionAddress } from './operation.ts';

/** The owner has FULL_CONTROL and nobody else has anything: all there is until ACLs are kept. */
export interface AclOutput {
  readonly owner: Owner;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl: Operation<{ bucket: string }, AclOutput> = {
  name: 'GetBucketAcl',
  action: 's3:GetBucketAcl',
  right: 'read',
  run: async (context) => ({ owner: ownerOf(authorisedBucket(context).owner) }),
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl: Operation<VersionAddress, AclOutput> = {
  name: 'GetObjectAcl',
  action: 's3:GetObjectAcl',
  right: 'read',
  async run(context, { bucket, key, versionId }) {
    await context.storage.headObject(bucket, key, versionId);
    return { owner: ownerOf(authorisedBucket(context).owner) };
  },
};
