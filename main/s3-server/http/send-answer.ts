import type { ServerResponse } from 'node:http';
import type { Answer, AnswerStream } from './answer.ts';

/** The headers that every answer carries. */
export interface Letterhead {
  readonly requestId: string;
  readonly hostId: string;
}

/**
 * The one serialiser of answers. Resolves with the bytes of the body once all are handed to the system; rejects where the
 * connection or the reader fails, and then the connection is cut, so that no client takes a short body for a whole one.
 */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  letterhead: Letterhead,
  options: { head: boolean; close: boolean },
): Promise<number> {
  const { body } = answer;
  const headers: string[] = [
    'x-amz-request-id',
    letterhead.requestId,
    'x-amz-id-2',
    letterhead.hostId,
    'Server',
    'Quayside',
  ];
  let typed = false;
  let length: string | undefined;
  for (const [name, value] of answer.headers) {
    if (name === 'Content-Length') length = value;
    else headers.push(name, value);
    if (name === 'Content-Type') typed = true;
  }
  if (options.close) headers.push('Connection', 'close');
  const text = typeof body === 'string' ? Buffer.from(body, 'utf8') : undefined;
  const bodiless = answer.status === 204 || answer.status === 304;
  if (typed) headers.push('X-Content-Type-Options', 'nosniff');
  // Last, as node:http re-encodes a Content-Disposition that comes after it, and bytes beyond ASCII would be lost.
  if (!bodiless) headers.push('Content-Length', length ?? String(text?.length ?? streamLength(body)));
  response.writeHead(answer.status, headers);
  if (options.head || bodiless || body === undefined || text) {
    const sent = options.head || bodiless ? undefined : text;
    await end(response, sent);
    if (body !== undefined && typeof body !== 'string') await body.close();
    return sent?.length ?? 0;
  }
  if (typeof body === 'string') return 0;
  return await sendStream(response, body);
}

const streamLength = (body: Answer['body']): number => (typeof body === 'object' ? body.length : 0);

async function sendStream(response: ServerResponse, stream: AnswerStream): Promise<number> {
  let left = stream.length;
  try {
    if (left === 0) await end(response, undefined);
    else {
      for await (const chunk of stream.chunks) {
        left -= chunk.length;
        // Each buffer is ours only until the next is asked for: the system must have it by then.
        await (left === 0 ? end(response, chunk) : write(response, chunk));
      }
      if (left !== 0) throw new Error(`the stored object is ${left} bytes shorter than its record says`);
    }
    return stream.length;
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await stream.close();
  }
}

function write(response: ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

function end(response: ServerResponse, chunk: Buffer | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the client closed the connection'));
    response.once('close', gone);
    const done = (): void => {
      response.off('close', gone);
      resolve();
    };
    if (chunk) response.end(chunk, done);
    else response.end(done);
  });
}
