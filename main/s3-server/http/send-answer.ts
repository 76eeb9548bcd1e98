import type { ServerResponse } from 'node:http';
import type { AnswerBatch } from './answer-batch.ts';
import type { Answer, AnswerStream } from './answer.ts';

/** The headers that every answer carries. */
export interface Letterhead {
  readonly requestId: string;
  readonly hostId: string;
}

export function letterheadHeaders({ requestId, hostId }: Letterhead): string[] {
  return ['x-amz-request-id', requestId, 'x-amz-id-2', hostId, 'Server', 'Quayside'];
}

/**
 * The one serialiser of answers. Returns the bytes of the body: at once where they are in memory, since they go out with the
 * batch; where they are read bit by bit, once all are handed to the system. Throws or rejects where the connection or the reader fails, and then the
 * connection is cut, so that no client takes a short body for a whole one.
 */
export function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  letterhead: Letterhead,
  options: { head: boolean; close: boolean; idleMs: number; batch: AnswerBatch },
): number | Promise<number> {
  const { status, body } = answer;
  const bodiless = status === 204 || status === 304;
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const headers = letterheadHeaders(letterhead);
  let typed = false;
  let length: string | undefined;
  for (const [name, value] of answer.headers) {
    if (name === 'Content-Length') length = value;
    else headers.push(name, value);
    if (name === 'Content-Type') typed = true;
  }
  if (options.close) headers.push('Connection', 'close');
  if (typed) headers.push('X-Content-Type-Options', 'nosniff');
  // Last, as node:http re-encodes a Content-Disposition that comes after it, and bytes beyond ASCII would be lost.
  if (!bodiless) headers.push('Content-Length', length ?? String(bytes?.length ?? 0));
  const silent = options.head || bodiless;
  if (bytes && !Buffer.isBuffer(bytes)) return sendStream(response, status, headers, bytes, { ...options, silent });
  try {
    if (response.destroyed) throw gone();
    response.writeHead(status, headers);
    options.batch.end(response, silent ? undefined : bytes);
    return silent ? 0 : (bytes?.length ?? 0);
  } catch (error) {
    response.destroy();
    throw error;
  }
}

async function sendStream(
  response: ServerResponse,
  status: number,
  headers: string[],
  stream: AnswerStream,
  { silent, idleMs }: { silent: boolean; idleMs: number },
): Promise<number> {
  try {
    response.writeHead(status, headers);
    if (silent || stream.length === 0) {
      await hand(response, undefined, { last: true });
      return 0;
    }
    // Counted by the system's progress, so that a slow reader is not taken for one that has stopped; node:http ends the
    // connection then, and sets its own time again once the answer is out.
    response.req.socket.setTimeout(idleMs);
    let left = stream.length;
    for await (const chunk of stream.chunks) {
      left -= chunk.length;
      // Each buffer is ours only until the next is asked for: the system must have it by then.
      await hand(response, chunk, { last: left === 0 });
    }
    if (left !== 0) throw new Error(`the stored object is ${left} bytes shorter than its record says`);
    return stream.length;
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await stream.close();
  }
}

const gone = (): Error => new Error('the client closed the connection');

/** Resolves when the system has the bytes, rejects when the connection is gone; node:http alone may tell neither. */
function hand(response: ServerResponse, chunk: Buffer | undefined, { last }: { last: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(gone());
    if (response.destroyed) return closed();
    response.once('close', closed);
    const done = (error?: Error | null): void => {
      response.off('close', closed);
      if (error) reject(error);
      else resolve();
    };
    if (!last) response.write(chunk, done);
    else if (chunk) response.end(chunk, () => done());
    else response.end(() => done());
  });
}
