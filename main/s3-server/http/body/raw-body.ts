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

export interface RawBodyOptions {
  readonly idleMs: number;
  readonly slabs: SlabPool;
  readonly beforeFirst?: () => void;
}

/**
 * Reads a request's body with back-pressure. Only silence is punished: `idleMs` without one byte while bytes are wanted throws
 * RequestTimeout, however long a moving upload takes. A connection that ends early throws IncompleteBody.
 * `beforeFirst` runs when somebody begins to read (it sends `100 Continue`).
 *
 * What has to wait of a large body is copied: node:http's buffers are let go of quickly only while they are young. A class,
 * as a generator function made for each request would keep the request until the next full garbage collection.
 */
export class RequestBody implements RawBody {
  readonly #request: IncomingMessage;
  readonly #options: RawBodyOptions;
  readonly #queue: Waiting[] = [];
  #queued = 0;
  #received = 0;
  #paused = false;
  #ended = false;
  #failure: S3Error | undefined;
  #wake: (() => void) | undefined;
  #chunks: AsyncGenerator<Buffer> | undefined;

  constructor(request: IncomingMessage, options: RawBodyOptions) {
    this.#request = request;
    this.#options = options;
  }

  get chunks(): AsyncIterable<Buffer> {
    return (this.#chunks ??= this.#read());
  }

  get received(): number {
    return this.#received;
  }

  release(): void {
    void this.#chunks?.return(undefined);
  }

  fail(error: S3Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  async *#read(): AsyncGenerator<Buffer> {
    const request = this.#request;
    const { idleMs, slabs, beforeFirst } = this.#options;
    beforeFirst?.();
    if (!(request instanceof BodyMessage)) throw new TypeError('The listener makes other requests than it should.');
    const onBroken = (cause?: unknown): void => {
      if (!this.#ended) this.fail(new S3Error('IncompleteBody', cause instanceof Error ? { cause } : {}));
    };
    request.on('error', onBroken).on('close', onBroken);
    request.receive((piece) => this.#take(piece));
    // Gone before anybody read: no event will say so any more.
    if (request.destroyed) onBroken();
    // A small body is there before anybody waits for it.
    let timer: NodeJS.Timeout | undefined;
    const onSilence = (): void => {
      if (this.#wake) this.fail(new S3Error('RequestTimeout'));
    };
    let reading: Waiting | undefined;
    try {
      for (;;) {
        reading = this.#queue.shift();
        if (reading) {
          this.#queued -= reading.used;
          if (this.#paused && this.#queued < highWater / 2) {
            this.#paused = false;
            request.readOn();
          }
          yield reading.used === reading.bytes.length ? reading.bytes : reading.bytes.subarray(0, reading.used);
          if (reading.slab) slabs.give(reading.slab);
        } else if (this.#failure) throw this.#failure;
        else if (this.#ended) return;
        else {
          timer = timer?.refresh() ?? setTimeout(onSilence, idleMs);
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
      }
    } finally {
      clearTimeout(timer);
      request.off('close', onBroken);
      request.letGo();
      for (const { slab } of reading ? [reading, ...this.#queue] : this.#queue) if (slab) slabs.give(slab);
      this.#queue.length = 0;
    }
  }

  /** A piece from the connection, or null for the end; false where the connection is to pause. */
  #take(piece: Buffer | null): boolean {
    if (piece === null) {
      this.#ended = true;
      this.#wake?.();
      return false;
    }
    this.#queued += piece.length;
    this.#received += piece.length;
    const light = this.#received <= largeBytes || (this.#wake && this.#options.slabs.hasSpare());
    if (light) this.#queue.push({ bytes: piece, used: piece.length });
    else this.#keep(piece);
    this.#wake?.();
    this.#paused = this.#queued >= highWater;
    return !this.#paused;
  }

  #keep(piece: Buffer): void {
    for (let at = 0; at < piece.length;) {
      let last = this.#queue.at(-1);
      if (!last?.slab || last.used === last.slab.length) {
        const slab = this.#options.slabs.take('small');
        last = { bytes: Buffer.from(slab.buffer, slab.byteOffset, slab.length), slab, used: 0 };
        this.#queue.push(last);
      }
      const step = piece.copy(last.bytes, last.used, at);
      last.used += step;
      at += step;
    }
  }
}
