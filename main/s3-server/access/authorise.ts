import { S3Error } from '../errors/index.ts';
import type { BucketRecord, ObjectRecord, Storage } from '../storage/storage.ts';
import { decodeAcl, grants, ownersAcl, type Acl } from './acl/acl.ts';
import type { Caller, Right } from './access-key.ts';
import { aclNeed, actionOnVersion } from './acl-permissions.ts';
import { aclsDisabled, readBucketAccess, type BucketAccess } from './bucket-access.ts';
import { asksForObjectTags, isPublicPolicy, judgePolicy } from './policy/judge-policy.ts';
import { noFacts, withFacts, type RequestFacts } from './request-facts.ts';

export interface AuthorisationRequest {
  readonly caller: Caller;
  /** As policies name it: `s3:GetObject`; with a version it becomes `s3:GetObjectVersion`. */
  readonly action: `s3:${string}`;
  readonly right: Right;
  readonly bucket: string;
  /** The whole decoded key, for operations on objects. */
  readonly key?: string;
  readonly versionId?: string;
}

/** One more thing the caller wants in a bucket that it was let into. */
export type Wish = Omit<AuthorisationRequest, 'caller' | 'bucket'> & {
  /** What the request says beyond its head: the tags in a body. */
  readonly facts?: ReadonlyMap<string, readonly string[]>;
};

export interface Authorisation {
  readonly bucket: BucketRecord;
  readonly access: BucketAccess;
  /** Throws AccessDenied. */
  demand(wish: Wish): Promise<void>;
  /** Throws AccessDenied only where the policy says no: for what comes along with something that was demanded. */
  refuseDenied(wish: Wish): Promise<void>;
  /** Whether the caller may know that this key is not there: else what is missing is answered as what is forbidden. */
  mayList(key: string): boolean;
}

/** Whether the scope of the caller's key reaches this bucket with this right; says nothing about who owns the bucket. */
export function inScope(caller: Caller, right: Right, bucket: string): boolean {
  const scope = caller.key?.scope;
  if (!scope?.[right]) return false;
  return scope.buckets === '*' || scope.buckets.includes(bucket);
}

/**
 * The one gate in front of every operation on a bucket or an object. Throws AccessDenied before anything is said about
 * existence; only a caller whose scope reaches the name, or who is anonymous, is told NoSuchBucket, as S3 does.
 *
 * What the scope of a key does not reach nothing else can give. Then the policy of the bucket is asked: Deny beats all. Else
 * the owner may do everything, and others what the policy allows or an access control list grants.
 */
export async function authorise(storage: Storage, request: AuthorisationRequest): Promise<Authorisation> {
  const entered = enterBucket(storage, request);
  await entered.demand(request);
  return entered;
}

/** For requests about many objects: the caller is at the door, and each object has yet to be demanded. */
export function enterBucket(
  storage: Storage,
  request: Pick<AuthorisationRequest, 'caller' | 'right' | 'bucket'>,
): Authorisation {
  const { caller, right } = request;
  if (caller.key && !inScope(caller, right, request.bucket)) throw new S3Error('AccessDenied');
  const { record: bucket } = storage.settingsOf(request.bucket);
  return createGate(storage, caller, bucket, readBucketAccess(storage, bucket.name));
}

