import { S3Error } from '../errors/index.ts';
import type { BucketRecord, Storage } from '../storage/storage.ts';
import type { Caller, Right } from './access-key.ts';

export interface AuthorisationRequest {
  readonly caller: Caller;
  /** As policies name it: `s3:GetObject`. */
  readonly action: `s3:${string}`;
  readonly right: Right;
  readonly bucket: string;
  /** The whole decoded key, for operations on objects. */
  readonly key?: string;
}

export interface Authorisation {
  readonly bucket: BucketRecord;
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
 */
export async function authorise(storage: Storage, request: AuthorisationRequest): Promise<Authorisation> {
  const { caller, right } = request;
  if (caller.key && !inScope(caller, right, request.bucket)) throw new S3Error('AccessDenied');
  const bucket = await storage.getBucket(request.bucket);
  if (!caller.key || bucket.owner !== caller.key.user) throw new S3Error('AccessDenied');
  return { bucket };
}
