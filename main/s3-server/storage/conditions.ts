import { S3Error } from '../errors/index.ts';
import type { WriteConditions } from './storage.ts';

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
  if (conditions.ifNoneMatch !== undefined && current !== undefined) {
    throw existedAtStart
      ? new S3Error('PreconditionFailed', { details: { Condition: 'If-None-Match' } })
      : new S3Error('ConditionalRequestConflict', { details: { Condition: 'If-None-Match' } });
  }
  if (conditions.ifMatch === undefined) return;
  if (current === undefined) throw new S3Error('NoSuchKey');
  if (conditions.ifMatch !== '*' && conditions.ifMatch !== current.etag) {
    throw new S3Error('PreconditionFailed', { details: { Condition: 'If-Match' } });
  }
}
