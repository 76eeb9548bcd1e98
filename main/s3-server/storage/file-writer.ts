import type { BufferPool } from './buffer-pool.ts';
import { BUFFER_BYTES } from './buffer-pool.ts';
import type { FileSystem } from './file-system.ts';

export interface FileWriterParts {
  readonly files: FileSystem;
  readonly pool: BufferPool;
  readonly fd: number;
  readonly path: string;
}

/**
 * Bytes into one new file: gathered into a pooled buffer while the last one is being written, so that the caller fills
 * one while the disk takes the other. A failed write stays failed: no later call may pretend that the file is whole.
 */
export class FileWriter {
  readonly path: string;
  readonly #files: FileSystem;
  readonly #pool: BufferPool;
  readonly #fd: number;
  #open = true;
  #buffer: Buffer | undefined;
  #filled = 0;
  #position = 0;
  #failure: { error: unknown } | undefined;
  #inFlight: Promise<void> = Promise.resolve();

  constructor(parts: FileWriterParts) {
    this.path = parts.path;
    this.#files = parts.files;
    this.#pool = parts.pool;
    this.#fd = parts.fd;
  }

  get size(): number {
    return this.#position + this.#filled;
  }

  async write(chunk: Uint8Array): Promise<void> {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#filled === 0 && chunk.length - offset >= BUFFER_BYTES) {
        await this.#settled();
        const rest = chunk.subarray(offset);
        await this.#writeAll(rest, this.#position);
        this.#position += rest.length;
        break;
      }
      this.#buffer ??= this.#pool.take();
      const take = Math.min(BUFFER_BYTES - this.#filled, chunk.length - offset);
      this.#buffer.set(chunk.subarray(offset, offset + take), this.#filled);
      this.#filled += take;
      offset += take;
      if (this.#filled === BUFFER_BYTES) await this.#flush();
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** All bytes are in the file and, unless `durable` is false, on the disk; the descriptor is still open. */
  async finish(options: { durable: boolean }): Promise<void> {
    await this.#flush();
    await this.#settled();
    if (options.durable) await this.#files.datasync(this.#fd);
  }

  /** The file's identity, after `finish`. */
  stat(): ReturnType<FileSystem['fstat']> {
    return this.#files.fstat(this.#fd);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#inFlight;
    this.#giveBack();
    await this.#files.close(this.#fd);
  }

  /**
   * Lets go of the file. Never rejects: this runs after failures that must be told as they are, and what cannot be removed
   * now is swept at the next start.
   */
  async discard(): Promise<void> {
    await Promise.allSettled([this.close()]);
    await Promise.allSettled([this.#files.unlink(this.path)]);
  }

  async #flush(): Promise<void> {
    await this.#settled();
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    const bytes = buffer.subarray(0, this.#filled);
    const position = this.#position;
    this.#position += this.#filled;
    this.#buffer = undefined;
    this.#filled = 0;
    this.#inFlight = this.#writeAll(bytes, position).then(
      () => this.#pool.give(buffer),
      (error: unknown) => {
        this.#failure = { error };
      },
    );
  }

  async #settled(): Promise<void> {
    await this.#inFlight;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      done += await this.#files.write(this.#fd, bytes, done, bytes.length - done, position + done);
    }
  }

  #giveBack(): void {
    if (this.#buffer !== undefined) this.#pool.give(this.#buffer);
    this.#buffer = undefined;
    this.#filled = 0;
  }
}
