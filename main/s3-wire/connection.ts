import type { OnReadOpts, Socket } from 'node:net';
import { type AnswerHead, type Framing, framingOf, keepsAlive, longestHead, parseHead } from './answer-head.ts';
import { type ChunkedBody, createChunkedBody } from './chunked-body.ts';
import { WireFault } from './wire-errors.ts';

/** Begins a connection that reads into the memory that `onread` names, or where that cannot be by `data` events. */
export type Dial = (
  onread: OnReadOpts,
  signal: AbortSignal,
) => Promise<{
  readonly socket: Socket;
  readonly ready: 'connect' | 'secureConnect';
  readonly reads: 'own' | 'events';
}>;

/** Where one answer goes. Exactly one of `end` and `fail` is the last call. */
export interface AnswerTaker {
  head(head: AnswerHead): void;
  /** Memory for the next bytes of the body; without it they come in the connection's own. */
  room?(): Uint8Array | undefined;
  /**
   * Bytes of the body: `inRoom` where they are in the memory that `room` gave, else to be used before this returns. False
   * stops the reading until `resume`; a few more bytes may come all the same.
   */
  data(bytes: Uint8Array, inRoom: boolean): boolean;
  end(): void;
  fail(error: Error): void;
}

/** One HTTP/1.1 connection, one request at a time. */
export interface Connection {
  /** Sends a head and, where it is at hand, the body; `bodyless` for HEAD. `rest`: the body follows by `write`. */
  begin(
    head: string,
    options: { readonly bodyless: boolean; readonly body?: Uint8Array | undefined; readonly rest?: boolean },
    taker: AnswerTaker,
  ): void;
  /** More of the body; resolves when the memory may be used again: false where no more of it is wanted. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** The body is whole. */
  written(): void;
  resume(): void;
  /** Nothing is expected from the line for now: no time-out runs. */
  hold(held: boolean): void;
  destroy(error?: Error): void;
  /** Open, quiet, and kept by the other side. */
  readonly reusable: boolean;
  /** An answer came over it before. */
  readonly used: boolean;
  /** When the last answer ended, by `performance.now()`. */
  readonly quietSince: number;
  /** Milliseconds that the other side keeps it when nothing is asked; 0 where it does not say. */
  readonly keptFor: number;
}

/** The connection's own memory: heads, small bodies, and what comes while nobody has room. Bytes. */
const ownBytes = 64 * 1024;
/** A body up to this goes out in one write with its head. Bytes. */
const joinedAtMost = 16 * 1024;
const headEnd = '\r\n\r\n';

