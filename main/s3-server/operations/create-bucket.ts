import { accessDocuments, encodeAcl, inScope, ownersAcl, type Ownership } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import { resolveAcl, type AclRequest } from './acl-request.ts';
import { isBucketName } from './bucket-name.ts';
import type { Operation } from './operation.ts';
import { demandPrivate } from './ownership-controls.ts';

export interface CreateBucketInput {
  readonly bucket: string;
  readonly locationConstraint?: string;
  readonly acl?: AclRequest;
  readonly ownership?: Ownership;
}

/**
 * Authorises itself, as there is no bucket to ask yet. In us-east-1 the owner may create again and nothing changes.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export const createBucket: Operation<CreateBucketInput, { location: string }> = {
  name: 'CreateBucket',
  action: 's3:CreateBucket',
  right: 'admin',
  async run(
    { storage, caller, knowsUser, region: own, store },
    { bucket, locationConstraint, acl: request, ownership },
  ) {
    const owner = caller.key?.user;
    if (owner === undefined || !inScope(caller, 'admin', bucket)) throw new S3Error('AccessDenied');
    if (!isBucketName(bucket)) throw new S3Error('InvalidBucketName', { details: { BucketName: bucket } });
    const region = store ? store.newBucket(bucket, locationConstraint).region : own;
    if (!store && locationConstraint !== undefined && locationConstraint !== region) {
      throw new S3Error('InvalidLocationConstraint', {
        message: `The specified location-constraint is not valid: this server is the region ${region}.`,
        details: { LocationConstraint: locationConstraint },
      });
    }
    const location = `/${bucket}`;
    const acl = request ? resolveAcl(request, { owner, bucketOwner: owner, access: {}, knowsUser }) : ownersAcl(owner);
    if (ownership === 'BucketOwnerEnforced') demandPrivate(acl);
    try {
      await storage.createBucket({ name: bucket, owner, region });
      // Until these are kept the bucket is its owner's alone, which is never more than was asked for.
      if (ownership) await storage.putBucketConfig(bucket, accessDocuments.ownership, ownership);
      if (request) await storage.putBucketConfig(bucket, accessDocuments.acl, encodeAcl(acl));
    } catch (error) {
      if (!(error instanceof S3Error) || error.code !== 'BucketAlreadyExists') throw error;
      const existing = await storage.getBucket(bucket);
      if (existing.owner !== owner) throw new S3Error('BucketAlreadyExists', { details: { BucketName: bucket } });
      if (region === 'us-east-1') return { location };
      throw new S3Error('BucketAlreadyOwnedByYou', { details: { BucketName: bucket }, cause: error });
    }
    return { location };
  },
};
