import type { ServerResponse } from 'node:http';
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
 * The one serialiser of answers. Resolves with the bytes of the body once all are handed to the system; rejects where the
 * connection or the reader fails, and then the connection is cut, so that no client takes a short body for a whole one.
 */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  letterhead: Letterhead,
  options: { head: boolean; close: boolean; idleMs: number },
): Promise<number> {
  const { body } = answer;
  const headers = letterheadHeaders(letterhead);
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
  const stream = typeof body === 'object' ? body : undefined;
  try {
    response.writeHead(answer.status, headers);
    if (stream && !options.head && !bodiless) {
      // Counted by the system's progress, so that a slow reader is not taken for one that has stopped; node:http ends the
      // connection then, and sets its own time again once the answer is out.
      response.req.socket.setTimeout(options.idleMs);
      await sendStream(response, stream);
      return stream.length;
    }
    const sent = options.head || bodiless ? undefined : text;
    await hand(response, sent, { last: true });
    return sent?.length ?? 0;
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await stream?.close();
  }
}

const streamLength = (body: Answer['body']): number => (typeof body === 'object' ? body.length : 0);

async function sendStream(response: ServerResponse, stream: AnswerStream): Promise<void> {
  let left = stream.length;
  if (left === 0) await hand(response, undefined, { last: true });
  else {
    for await (const chunk of stream.chunks) {
      left -= chunk.length;
      // Each buffer is ours only until the next is asked for: the system must have it by then.
      await hand(response, chunk, { last: left === 0 });
    }
    if (left !== 0) throw new Error(`the stored object is ${left} bytes shorter than its record says`);
  }
}

/** Resolves when the system has the bytes, rejects when the connection is gone; node:http alone may tell neither. */
function hand(response: ServerResponse, chunk: Buffer | undefined, { last }: { last: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the client closed the connection'));
    if (response.destroyed) return gone();
    response.once('close', gone);
    const done = (error?: Error | null): void => {
      response.off('close', gone);
      if (error) reject(error);
      else resolve();
    };
    if (!last) response.write(chunk, done);
    else if (chunk) response.end(chunk, () => done());
    else response.end(() => done());
  });
}
