import { aclsDisabled, encodeAcl, objectAcl, ownersAcl, type Acl } from '../access/index.ts';
import { resolveAcl, type AclRequest } from './acl-request.ts';
import { authorised } from './authorised.ts';
import type { Operation, OperationContext, VersionAddress } from './operation.ts';

/**
 * The list a new object is kept with, as its metadata holds it; nothing where it is the bucket owner's alone. Who wrote it
 * owns it, unless the bucket says that everything is its owner's; what strangers write is the bucket owner's too.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
export function newObjectAcl(context: OperationContext, request: AclRequest | undefined): { acl?: string } {
  const { access, bucket } = authorised(context);
  const given =
    aclsDisabled(access) ||
    (access.ownership === 'BucketOwnerPreferred' &&
      request !== undefined &&
      'canned' in request &&
      request.canned === 'bucket-owner-full-control');
  const owner = given ? bucket.owner : (context.caller.key?.user ?? bucket.owner);
  if (!request && owner === bucket.owner) return {};
  const acl = request
    ? resolveAcl(request, { owner, bucketOwner: bucket.owner, access, knowsUser: context.knowsUser })
    : ownersAcl(owner);
  const plain = encodeAcl(ownersAcl(bucket.owner));
  const text = encodeAcl(acl);
  return aclsDisabled(access) || text === plain ? {} : { acl: text };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl: Operation<VersionAddress, Acl> = {
  name: 'GetObjectAcl',
  action: 's3:GetObjectAcl',
  right: 'read',
  async run(context, { bucket: name, key, versionId }) {
    const { access, bucket } = authorised(context);
    const record = await context.storage.headObject(name, key, versionId);
    return aclsDisabled(access) ? ownersAcl(bucket.owner) : objectAcl(record, bucket);
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export const putObjectAcl: Operation<VersionAddress & { acl: AclRequest }, { versionId: string }> = {
  name: 'PutObjectAcl',
  action: 's3:PutObjectAcl',
  right: 'write',
  async run(context, { bucket: name, key, versionId, acl: request }) {
    const { access, bucket } = authorised(context);
    return await context.turns.take({ bucket: name, key }, async () => {
      const record = await context.storage.headObject(name, key, versionId);
      const { owner } = aclsDisabled(access) ? bucket : objectAcl(record, bucket);
      const acl = resolveAcl(request, { owner, bucketOwner: bucket.owner, access, knowsUser: context.knowsUser });
      if (!aclsDisabled(access)) {
        await context.storage.updateObject(name, key, {
          metadata: { ...record.metadata, acl: encodeAcl(acl) },
          versionId: record.versionId,
        });
      }
      return { versionId: record.versionId };
    });
  },
};
