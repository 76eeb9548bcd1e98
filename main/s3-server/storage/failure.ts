import { S3Error } from '../errors/index.ts';

/** The `code` of a Node error such as ENOENT, or undefined. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** SQLite's primary result code (https://www.sqlite.org/rescode.html), or undefined. */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (errnoOf(error) !== 'ERR_SQLITE_ERROR' || !(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const GONE = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'EMFILE',
  'ENFILE',
  'ENOTCONN',
  'EHOSTDOWN',
]);
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;

/**
 * What a client is told when the disk refuses: 507 for a full disk, 503 for one that is not there or may not be written,
 * and 500 for the rest. The cause stays on the error for the log; no path reaches the message.
 */
export function asS3Error(cause: unknown): S3Error {
  if (cause instanceof S3Error) return cause;
  const errno = errnoOf(cause);
  const sqlite = sqliteCodeOf(cause);
  if ((errno !== undefined && FULL.has(errno)) || sqlite === SQLITE_FULL) {
    return new S3Error('InsufficientStorage', { cause });
  }
  if (
    (errno !== undefined && GONE.has(errno)) ||
    sqlite === SQLITE_BUSY ||
    sqlite === SQLITE_READONLY ||
    sqlite === SQLITE_CANTOPEN
  ) {
    return new S3Error('ServiceUnavailable', { cause });
  }
  return new S3Error('InternalError', { cause });
}

/** Runs a step and gives every failure S3's name. */
export async function inS3Terms<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw asS3Error(error);
  }
}
