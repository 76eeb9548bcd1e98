import { accessDocuments, aclsDisabled, encodeAcl, ownersAcl, type Acl } from '../access/index.ts';
import { resolveAcl, type AclRequest } from './acl-request.ts';
import { authorised } from './authorised.ts';
import type { Operation } from './operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl: Operation<{ bucket: string }, Acl> = {
  name: 'GetBucketAcl',
  action: 's3:GetBucketAcl',
  right: 'read',
  async run(context) {
    const { access, bucket } = authorised(context);
    return aclsDisabled(access) ? ownersAcl(bucket.owner) : access.acl;
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl: Operation<{ bucket: string; acl: AclRequest }, void> = {
  name: 'PutBucketAcl',
  action: 's3:PutBucketAcl',
  right: 'admin',
  async run(context, { bucket: name, acl: request }) {
    const { access, bucket } = authorised(context);
    const acl = resolveAcl(request, {
      owner: bucket.owner,
      bucketOwner: bucket.owner,
      access,
      knowsUser: context.knowsUser,
    });
    if (!aclsDisabled(access)) {
      await context.storage.putBucketConfig(name, accessDocuments.acl, encodeAcl(acl));
    }
  },
};
