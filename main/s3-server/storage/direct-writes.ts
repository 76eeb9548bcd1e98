import { constants } from 'node:fs';
import { errnoOf } from './failure.ts';
import type { FileSystem } from './file-system.ts';

/** What the strictest disks ask of addresses, positions and lengths. https://man7.org/linux/man-pages/man2/open.2.html */
const blockBytes = 4096;
/** A body that is to become shorter than this is not worth a second descriptor. */
const worthBytes = 512 * 1024;

/**
 * Writes past the system's cache, where the system has such and the file system takes part: a large body that has to reach the
 * disk before it is answered costs a third of the time and a tenth of the processor so, and does not push out what others
 * have in the cache. One for all files of a file system, which is asked once.
 */
export class DirectWrites {
  readonly #files: FileSystem;
  #flag: number | undefined;

  constructor(files: FileSystem, options: { platform: NodeJS.Platform } = { platform: process.platform }) {
    this.#files = files;
    // Other systems have no such constant.
    this.#flag = options.platform === 'linux' ? constants.O_DIRECT : undefined;
  }

  /** How many of these bytes, from the first on, may go past the cache to this place. */
  share(bytes: Uint8Array, position: number): number {
    const aligned =
      this.#flag !== undefined &&
      position + bytes.length >= worthBytes &&
      position % blockBytes === 0 &&
      // Slabs are, and nothing else that JavaScript has.
      bytes.buffer instanceof SharedArrayBuffer &&
      bytes.byteOffset % blockBytes === 0;
    return aligned ? bytes.length - (bytes.length % blockBytes) : 0;
  }

  /** A second descriptor of a file that is being written; undefined where the file system has no such writes. */
  async open(path: string): Promise<number | undefined> {
    if (this.#flag === undefined) return undefined;
    try {
      return await this.#files.open(path, constants.O_WRONLY | this.#flag);
    } catch (error) {
      if (!this.refused(error)) throw error;
      return undefined;
    }
  }

  /** Whether it says that there are no such writes: then none is tried again. */
  refused(error: unknown): boolean {
    if (errnoOf(error) !== 'EINVAL') return false;
    this.#flag = undefined;
    return true;
  }
}
