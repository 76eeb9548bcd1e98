import type { Slab, SlabPool } from '../../base/index.ts';
import type { DirectWrites } from './direct-writes.ts';
import type { FileSystem } from './file-system.ts';

export interface FileWriterParts {
  readonly files: FileSystem;
  readonly pool: SlabPool;
  readonly direct: DirectWrites;
  readonly fd: number;
  readonly path: string;
}

/**
 * Bytes into one new file. Slabs are written as they are; what comes in other pieces is gathered into a slab while the last one
 * is being written, so that the caller fills one while the disk takes the other. A failed write stays failed: no later call
 * may pretend that the file is whole.
 */
export class FileWriter {
  readonly path: string;
  readonly #parts: FileWriterParts;
  #open = true;
  #directFd: number | undefined;
  #slab: Slab | undefined;
  #filled = 0;
  #position = 0;
  #failure: { error: unknown } | undefined;
  #inFlight: Promise<void> = Promise.resolve();

  constructor(parts: FileWriterParts) {
    this.path = parts.path;
    this.#parts = parts;
  }

  get size(): number {
    return this.#position + this.#filled;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#filled === 0 && chunk.buffer instanceof SharedArrayBuffer) {
      await this.#settled();
      await this.#writeAll(chunk, this.#position);
      this.#position += chunk.length;
    } else {
      for (let at = 0; at < chunk.length;) {
        const slab = (this.#slab ??= this.#parts.pool.take(this.#position === 0 ? 'small' : 'large'));
        const take = Math.min(slab.length - this.#filled, chunk.length - at);
        slab.set(chunk.subarray(at, at + take), this.#filled);
        this.#filled += take;
        at += take;
        if (this.#filled === slab.length) await this.#flush();
      }
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** All bytes are in the file and, unless `durable` is false, on the disk; the descriptor is still open. */
  async finish(options: { durable: boolean }): Promise<void> {
    await this.#flush();
    await this.#settled();
    // Of the file: what went through the other descriptor is meant too.
    if (options.durable) await this.#parts.files.datasync(this.#parts.fd);
  }

  /** The file's identity, after `finish`. */
  stat(): ReturnType<FileSystem['fstat']> {
    return this.#parts.files.fstat(this.#parts.fd);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#inFlight;
    this.#giveBack();
    const { files, fd } = this.#parts;
    const closing = this.#directFd === undefined ? [fd] : [this.#directFd, fd];
    const failed = (await Promise.allSettled(closing.map((each) => files.close(each)))).find(
      (result) => result.status === 'rejected',
    );
    if (failed) throw failed.reason;
  }

  /**
   * Lets go of the file. Never rejects: this runs after failures that must be told as they are, and what cannot be removed
   * now is swept at the next start.
   */
  async discard(): Promise<void> {
    await Promise.allSettled([this.close()]);
    await Promise.allSettled([this.#parts.files.unlink(this.path)]);
  }

  async #flush(): Promise<void> {
    await this.#settled();
    const slab = this.#slab;
    if (slab === undefined) return;
    const bytes = slab.subarray(0, this.#filled);
    const position = this.#position;
    this.#position += this.#filled;
    this.#slab = undefined;
    this.#filled = 0;
    this.#inFlight = this.#writeAll(bytes, position).then(
      () => this.#parts.pool.give(slab),
      (error: unknown) => {
        this.#failure = { error };
        this.#parts.pool.give(slab);
      },
    );
  }

  async #settled(): Promise<void> {
    await this.#inFlight;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    const { files, fd } = this.#parts;
    let done = await this.#writeDirectly(bytes, position);
    while (done < bytes.length) {
      done += await files.write(fd, bytes, done, bytes.length - done, position + done);
    }
  }

  /** How many of the bytes went past the cache. */
  async #writeDirectly(bytes: Uint8Array, position: number): Promise<number> {
    const { files, direct, path } = this.#parts;
    const share = direct.share(bytes, position);
    if (share === 0) return 0;
    const fd = (this.#directFd ??= await direct.open(path));
    if (fd === undefined) return 0;
    try {
      // A short write leaves a place that is not aligned: the rest goes the other way.
      return await files.write(fd, bytes, 0, share, position);
    } catch (error) {
      if (direct.refused(error)) return 0;
      throw error;
    }
  }

  #giveBack(): void {
    if (this.#slab !== undefined) this.#parts.pool.give(this.#slab);
    this.#slab = undefined;
    this.#filled = 0;
  }
}
