/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
export const permissions = ['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP'] as const;
export type Permission = (typeof permissions)[number];

/** A user by name, everybody, or everybody who signed. */
export type Grantee = { readonly user: string } | { readonly group: 'all' | 'authenticated' };

export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
}

export interface Acl {
  readonly owner: string;
  readonly grants: readonly Grant[];
}

export const groupUris = {
  all: 'http://acs.amazonaws.com/groups/global/AllUsers',
  authenticated: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
} as const;

/** S3 takes no more grants than this in one list. */
export const mostGrants = 100;

/** The list that holds where none was set. */
export function ownersAcl(owner: string): Acl {
  return { owner, grants: [{ grantee: { user: owner }, permission: 'FULL_CONTROL' }] };
}

/** Undefined for a name that S3 does not know. `bucketOwner` matters to objects alone. */
export function cannedAcl(name: string, owner: string, bucketOwner: string): Acl | undefined {
  const own = ownersAcl(owner);
  const plus = (...grants: Grant[]): Acl => ({ owner, grants: [...own.grants, ...grants] });
  const group = (which: 'all' | 'authenticated', permission: Permission): Grant => ({
    grantee: { group: which },
    permission,
  });
  const toBucketOwner = (permission: Permission): Acl =>
    owner === bucketOwner ? own : plus({ grantee: { user: bucketOwner }, permission });
  switch (name) {
    case 'private':
    case 'aws-exec-read':
      return own;
    case 'public-read':
      return plus(group('all', 'READ'));
    case 'public-read-write':
      return plus(group('all', 'READ'), group('all', 'WRITE'));
    case 'authenticated-read':
      return plus(group('authenticated', 'READ'));
    case 'bucket-owner-read':
      return toBucketOwner('READ');
    case 'bucket-owner-full-control':
      return toBucketOwner('FULL_CONTROL');
    default:
      return undefined;
  }
}

/** Whether the list lets a user (undefined: a stranger) do this. `ignoreGroups`: as if grants to groups were not there. */
export function grants(
  acl: Acl,
  user: string | undefined,
  permission: Permission,
  options: { ignoreGroups: boolean },
): boolean {
  if (user !== undefined && user === acl.owner && (permission === 'READ_ACP' || permission === 'WRITE_ACP'))
    return true;
  return acl.grants.some(
    (grant) =>
      (grant.permission === permission || grant.permission === 'FULL_CONTROL') &&
      isGrantee(grant.grantee, user, options.ignoreGroups),
  );
}

function isGrantee(grantee: Grantee, user: string | undefined, ignoreGroups: boolean): boolean {
  if ('user' in grantee) return grantee.user === user;
  if (ignoreGroups) return false;
  return grantee.group === 'all' || user !== undefined;
}

/** Whether a list lets in everybody, or everybody who has any key. */
export function isPublicAcl(acl: Acl): boolean {
  return acl.grants.some(({ grantee }) => 'group' in grantee);
}

/** As the storage keeps it: `{"o":"ann","g":[["=ann","FULL_CONTROL"],["*all","READ"]]}`. */
export function encodeAcl(acl: Acl): string {
  return JSON.stringify({
    o: acl.owner,
    g: acl.grants.map(({ grantee, permission }) => [
      'user' in grantee ? `=${grantee.user}` : `*${grantee.group}`,
      permission,
    ]),
  });
}

/** What `encodeAcl` wrote. */
export function decodeAcl(text: string): Acl {
  const { o: owner, g: list } = JSON.parse(text) as { o: string; g: [string, Permission][] };
  return {
    owner,
    grants: list.map(([who, permission]) => ({
      grantee: who.startsWith('=') ? { user: who.slice(1) } : { group: who === '*all' ? 'all' : 'authenticated' },
      permission,
    })),
  };
}
