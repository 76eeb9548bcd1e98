import { S3Error } from '../errors/index.ts';
import { keyBytes } from './key-rules.ts';
import type { BucketRecord, DeleteConditions, RenameConditions, WriteConditions } from './storage.ts';

/**
 * Judges the preconditions of a write against what is there at its commit. `existedAtStart` tells the loser of a race
 * (409, try again) from a writer who could have known (412).
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function judgeConditions(
  conditions: WriteConditions | undefined,
  current: { etag: string } | undefined,
  existedAtStart: boolean,
): void {
  if (conditions === undefined) return;
  const { ifNoneMatch } = conditions;
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, current)) {
    throw existedAtStart || ifNoneMatch !== '*'
      ? new S3Error('PreconditionFailed', { details: { Condition: 'If-None-Match' } })
      : new S3Error('ConditionalRequestConflict', { details: { Condition: 'If-None-Match' } });
  }
  if (conditions.ifMatch === undefined) return;
  if (current === undefined) throw new S3Error('NoSuchKey');
  if (conditions.ifMatch !== '*' && conditions.ifMatch !== current.etag) {
    throw new S3Error('PreconditionFailed', { details: { Condition: 'If-Match' } });
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
export function judgeDelete(
  conditions: DeleteConditions | undefined,
  current: { etag: string; size: number; lastModified: number } | undefined,
): void {
  if (conditions === undefined) return;
  judgeConditions(conditions, current, true);
  if (current === undefined) return;
  const { ifMatchLastModifiedTime, ifMatchSize } = conditions;
  if (ifMatchLastModifiedTime !== undefined && seconds(ifMatchLastModifiedTime) !== seconds(current.lastModified)) {
    throw failed('x-amz-if-match-last-modified-time');
  }
  if (ifMatchSize !== undefined && ifMatchSize !== current.size) throw failed('x-amz-if-match-size');
}

const RENAME_HEADERS = {
  source: 'x-amz-rename-source-if-',
  destination: 'If-',
} as const;

/** Throws PreconditionFailed. */
export function judgeRename(
  side: keyof typeof RENAME_HEADERS,
  conditions: RenameConditions | undefined,
  current: { etag: string; lastModified: number } | undefined,
): void {
  if (conditions === undefined) return;
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  const header = RENAME_HEADERS[side];
  if (ifMatch !== undefined && !matches(ifMatch, current)) throw failed(`${header}Match`);
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, current)) throw failed(`${header}None-Match`);
  if (current === undefined) return;
  const modified = seconds(current.lastModified);
  if (ifMatch === undefined && ifUnmodifiedSince !== undefined && modified > seconds(ifUnmodifiedSince)) {
    throw failed(`${header}Unmodified-Since`);
  }
  if (ifNoneMatch === undefined && ifModifiedSince !== undefined && modified <= seconds(ifModifiedSince)) {
    throw failed(`${header}Modified-Since`);
  }
}

/** The bytes of both keys. https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-buckets-objects-rename.html */
export function renamedKeys(from: string, to: string): [from: Buffer, to: Buffer] {
  const keys: [Buffer, Buffer] = [keyBytes(from), keyBytes(to)];
  if (from === to) throw new S3Error('InvalidRequest', { message: 'An object cannot be renamed to the name it has.' });
  if (from.endsWith('/') || to.endsWith('/')) {
    throw new S3Error('InvalidRequest', { message: 'RenameObject does not support keys that end with a slash.' });
  }
  return keys;
}

/** A rename would have to leave the versions of both names where they are, and S3 has no such thing. */
export function demandNeverVersioned(state: BucketRecord['versioning']): void {
  if (state === 'off') return;
  throw new S3Error('InvalidBucketState', {
    message: 'RenameObject is not supported in a bucket where versioning is or was enabled.',
  });
}

function matches(etag: string, current: { etag: string } | undefined): boolean {
  return current !== undefined && (etag === '*' || etag === current.etag);
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { details: { Condition: condition } });
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
