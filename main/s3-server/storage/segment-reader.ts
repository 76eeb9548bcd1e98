import { constants } from 'node:fs';
import { S3Error } from '../errors/index.ts';
import { BUFFER_BYTES, type BufferPool } from './buffer-pool.ts';
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

interface Filled {
  readonly buffer: Buffer;
  readonly length: number;
}

export interface SegmentReaderParts {
  readonly files: FileSystem;
  readonly pool: BufferPool;
  readonly segments: readonly Segment[];
  /** An open descriptor of the first segment, handed over: the bytes stay readable whatever happens to the name. */
  readonly first: number;
  /** Called once, when nothing is read any more. */
  readonly released: () => void;
}

/** Reads bytes that lie in one or more files, one buffer ahead of the consumer. */
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
    const opened = new Map<number, Promise<number>>();
    const pieces = this.#pieces(range);
    let ahead = this.#start(pieces, opened);
    try {
      while (ahead !== undefined) {
        options.signal?.throwIfAborted();
        const filled: Filled = await ahead;
        ahead = this.#start(pieces, opened);
        // A rejection is met by the next await; until then it must not count as unhandled.
        ahead?.catch(() => undefined);
        yield filled.buffer.subarray(0, filled.length);
        this.#parts.pool.give(filled.buffer);
      }
    } finally {
      if (ahead !== undefined) await Promise.allSettled([ahead]);
      for (const fd of await Promise.allSettled(opened.values())) {
        if (fd.status === 'fulfilled') await this.#parts.files.close(fd.value);
      }
      await this.#release();
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
    await this.#parts.files.close(this.#parts.first);
    this.#parts.released();
  }

  *#pieces(range: ByteRange): Generator<Piece, undefined> {
    let base = 0;
    for (const [segment, { size }] of this.#parts.segments.entries()) {
      const end = Math.min(range.end - base, size);
      for (let position = Math.max(range.start - base, 0); position < end; position += BUFFER_BYTES) {
        yield { segment, position, length: Math.min(BUFFER_BYTES, end - position) };
      }
      base += size;
      if (base >= range.end) return undefined;
    }
    return undefined;
  }

  #start(pieces: Generator<Piece, undefined>, opened: Map<number, Promise<number>>): Promise<Filled> | undefined {
    const piece = pieces.next().value;
    return piece === undefined ? undefined : this.#fill(piece, opened);
  }

  async #fill(piece: Piece, opened: Map<number, Promise<number>>): Promise<Filled> {
    const { files, pool } = this.#parts;
    const buffer = pool.take();
    try {
      const fd = await this.#descriptor(piece.segment, opened);
      let length = 0;
      while (length < piece.length) {
        const got = await files.read(fd, buffer, length, piece.length - length, piece.position + length);
        if (got === 0) throw new Error('The file is shorter than its object.');
        length += got;
      }
      return { buffer, length };
    } catch (cause) {
      pool.give(buffer);
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