/** Rejects with the system's error, or ETIMEDOUT after `connectWithin` milliseconds. */
export async function openConnection(options: {
  readonly dial: Dial;
  readonly connectWithin: number;
  readonly idleWithin: number;
  readonly onClose: () => void;
}): Promise<Connection> {
  const own = Buffer.allocUnsafeSlow(ownBytes);
  let taker: AnswerTaker | undefined;
  let phase: 'quiet' | 'head' | 'body' = 'quiet';
  let headText = '';
  let framing: Framing = { kind: 'none' };
  let chunked: ChunkedBody | undefined;
  let left = 0;
  let bodyless = false;
  let keep = false;
  let answered = false;
  let sent = true;
  let paused = false;
  let inRoom = false;
  let closed = false;
  let used = false;
  let quietSince = performance.now();
  let keptFor = 0;

  const next = (): Uint8Array => {
    const room = phase === 'body' && framing.kind === 'length' && !paused ? taker?.room?.() : undefined;
    inRoom = room !== undefined && room.length > 0;
    if (!inRoom || room === undefined) return own;
    // Never past the end of this answer.
    return room.length > left ? room.subarray(0, left) : room;
  };
  const finish = () => {
    const done = taker;
    taker = undefined;
    phase = 'quiet';
    answered = true;
    used = true;
    quietSince = performance.now();
    socket.setTimeout(0);
    // The last bytes of a body may come while it is held; the next answer must be heard all the same.
    connection.resume();
    // A quiet connection keeps no process alive.
    socket.unref();
    // What was not yet sent of the request is of no use to a store that has answered.
    if (!keep || !sent) destroy();
    done?.end();
  };
  const fail = (error: Error) => {
    const done = taker;
    taker = undefined;
    phase = 'quiet';
    destroy();
    done?.fail(error);
  };
  const destroy = (error?: Error) => {
    if (!closed) {
      closed = true;
      options.onClose();
    }
    if (!socket.destroyed) socket.destroy(error);
  };

  const give = (bytes: Uint8Array, placed: boolean) => {
    if (bytes.length > 0 && taker && !taker.data(bytes, placed)) paused = true;
  };
  const takeBody = (bytes: Uint8Array, placed: boolean): number => {
    if (framing.kind === 'chunked') {
      const { used: eaten, ended } = (chunked ??= createChunkedBody()).feed(bytes, (some) => give(some, false));
      if (ended) finish();
      return eaten;
    }
    if (framing.kind === 'close') {
      give(bytes, false);
      return bytes.length;
    }
    const mine = bytes.length > left ? bytes.subarray(0, left) : bytes;
    left -= mine.length;
    give(mine, placed);
    if (left === 0 && taker) finish();
    return mine.length;
  };
  /** Answers how many bytes belonged to the head. */
  const takeHead = (bytes: Uint8Array): number => {
    const before = headText.length;
    headText += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const end = headText.indexOf(headEnd, Math.max(0, before - 3));
    if (end < 0) {
      if (headText.length > longestHead) throw new WireFault('HPE_HEADER_OVERFLOW', 'the head does not end');
      // Something else altogether need not be heard to its end.
      if (!'HTTP/1.'.startsWith(headText.slice(0, 7)))
        throw new WireFault('HPE_INVALID_CONSTANT', 'the answer is not HTTP/1.1');
      return bytes.length;
    }
    const head = parseHead(headText.slice(0, end));
    const eaten = end + headEnd.length - before;
    headText = '';
    // 100 Continue and 103 Early Hints are no answers.
    if (head.status < 200) {
      if (head.status === 101) throw new WireFault('HPE_INVALID_STATUS', 'the store changes the protocol');
      return eaten;
    }
    framing = framingOf(head, bodyless);
    keep = keepsAlive(head) && framing.kind !== 'close';
    keptFor = Number(/timeout=(\d{1,5})/.exec(head.headers['keep-alive'] ?? '')?.[1] ?? 0) * 1000;
    left = framing.kind === 'length' ? framing.bytes : 0;
    chunked = undefined;
    phase = 'body';
    taker?.head(head);
    if (framing.kind === 'none' && taker) finish();
    return eaten;
  };
  const take = (count: number, buffer: Uint8Array): boolean => {
    let bytes = count === buffer.length ? buffer : buffer.subarray(0, count);
    try {
      while (bytes.length > 0) {
        if (phase === 'quiet') {
          // Nobody asked: what comes now would be taken for the next answer.
          destroy();
          return false;
        }
        bytes = bytes.subarray(phase === 'head' ? takeHead(bytes) : takeBody(bytes, inRoom));
      }
    } catch (error) {
      fail(error instanceof Error ? error : new Error('the answer cannot be taken', { cause: error }));
    }
    if (paused) socket.setTimeout(0);
    return !paused;
  };

  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), options.connectWithin);
  const { socket, ready, reads } = await options
    .dial({ buffer: next, callback: take }, late.signal)
    .catch((error: unknown) => {
      clearTimeout(timer);
      throw error;
    });
  if (reads === 'events') {
    socket.on('data', (chunk: Buffer) => {
      if (!take(chunk.length, chunk)) socket.pause();
    });
  }
  const lost = (cause?: Error) => {
    // A body without a length ends with its connection.
    if (phase === 'body' && framing.kind === 'close' && cause === undefined) {
      keep = false;
      finish();
    } else fail(cause ?? new WireFault('ECONNRESET', 'the connection ended before the answer did'));
  };

  const connection: Connection = {
    begin(head, { bodyless: headOnly, body, rest }, to) {
      taker = to;
      bodyless = headOnly;
      phase = 'head';
      answered = false;
      paused = false;
      sent = rest !== true;
      socket.ref();
      socket.setTimeout(options.idleWithin);
      if (body === undefined || body.length === 0) socket.write(head, 'latin1');
      else if (body.length <= joinedAtMost) {
        const joined = Buffer.allocUnsafe(head.length + body.length);
        joined.write(head, 0, 'latin1');
        joined.set(body, head.length);
        socket.write(joined);
      } else {
        sent = false;
        socket.cork();
        socket.write(head, 'latin1');
        socket.write(body, () => {
          sent = true;
        });
        socket.uncork();
      }
    },
    write(bytes) {
      if (closed || answered) return Promise.resolve(false);
      return new Promise((resolve) => {
        // Why it failed is told by the connection; here it only matters that the memory is free.
        socket.write(bytes, (error) => resolve(!error && !closed && !answered));
      });
    },
    written() {
      sent = true;
    },
    resume() {
      if (!paused) return;
      paused = false;
      if (taker) socket.setTimeout(options.idleWithin);
      socket.resume();
    },
    hold(held) {
      if (taker) socket.setTimeout(held ? 0 : options.idleWithin);
    },
    destroy,
    get reusable() {
      return !closed && taker === undefined && keep && answered && sent && !socket.destroyed;
    },
    get used() {
      return used;
    },
    get quietSince() {
      return quietSince;
    },
    get keptFor() {
      return keptFor;
    },
  };

  return new Promise((resolve, reject) => {
    const tooLate = () => destroy(new WireFault('ETIMEDOUT', `no connection within ${options.connectWithin} ms`));
    if (late.signal.aborted) tooLate();
    late.signal.addEventListener('abort', tooLate, { once: true });
    socket.once(ready, () => {
      clearTimeout(timer);
      resolve(connection);
    });
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
      if (taker) lost(error);
      else destroy();
    });
    socket.on('timeout', () => {
      if (taker && !paused) fail(new WireFault('ETIMEDOUT', `nothing moved for ${options.idleWithin} ms`));
    });
    socket.once('end', () => {
      if (taker) lost();
      else destroy();
    });
    socket.once('close', () => {
      clearTimeout(timer);
      reject(new WireFault('ECONNRESET', 'the connection ended before it began'));
      if (taker) lost();
      destroy();
    });
  });
}
