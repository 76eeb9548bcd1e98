import { constants } from 'node:fs';
import type { Slab, SlabPool } from '../../base/index.ts';
import { S3Error } from '../errors/index.ts';
import { inS3Terms } from './failure.ts';
import type { FileSystem } from './file-system.ts';
import type { ByteRange, ObjectReader, ObjectRecord } from './storage.ts';

/** A run of an object's bytes, in a file of its own. */
export interface Segment {
  readonly path: string;
  readonly size: number;
}

interface Piece {
  readonly segment: number;
  readonly position: number;
  readonly length: number;
}

/** A run of bytes being read into a slab. */
interface Reading {
  readonly slab: Slab;
  readonly length: number;
  readonly done: Promise<void>;
}

/** Slabs that are full or being filled while the consumer has one. Not more: descriptors are closed by it. */
const mostAhead = 2;
/** A consumer that is done with a buffer within this time is given large ones; with less than 4 MiB/s it is not. */
const fastMs = 250;

export interface SegmentReaderParts {
  readonly files: FileSystem;
  readonly pool: SlabPool;
  readonly segments: readonly Segment[];
  /** An open descriptor of the first segment, handed over: the bytes stay readable whatever happens to the name. */
  readonly first: number;
  /** Called once, when nothing is read any more. */
  readonly released: () => void;
}

/** Reads bytes that lie in one or more files, ahead of the consumer. */
export class SegmentReader implements Omit<ObjectReader, 'record'> {
  readonly #parts: SegmentReaderParts;
  #uses = 1;
  #closed = false;

  constructor(parts: SegmentReaderParts) {
    this.#parts = parts;
  }

  async *read(range: ByteRange, options: { signal?: AbortSignal } = {}): AsyncGenerator<Buffer> {
    if (this.#closed) throw new Error('The reader was closed.');
    this.#uses += 1;
    const { pool, files } = this.#parts;
    const opened = new Map<number, Promise<number>>();
    const pieces = this.#pieces(range);
    const readings: Reading[] = [];
    let piece = pieces.next(0).value;
    let fast = false;
    const readOn = (): void => {
      // The first is small: what comes after it is fetched while that one is on its way already.
      while (piece && readings.length < (fast ? mostAhead : 1)) {
        if (readings.length > 0 && !pool.hasSpare()) return;
        const slab = pool.take(fast ? 'large' : 'small');
        const length = Math.min(slab.length, piece.length);
        const done = this.#fill(slab.subarray(0, length), piece, opened);
        // A rejection is met by the await of its turn; until then it must not count as unhandled.
        done.catch(() => undefined);
        readings.push({ slab, length, done });
        piece = pieces.next(length).value;
      }
    };
    let reading: Reading | undefined;
    try {
      readOn();
      for (reading = readings.shift(); reading !== undefined; reading = readings.shift()) {
        options.signal?.throwIfAborted();
        await reading.done;
        readOn();
        const given = performance.now();
        yield Buffer.from(reading.slab.buffer, reading.slab.byteOffset, reading.length);
        fast = performance.now() - given < fastMs;
        pool.give(reading.slab);
        reading = undefined;
        readOn();
      }
    } finally {
      const left = reading === undefined ? readings : [reading, ...readings];
      await Promise.allSettled(left.map(({ done }) => done));
      for (const { slab } of left) pool.give(slab);
      try {
        for (const fd of await Promise.allSettled(opened.values())) {
          if (fd.status === 'fulfilled') await inS3Terms(() => files.close(fd.value));
        }
      } finally {
        await this.#release();
      }
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#release();
  }

  async #release(): Promise<void> {
    this.#uses -= 1;
    if (this.#uses > 0) return;
    try {
      await inS3Terms(() => this.#parts.files.close(this.#parts.first));
    } finally {
      this.#parts.released();
    }
  }

  /** What is left of the segments, one after another, as it is told how much of the last was taken. */
  *#pieces(range: ByteRange): Generator<Piece, undefined, number> {
    let base = 0;
    for (const [segment, { size }] of this.#parts.segments.entries()) {
      const end = Math.min(range.end - base, size);
      for (let position = Math.max(range.start - base, 0); position < end;) {
        position += yield { segment, position, length: end - position };
      }
      base += size;
      if (base >= range.end) return undefined;
    }
    return undefined;
  }

  async #fill(slab: Slab, { segment, position }: Piece, opened: Map<number, Promise<number>>): Promise<void> {
    try {
      const fd = await this.#descriptor(segment, opened);
      for (let done = 0; done < slab.length;) {
        const got = await this.#parts.files.read(fd, slab, done, slab.length - done, position + done);
        if (got === 0) throw new Error('The file is shorter than its object.');
        done += got;
      }
    } catch (cause) {
      throw new S3Error('ServiceUnavailable', { cause });
    }
  }

  #descriptor(segment: number, opened: Map<number, Promise<number>>): Promise<number> {
    if (segment === 0) return Promise.resolve(this.#parts.first);
    const known = opened.get(segment);
    if (known !== undefined) return known;
    const { files, segments } = this.#parts;
    // At most the one being read and the one ahead stay open: an object may have 10,000.
    const old = opened.get(segment - 2);
    opened.delete(segment - 2);
    const path = segments[segment]?.path ?? '';
    const fd = (async () => {
      if (old !== undefined) await files.close(await old);
      return files.open(path, constants.O_RDONLY);
    })();
    opened.set(segment, fd);
    return fd;
  }
}

/** An object that lies in files. */
export class FileReader extends SegmentReader implements ObjectReader {
  readonly record: ObjectRecord;

  constructor(record: ObjectRecord, parts: SegmentReaderParts) {
    super(parts);
    this.record = record;
  }
}

/** An object that is small enough to have come with its index row. */
export class BytesReader implements ObjectReader {
  readonly record: ObjectRecord;
  readonly bytes: Buffer;

  constructor(record: ObjectRecord, bytes: Buffer) {
    this.record = record;
    this.bytes = bytes;
  }

  async *read(range: ByteRange): AsyncGenerator<Buffer> {
    if (range.end > range.start) yield this.bytes.subarray(range.start, range.end);
  }

  async close(): Promise<void> {}
}
