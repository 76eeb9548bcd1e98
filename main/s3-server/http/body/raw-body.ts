import type { IncomingMessage } from 'node:http';
import { S3Error } from '../../errors/index.ts';

export interface RawBody {
  /** The bytes as they come off the connection; can be read once. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes taken off the connection so far. */
  readonly received: number;
  /** Lets go of a body that was begun and not read to its end, so that the rest can be drained. */
  release(): void;
  /** Makes the reader throw this from now on: the connection's parser has given up. */
  fail(error: S3Error): void;
}

/** Bytes that may wait in memory before the connection is told to pause. */
const highWater = 512 * 1024;

/**
 * Reads a request's body with back-pressure. Only silence is punished: `idleMs` without one byte while bytes are wanted throws
 * RequestTimeout, however long a moving upload takes. A connection that ends early throws IncompleteBody.
 * `beforeFirst` runs when somebody begins to read (it sends `100 Continue`).
 */
export function readRawBody(request: IncomingMessage, options: { idleMs: number; beforeFirst?: () => void }): RawBody {
  const queue: Buffer[] = [];
  let queued = 0;
  let received = 0;
  let ended = false;
  let failure: S3Error | undefined;
  let wake: (() => void) | undefined;

  const settle = (error?: S3Error): void => {
    if (error) failure ??= error;
    wake?.();
  };
  const onData = (chunk: Buffer): void => {
    queue.push(chunk);
    queued += chunk.length;
    received += chunk.length;
    if (queued >= highWater) request.pause();
    wake?.();
  };
  const onEnd = (): void => {
    ended = true;
    wake?.();
  };
  const onBroken = (cause?: unknown): void => {
    if (!ended) settle(new S3Error('IncompleteBody', cause instanceof Error ? { cause } : {}));
  };

  async function* read(): AsyncGenerator<Buffer> {
    options.beforeFirst?.();
    request.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
    // Gone before anybody read: no event will say so any more.
    if (request.destroyed) onBroken();
    const timer = setTimeout(() => {
      if (wake) settle(new S3Error('RequestTimeout'));
    }, options.idleMs);
    try {
      for (;;) {
        const chunk = queue.shift();
        if (chunk) {
          queued -= chunk.length;
          if (queued < highWater / 2 && request.isPaused()) request.resume();
          yield chunk;
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
      request.off('data', onData).off('end', onEnd).off('close', onBroken);
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
