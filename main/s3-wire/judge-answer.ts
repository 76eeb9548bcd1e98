import { AppError } from '../../preload/contract/index.ts';
import type { AnswerHead } from './answer-head.ts';
import { readError, refusalOf } from './read-refusal.ts';

const isHtml = (head: AnswerHead): boolean => /^\s*text\/html/i.test(head.headers['content-type'] ?? '');

/**
 * What can be told by the head alone: a redirect (nothing signed is ever sent to another host), or a page for people where
 * an object was asked for. The error to throw, or undefined.
 */
export function headProblem(
  head: AnswerHead,
  asked: { readonly endpoint: string; readonly base: string; readonly method: string; readonly object: boolean },
): AppError | undefined {
  const { status, headers } = head;
  const { endpoint } = asked;
  const location = headers['location'];
  // S3's own answer for another region has no Location, or names the region; the error table reads that one.
  if (status >= 300 && status < 400 && status !== 304 && location !== undefined) {
    if (headers['x-amz-bucket-region'] !== undefined) return undefined;
    const target = URL.canParse(location, asked.base) ? new URL(location, asked.base).host : 'unknown';
    return new AppError('ENDPOINT_REDIRECTED', { endpoint, target, status });
  }
  // A page instead of an object has a size too: without an ETag it is not believed.
  const page = isHtml(head) && status < 300 && headers['etag'] === undefined;
  return page && (asked.object || asked.method === 'HEAD')
    ? new AppError('ENDPOINT_NOT_S3', { endpoint, status })
    : undefined;
}

/** What a whole text answer means: undefined where it is to be read on, else what to throw. */
export function textProblem(head: AnswerHead, body: Uint8Array, endpoint: string): Error | undefined {
  const { status } = head;
  const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 1024)).toString('latin1');
  const forPeople = isHtml(head) && /^\s*<(!doctype\s+html|html|head|body|title|h1|center)\b/i.test(start);
  if (forPeople) {
    const passing = status === 429 || (status >= 500 && status !== 501);
    // A proxy's page for a passing failure: the status says all.
    return passing ? refusalOf(head, new Uint8Array()) : new AppError('ENDPOINT_NOT_S3', { endpoint, status });
  }
  if (status >= 300) return refusalOf(head, body);
  // S3 may begin to answer 200 and find out afterwards that it cannot.
  if (body.length > 0 && body.length < 8192 && start.includes('<Error') && readError(body)?.['Code'] !== undefined)
    return refusalOf(head, body, 500);
  return undefined;
}
