import type { BucketSettings, Storage } from '../storage/storage.ts';
import { decodeAcl, isPublicAcl, ownersAcl, type Acl } from './acl/acl.ts';
import { isPublicPolicy } from './policy/judge-policy.ts';
import { parsePolicy, type Policy } from './policy/policy-document.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export const ownerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const;
export type Ownership = (typeof ownerships)[number];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
export const blockFlags = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;
export type PublicAccessBlock = Readonly<Record<(typeof blockFlags)[number], boolean>>;

/** Names of the bucket's documents in the storage. */
export const accessDocuments = {
  policy: 'policy',
  acl: 'acl',
  block: 'public-access-block',
  ownership: 'ownership',
} as const;

/** All that a bucket says about who may do what in it. */
export interface BucketAccess {
  readonly acl: Acl;
  readonly policy?: Policy;
  readonly block?: PublicAccessBlock;
  /**
   * Absent until it is set, and then lists are honoured as with `ObjectWriter`: what AWS has for buckets made before April
   * 2023 and every other store has always. A bucket can be made with another by `x-amz-object-ownership`.
   */
  readonly ownership?: Ownership;
}

/** Throws NoSuchBucket. */
export const readBucketAccess = (storage: Storage, bucket: string): BucketAccess =>
  storage.settingsOf(bucket).derived(accessOf);

function accessOf(settings: BucketSettings): BucketAccess {
  const { name, owner } = settings.record;
  const policy = settings.document(accessDocuments.policy);
  const acl = settings.document(accessDocuments.acl);
  const block = settings.document(accessDocuments.block);
  const ownership = settings.document(accessDocuments.ownership);
  return {
    acl: acl === undefined ? ownersAcl(owner) : decodeAcl(acl),
    ...(policy === undefined ? {} : { policy: parsePolicy(policy, name) }),
    ...(block === undefined ? {} : { block: JSON.parse(block) as PublicAccessBlock }),
    ...(ownership === undefined ? {} : { ownership: ownership as Ownership }),
  };
}

/** Whether lists count for nothing: everything in the bucket belongs to its owner. */
export const aclsDisabled = ({ ownership }: Pick<BucketAccess, 'ownership'>): boolean =>
  ownership === 'BucketOwnerEnforced';

/** Whether somebody whom nobody named gets in, by the policy or by the list of the bucket. */
export function isPublicBucket(access: BucketAccess): boolean {
  if (access.policy && isPublicPolicy(access.policy)) return true;
  return !aclsDisabled(access) && access.block?.IgnorePublicAcls !== true && isPublicAcl(access.acl);
}
