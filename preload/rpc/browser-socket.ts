import { AppError } from '../contract/error-table.ts';
import { maxFrameBytes } from './frames.ts';
import type { Connect, Transport } from './transport.ts';

export interface BrowserSocketOptions {
  /** `ws:` address of the backend's `/rpc`. */
  readonly url: string;
  /** Answers 401 or 403 where the session is not (or no longer) known: a page cannot see why a WebSocket was refused. */
  readonly sessionUrl: string;
  /** Milliseconds of silence before the other side is asked for a sign of life, and again before it is given up. */
  readonly heartbeat?: number;
  readonly open?: (url: string) => WebSocket;
  readonly fetch?: (url: string, init: { signal: AbortSignal; cache: 'no-store' }) => Promise<{ status: number }>;
}

/** Opens WebSockets for a client that reconnects. */
export function browserSocket(options: BrowserSocketOptions): Connect {
  const { open = (url) => new WebSocket(url), fetch = globalThis.fetch.bind(globalThis) } = options;
  return async ({ signal }) => {
    const socket = open(options.url);
    const transport = socketTransport(socket, options.heartbeat ?? 10_000);
    const stop = () => socket.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await opened(socket);
      return transport;
    } catch (cause) {
      const { status } = await fetch(options.sessionUrl, { signal, cache: 'no-store' });
      if (status === 401 || status === 403) throw new AppError('NOT_ALLOWED', {}, { cause });
      throw cause;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}

function opened(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('open', () => resolve(), { once: true });
  socket.addEventListener('close', () => reject(new Error('the WebSocket was refused')), { once: true });
  return promise;
}

/** Listens from the start, so that nothing sent right after opening is missed. */
function socketTransport(socket: WebSocket, heartbeat: number): Transport {
  const early: unknown[] = [];
  let handlers: Parameters<Transport['listen']>[0] | undefined;
  let asked = false;
  let quiet = false;
  let closed = false;
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    // Timers of a hidden page are slow: only an unanswered question counts, never the time that went by.
    if (asked) return giveUp();
    if (quiet) {
      asked = true;
      socket.send('ping');
    }
    quiet = true;
  }, heartbeat);
  const giveUp = () => {
    clearInterval(timer);
    socket.close();
    if (closed) return;
    closed = true;
    handlers?.close();
  };
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    asked = false;
    quiet = false;
    if (closed || typeof data !== 'string' || data === 'pong') return;
    const frame: unknown = JSON.parse(data);
    if (handlers === undefined) early.push(frame);
    else handlers.message(frame);
  });
  socket.addEventListener('close', giveUp);
  return {
    send: (frame) => {
      const text = JSON.stringify(frame);
      // The backend would cut the channel, and each reconnect would send it again.
      if (text.length > maxFrameBytes / 3 && new TextEncoder().encode(text).length > maxFrameBytes) {
        throw new RangeError('the frame is too large');
      }
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    listen: (listener) => {
      handlers = listener;
      for (const frame of early.splice(0)) listener.message(frame);
      if (closed) queueMicrotask(() => listener.close());
      return giveUp;
    },
  };
}
