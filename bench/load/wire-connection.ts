import { connect, type Socket } from 'node:net';

export interface WireAnswer {
  readonly status: number;
  /** Status line and header lines. */
  readonly head: string;
  /** Of the body. */
  readonly bytes: number;
  /** The body, where the connection keeps it or the status is a refusal. */
  readonly text: string;
}

export type Outcome = WireAnswer | Error;

/**
 * One keep-alive HTTP/1.1 connection that spends as little as can be on an answer, since it shares the machine with the
 * server it measures: bytes land in one buffer of its own and are counted there. One request at a time.
 */
export interface WireConnection {
  readonly socket: Socket;
  /** Sends what is given and calls back once, with the whole answer or the failure. The body may follow by `socket`. */
  send(request: Uint8Array, done: (outcome: Outcome) => void): void;
  close(): void;
}

const headEnd = Buffer.from('\r\n\r\n');

export function openConnection(
  port: number,
  { bufferBytes = 64 * 1024, keepText = false }: { bufferBytes?: number; keepText?: boolean } = {},
): Promise<WireConnection> {
  const buffer = Buffer.allocUnsafe(bufferBytes);
  let waiting: ((outcome: Outcome) => void) | undefined;
  let partial = '';
  /** Empty while it is not whole. */
  let head = '';
  let status = 0;
  let bytes = 0;
  /** Of the body, still to come; -1 for a chunked one. */
  let left = 0;
  let text = '';

  const finish = (outcome: Outcome): void => {
    const done = waiting;
    waiting = undefined;
    head = '';
    partial = '';
    done?.(outcome);
  };

  /** Returns where the body begins in the buffer, or undefined where the head is not whole yet. */
  const takeHead = (length: number): number | undefined => {
    const at = partial === '' ? buffer.indexOf(headEnd) : -1;
    if (at >= 0 && at + 4 <= length) {
      head = buffer.toString('latin1', 0, at + 2);
      return at + 4;
    }
    const before = partial.length;
    partial += buffer.toString('latin1', 0, length);
    const end = partial.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    head = partial.slice(0, end + 2);
    return end + 4 - before;
  };

  const take = (length: number): void => {
    let at = 0;
    if (head === '') {
      const body = takeHead(length);
      if (body === undefined) return;
      at = body;
      status = Number(head.slice(9, 12));
      bytes = 0;
      text = '';
      const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
      left = declared === undefined ? (/\r\ntransfer-encoding: *chunked/i.test(head) ? -1 : 0) : Number(declared);
    }
    const got = length - at;
    bytes += got;
    if (left < 0 || keepText || status >= 300) text += buffer.toString('utf8', at, length);
    if (left < 0) {
      if (!text.endsWith('0\r\n\r\n')) return;
    } else {
      left -= got;
      if (left > 0) return;
    }
    finish({ status, head, bytes, text });
  };

  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer,
        callback: (length) => {
          take(length);
          return true;
        },
      },
    });
    const fail = (error: Error): void => {
      reject(error);
      finish(error);
    };
    socket.once('error', fail);
    socket.once('close', () => fail(new Error(`the server on port ${port} closed the connection`)));
    socket.once('connect', () =>
      resolve({
        socket,
        send(request, done) {
          waiting = done;
          socket.write(request);
        },
        close: () => socket.destroy(),
      }),
    );
  });
}
