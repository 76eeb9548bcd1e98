import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { FileService } from '../../files/index.ts';
import { answerHeaders } from '../page-policy.ts';

/** Milliseconds without a byte after which a body that is being received counts as gone. */
const silence = 120_000;
/** Milliseconds that a refused body may go on arriving, so that the sender reads the answer instead of a reset. */
const drain = 3_000;

/** Carries one request for file bytes to the backend, with back-pressure both ways. */
export async function serveFile(
  files: FileService,
  request: IncomingMessage,
  response: ServerResponse,
  asked: { readonly ticket: string; readonly session: string },
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('the browser is gone')));
  const receives = request.method === 'PUT';
  const silent = () => request.destroy(new Error('no byte for too long'));
  // Asked for now: a request that was destroyed has no socket any more.
  const { socket } = request;
  if (receives) socket.setTimeout(silence).on('timeout', silent);
  const answer = await files.serve({
    method: request.method ?? 'GET',
    ticket: asked.ticket,
    session: asked.session,
    headers: flatten(request.headers),
    ...(receives ? { body: request } : {}),
    signal: gone.signal,
  });
  if (receives) socket.setTimeout(0).off('timeout', silent);
  if (response.destroyed) {
    answer.body?.destroy();
    return;
  }
  const unread = receives && !request.readableEnded;
  response.writeHead(answer.status, {
    ...answerHeaders,
    ...answer.headers,
    ...(unread ? { connection: 'close' } : {}),
  });
  if (request.method === 'HEAD' || answer.body === undefined) {
    answer.body?.destroy();
    response.end();
  } else {
    // A failure in the middle cuts the connection: the length that was promised is how the receiver knows.
    await pipeline(answer.body, response).catch(() => response.destroy());
  }
  if (unread) {
    request.resume();
    setTimeout(() => request.socket.destroy(), drain).unref();
  }
}

function flatten(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name !== 'cookie')
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
