import type { IncomingMessage } from 'node:http';
import type { Slab, SlabPool } from '../../../base/index.ts';
import { S3Error } from '../../errors/index.ts';
import { BodyMessage } from './body-message.ts';

export interface RawBody {
  /** The bytes as they come off the connection; can be read once. Each piece is the reader's until it asks for the next. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes taken off the connection so far. */
  readonly received: number;
  /** Lets go of a body that was begun and not read to its end, so that the rest can be drained. */
  release(): void;
  /** Makes the reader throw this from now on: the connection's parser has given up. */
  fail(error: S3Error): void;
}

/** What waits to be read. In a slab where it waits in memory of ours. */
interface Waiting {
  readonly bytes: Buffer;
  readonly slab?: Slab;
  /** Of the slab. */
  used: number;
}

/** Bodies up to here are read as they come. */
const largeBytes = 256 * 1024;
/** Bytes that may wait in memory before the connection is told to pause. */
const highWater = 128 * 1024;

/**
 * Reads a request's body with back-pressure. Only silence is punished: `idleMs` without one byte while bytes are wanted throws
 * RequestTimeout, however long a moving upload takes. A connection that ends early throws IncompleteBody.
 * `beforeFirst` runs when somebody begins to read (it sends `100 Continue`).
 *
 * What has to wait of a large body is copied: node:http's buffers are let go of quickly only while they are young.
 */
export function readRawBody(
  request: IncomingMessage,
  options: { idleMs: number; slabs: SlabPool; beforeFirst?: () => void },
): RawBody {
  const { slabs } = options;
  const queue: Waiting[] = [];
  let queued = 0;
  let received = 0;
  let paused = false;
  let ended = false;
  let failure: S3Error | undefined;
  let wake: (() => void) | undefined;

  const settle = (error?: S3Error): void => {
    if (error) failure ??= error;
    wake?.();
  };
  const onPiece = (chunk: Buffer | null): boolean => {
    if (chunk === null) {
      ended = true;
      wake?.();
      return false;
    }
    queued += chunk.length;
    received += chunk.length;
    if (received <= largeBytes || (wake && slabs.hasSpare())) queue.push({ bytes: chunk, used: chunk.length });
    else keep(chunk);
    wake?.();
    paused = queued >= highWater;
    return !paused;
  };
  const keep = (chunk: Buffer): void => {
    for (let at = 0; at < chunk.length;) {
      let last = queue.at(-1);
      if (!last?.slab || last.used === last.slab.length) {
        const slab = slabs.take('small');
        last = { bytes: Buffer.from(slab.buffer, slab.byteOffset, slab.length), slab, used: 0 };
        queue.push(last);
      }
      const step = chunk.copy(last.bytes, last.used, at);
      last.used += step;
      at += step;
    }
  };
  const onBroken = (cause?: unknown): void => {
    if (!ended) settle(new S3Error('IncompleteBody', cause instanceof Error ? { cause } : {}));
  };

  async function* read(): AsyncGenerator<Buffer> {
    options.beforeFirst?.();
    if (!(request instanceof BodyMessage)) throw new TypeError('The listener makes other requests than it should.');
    request.on('error', onBroken).on('close', onBroken);
    request.receive(onPiece);
    // Gone before anybody read: no event will say so any more.
    if (request.destroyed) onBroken();
    const timer = setTimeout(() => {
      if (wake) settle(new S3Error('RequestTimeout'));
    }, options.idleMs);
    let reading: Waiting | undefined;
    try {
      for (;;) {
        reading = queue.shift();
        if (reading) {
          queued -= reading.used;
          if (paused && queued < highWater / 2) {
            paused = false;
            request.readOn();
          }
          yield reading.used === reading.bytes.length ? reading.bytes : reading.bytes.subarray(0, reading.used);
          if (reading.slab) slabs.give(reading.slab);
        } else if (failure) throw failure;
        else if (ended) return;
        else {
          timer.refresh();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
      }
    } finally {
      clearTimeout(timer);
      request.off('close', onBroken);
      request.letGo();
      for (const { slab } of reading ? [reading, ...queue] : queue) if (slab) slabs.give(slab);
      queue.length = 0;
    }
  }

  let chunks: AsyncGenerator<Buffer> | undefined;
  return {
    get chunks() {
      return (chunks ??= read());
    },
    release: () => void chunks?.return(undefined),
    get received() {
      return received;
    },
    fail: settle,
  };
}
