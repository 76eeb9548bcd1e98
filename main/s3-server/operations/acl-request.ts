import {
  aclsDisabled,
  cannedAcl,
  isPublicAcl,
  mostGrants,
  type Acl,
  type BucketAccess,
  type Grant,
} from '../access/index.ts';
import { S3Error } from '../errors/index.ts';

/** How a request asks for a list: by the name of a canned one, by grants in headers, or whole as XML. */
export type AclRequest =
  | { readonly canned: string }
  | { readonly grants: readonly Grant[] }
  | { readonly document: Acl };

export interface AclPlace {
  readonly owner: string;
  readonly bucketOwner: string;
  readonly access: Pick<BucketAccess, 'ownership' | 'block'>;
  readonly knowsUser: (user: string) => boolean;
}

/**
 * The list that a request asks for. Throws InvalidArgument for a name or a user that is none, MalformedACLError, AccessDenied for
 * another owner or where a public one is blocked, and AccessControlListNotSupported where lists count for nothing.
 */
export function resolveAcl(request: AclRequest, { owner, bucketOwner, access, knowsUser }: AclPlace): Acl {
  if (aclsDisabled(access) && !saysNothing(request, bucketOwner)) {
    throw new S3Error('AccessControlListNotSupported');
  }
  const acl = listOf(request, owner, bucketOwner);
  if (acl.grants.length > mostGrants) throw new S3Error('MalformedACLError');
  for (const { grantee } of acl.grants) {
    if (!('user' in grantee) || grantee.user === owner || grantee.user === bucketOwner) continue;
    if (!knowsUser(grantee.user)) {
      throw new S3Error('InvalidArgument', {
        message: 'Invalid id',
        details: { ArgumentName: 'CanonicalUser/ID', ArgumentValue: grantee.user.slice(0, 200) },
      });
    }
  }
  if (access.block?.BlockPublicAcls && isPublicAcl(acl)) {
    throw new S3Error('AccessDenied', {
      message: 'Public access control lists are prevented by the BlockPublicAcls setting in S3 Block Public Access.',
    });
  }
  return acl;
}

function listOf(request: AclRequest, owner: string, bucketOwner: string): Acl {
  if ('grants' in request) return { owner, grants: request.grants };
  if ('document' in request) {
    if (request.document.owner !== owner) throw new S3Error('AccessDenied');
    return request.document;
  }
  const acl = cannedAcl(request.canned, owner, bucketOwner);
  if (acl) return acl;
  throw new S3Error('InvalidArgument', {
    details: { ArgumentName: 'x-amz-acl', ArgumentValue: request.canned.slice(0, 200) },
  });
}

/** What holds anyway where everything belongs to the bucket's owner. */
function saysNothing(request: AclRequest, bucketOwner: string): boolean {
  if ('canned' in request) return request.canned === 'bucket-owner-full-control';
  const list = 'grants' in request ? request.grants : request.document.grants;
  return (
    list.length > 0 &&
    list.every(
      ({ grantee, permission }) => 'user' in grantee && grantee.user === bucketOwner && permission === 'FULL_CONTROL',
    )
  );
}
