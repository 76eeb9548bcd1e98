import { AppError, type AppErrorCode, type WaitReason } from '../../preload/contract/index.ts';

/**
 * What an error means for the file that met it. `wait`: the whole job waits and goes on by itself. `again`: this file is
 * tried a few more times. `end`: no file of the job can do better.
 */
export type Verdict =
  | { readonly kind: 'wait'; readonly reason: WaitReason }
  | { readonly kind: 'again' }
  | { readonly kind: 'fail' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'end' };

const wait = (reason: WaitReason): Verdict => ({ kind: 'wait', reason });
const again: Verdict = { kind: 'again' };
const end: Verdict = { kind: 'end' };

const verdicts: Partial<Record<AppErrorCode, Verdict>> = {
  ENDPOINT_UNREACHABLE: wait('network'),
  DISCONNECTED: wait('network'),
  SERVER_DOWN: wait('network'),
  // A captive portal or a changed network answers like this; nothing is trusted and nothing is lost by waiting.
  ENDPOINT_NOT_S3: wait('network'),
  ENDPOINT_TLS: wait('network'),
  ENDPOINT_REDIRECTED: wait('network'),
  STORE_THROTTLED: wait('throttled'),
  SECRET_STORE_CHOICE_NEEDED: wait('credentials'),
  SECRET_STORE_UNAVAILABLE: wait('credentials'),
  SECRET_STORE_LOCKED: wait('credentials'),
  PASSPHRASE_WRONG: wait('credentials'),
  SECRET_MISSING: wait('credentials'),
  ACCESS_KEY_UNKNOWN: wait('credentials'),
  SIGNATURE_MISMATCH: wait('credentials'),
  SESSION_EXPIRED: wait('credentials'),
  CLOCK_SKEWED: wait('credentials'),
  WRONG_REGION: wait('credentials'),
  DISK_FULL: wait('space'),
  STORE_FULL: wait('space'),
  STORE_ERROR: again,
  STORE_BROKEN_ANSWER: again,
  DAMAGED: again,
  TOO_BUSY: again,
  SOURCE_CHANGED: { kind: 'changed' },
  OBJECT_CHANGED: { kind: 'changed' },
  CONNECTION_NOT_FOUND: end,
  READ_ONLY_CONNECTION: end,
  BUCKET_NOT_FOUND: end,
  PATH_NOT_GRANTED: end,
};

export const verdictOn = (error: AppError): Verdict => verdicts[error.code] ?? { kind: 'fail' };

/** Anything thrown as an AppError; `report` is told of what nobody foresaw. */
export function asAppError(error: unknown, report: (error: unknown) => void): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'AbortError') return new AppError('CANCELLED', {}, { cause: error });
  report(error);
  return new AppError('INTERNAL', {}, { cause: error });
}

/** The code of a system call's error: ENOENT, ENOSPC … */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const diskFull = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** An error of reading a local file, in the words of the contract. */
export function sourceError(cause: unknown, path: string): AppError {
  if (cause instanceof AppError) return cause;
  const code = systemCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('SOURCE_VANISHED', { path }, { cause });
  return new AppError('SOURCE_UNREADABLE', { path, reason: code ?? 'unknown' }, { cause });
}

/** An error of writing a local file, in the words of the contract. */
export function targetError(cause: unknown, path: string): AppError {
  if (cause instanceof AppError) return cause;
  const code = systemCode(cause);
  if (code !== undefined && diskFull.has(code)) return new AppError('DISK_FULL', { path }, { cause });
  if (code === 'ENAMETOOLONG' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'EINVAL' || code === 'EILSEQ') {
    return new AppError('NAME_IMPOSSIBLE_HERE', { path }, { cause });
  }
  if (code === 'EEXIST') return new AppError('TARGET_EXISTS', { path }, { cause });
  return new AppError('TARGET_UNWRITABLE', { path, reason: code ?? 'unknown' }, { cause });
}
