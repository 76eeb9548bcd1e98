import { WireFault, WireRefusal, aborted } from './wire-errors.ts';

const passingStatus = new Set([429, 500, 502, 503, 504]);
const passingCode = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'RequestLimitExceeded',
  'RequestTimeout',
  'InternalError',
]);
const passingFault = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether the same call may go well a moment later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof WireRefusal) return passingStatus.has(error.status) || passingCode.has(error.code ?? '');
  if (error instanceof AggregateError) return error.errors.some((one) => passingFault.has(codeOf(one)));
  return passingFault.has(codeOf(error));
}

/** The connection was closed under the request before anything was answered. */
export const isCut = (error: unknown): boolean => {
  const code = codeOf(error);
  return (code === 'ECONNRESET' || code === 'EPIPE') && (error instanceof WireFault || error instanceof Error);
};

const firstPause = 100;
const longestPause = 5000;
/** A store may ask for patience, but not for all of it. Milliseconds. */
const longestAsked = 20_000;

/** Milliseconds before try `attempt + 1`: what the store asks for (RFC 9110, Retry-After in seconds), else doubled and jittered. */
export function pauseAfter(error: unknown, attempt: number, random: () => number): number {
  const asked = error instanceof WireRefusal ? error.headers['retry-after'] : undefined;
  if (asked !== undefined && /^\d{1,6}$/.test(asked)) return Math.min(longestAsked, Number(asked) * 1000);
  const full = Math.min(longestPause, firstPause * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random();
}

export function rest(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = () => {
      clearTimeout(timer);
      reject(aborted(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', refuse);
      resolve();
    }, milliseconds);
    if (signal?.aborted) refuse();
    else signal?.addEventListener('abort', refuse, { once: true });
  });
}