function createGate(storage: Storage, caller: Caller, bucket: BucketRecord, access: BucketAccess): Authorisation {
  const user = caller.key?.user;
  const isOwner = user !== undefined && user === bucket.owner;
  const facts = caller.facts ?? noFacts;
  const ignoreGroups = access.block?.IgnorePublicAcls === true;
  const { policy } = access;
  const restricted = access.block?.RestrictPublicBuckets === true && policy !== undefined && isPublicPolicy(policy);

  const verdict = (action: string, resource: string, told: RequestFacts): 'allow' | 'deny' | 'silent' => {
    if (!policy) return 'silent';
    // An owner who locked the door from outside must be able to take the lock off.
    if (isOwner && /^s3:(?:Get|Put|Delete)BucketPolicy$/.test(action)) return 'silent';
    const answer = judgePolicy(policy, { user, action, resource, facts: told });
    return answer === 'allow' && restricted && !isOwner ? 'silent' : answer;
  };
  const find = async (key: string, versionId: string | undefined): Promise<ObjectRecord | undefined> => {
    try {
      return await storage.headObject(bucket.name, key, versionId);
    } catch (error) {
      if (error instanceof S3Error && error.status < 500) return undefined;
      throw error;
    }
  };
  const mayList = (key: string): boolean => {
    if (caller.key && !inScope(caller, 'read', bucket.name)) return false;
    // A policy may let somebody list below a prefix alone: whoever could list the key by its name may know.
    const said = verdict('s3:ListBucket', bucket.name, withFacts(facts, new Map([['s3:prefix', [key]]])));
    if (said !== 'silent') return said === 'allow';
    return isOwner || (!aclsDisabled(access) && grants(access.acl, user, 'READ', { ignoreGroups }));
  };

  const demandScope = ({ right }: Wish): void => {
    if (caller.key && !inScope(caller, right, bucket.name)) throw new S3Error('AccessDenied');
  };

  /** Whether owner or list give what the policy says nothing about. */
  const byAcl = async (action: string, key: string | undefined, versionId: string | undefined): Promise<boolean> => {
    const need = aclNeed(action);
    if (aclsDisabled(access) || !need) return isOwner;
    if (need.of === 'bucket') return isOwner || grants(access.acl, user, need.permission, { ignoreGroups });
    if (key === undefined) return isOwner;
    const record = await find(key, versionId);
    if (!record) return isOwner || mayList(key);
    return grants(objectAcl(record, bucket), user, need.permission, { ignoreGroups });
  };

  /** What the policy says, where there is one. */
  const judge = async ({ action: plain, key, versionId, facts: more }: Wish): Promise<'allow' | 'silent'> => {
    const action = versionId === undefined ? plain : actionOnVersion(plain);
    const resource = key === undefined ? bucket.name : `${bucket.name}/${key}`;
    const told =
      policy && key !== undefined && asksForObjectTags(policy)
        ? withFacts(facts, tagFacts(await find(key, versionId)))
        : facts;
    const said = verdict(action, resource, more ? withFacts(told, more) : told);
    if (said === 'deny') throw new S3Error('AccessDenied');
    return said;
  };

  return {
    bucket,
    access,
    mayList,
    async demand(wish) {
      demandScope(wish);
      if (policy && (await judge(wish)) === 'allow') return;
      const { action, key, versionId } = wish;
      const named = versionId === undefined ? action : actionOnVersion(action);
      if (!(await byAcl(named, key, versionId))) throw new S3Error('AccessDenied');
    },
    async refuseDenied(wish) {
      demandScope(wish);
      if (policy) await judge(wish);
    },
  };
}

/** What may not be listed is not said to be missing. Everything but NoSuchKey and NoSuchVersion comes back as it is. */
export function hideMissing(error: unknown, entered: Pick<Authorisation, 'mayList'> | undefined, key: string): unknown {
  if (!(error instanceof S3Error) || !entered) return error;
  if (error.code !== 'NoSuchKey' && error.code !== 'NoSuchVersion') return error;
  return entered.mayList(key) ? error : new S3Error('AccessDenied', { cause: error });
}

/** The list of an object: its own, or else that of the bucket's owner alone. */
export function objectAcl(record: Pick<ObjectRecord, 'metadata'>, bucket: BucketRecord): Acl {
  return record.metadata.acl === undefined ? ownersAcl(bucket.owner) : decodeAcl(record.metadata.acl);
}

function tagFacts(record: ObjectRecord | undefined): Map<string, readonly string[]> {
  const tags = Object.entries(record?.metadata.tags ?? {});
  return new Map(tags.map(([name, value]) => [`s3:existingobjecttag/${name.toLowerCase()}`, [value]]));
}
