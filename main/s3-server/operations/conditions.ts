import { S3Error } from '../errors/index.ts';
import type { ObjectRecord } from '../storage/storage.ts';

/** Conditional headers of a read; times in milliseconds since the epoch at whole seconds, ETags as the client wrote them. */
export interface ReadConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly ifModifiedSince?: number;
  readonly ifUnmodifiedSince?: number;
}

/**
 * RFC 9110 section 13.2.2, as S3 follows it: If-Match wins over If-Unmodified-Since, If-None-Match over If-Modified-Since.
 * Throws PreconditionFailed.
 */
export function judgeRead(record: ObjectRecord, conditions: ReadConditions): 'serve' | 'not-modified' {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  const modified = toSeconds(record.lastModified);
  if (ifMatch !== undefined) {
    if (!etagListed(ifMatch, record.etag)) throw preconditionFailed('If-Match');
  } else if (ifUnmodifiedSince !== undefined && modified > toSeconds(ifUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (ifNoneMatch !== undefined) return etagListed(ifNoneMatch, record.etag) ? 'not-modified' : 'serve';
  if (ifModifiedSince !== undefined && modified <= toSeconds(ifModifiedSince)) return 'not-modified';
  return 'serve';
}

/** The conditions on the source of a copy: what a read answers with 304 is 412 here. */
export function judgeCopySource(record: ObjectRecord, conditions: ReadConditions): void {
  if (judgeRead(record, conditions) === 'serve') return;
  throw preconditionFailed(
    conditions.ifNoneMatch === undefined ? 'x-amz-copy-source-If-Modified-Since' : 'x-amz-copy-source-If-None-Match',
  );
}

export function preconditionFailed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { details: { Condition: condition } });
}

/** Whether an ETag is in a header's list: `*`, `"a", "b"`, weak or without quotes. */
export function etagListed(list: string, etag: string): boolean {
  return list.split(',').some((item) => {
    const text = item.trim();
    return text === '*' || text.replace(/^W\//, '').replace(/^"(.*)"$/, '$1') === etag;
  });
}

const toSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
