/** Big enough that a call costs little beside the copy, small enough that 64 streams fit in a few tens of MiB. */
export const BUFFER_BYTES = 256 * 1024;

/** Reuses large buffers: fresh ones are zero-filled by Node, which costs as much as the read itself. */
export class BufferPool {
  readonly #free: Buffer[] = [];
  readonly #keep: number;

  constructor(keep = 64) {
    this.#keep = keep;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  give(buffer: Buffer): void {
    if (this.#free.length < this.#keep) this.#free.push(buffer);
  }
}
