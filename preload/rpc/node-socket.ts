import type { RawData, WebSocket } from 'ws';
import type { Transport } from './transport.ts';

export interface NodeSocketOptions {
  /** Milliseconds between two pings; a peer that answered none since the last one is gone. */
  readonly heartbeat?: number;
  /** Bytes that may wait for a peer that does not read; beyond them it is cut off and may come back. */
  readonly maxBuffered?: number;
}

/** The backend's end of a WebSocket. Frames are JSON texts; `ping` is answered with `pong` below the frames. */
export function nodeSocket(socket: WebSocket, options: NodeSocketOptions = {}): Transport {
  const { heartbeat = 20_000, maxBuffered = 128 * 1024 * 1024 } = options;
  return {
    send: (frame) => {
      const text = JSON.stringify(frame);
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount + text.length > maxBuffered) socket.terminate();
      else socket.send(text);
    },
    listen: (handlers) => {
      let heard = true;
      const timer = setInterval(() => {
        if (!heard) return socket.terminate();
        heard = false;
        return socket.ping();
      }, heartbeat);
      socket.on('pong', () => {
        heard = true;
      });
      socket.on('message', (data, isBinary) => {
        heard = true;
        if (isBinary) return socket.close(1003, 'texts only');
        const text = textOf(data);
        if (text === 'ping') return socket.send('pong');
        return handlers.message(parse(text));
      });
      // Always followed by `close`; a frame over the limit or broken text arrives here.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        clearInterval(timer);
        handlers.close();
      });
      return () => socket.close(1001);
    },
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString();
}

/** What is no JSON is no frame either: the dispatcher counts it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
