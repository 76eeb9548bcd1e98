import { constants } from 'node:fs';
import type { FileSystem } from './file-system.ts';

interface Slot {
  running: Promise<void>;
  next?: Promise<void>;
}

/**
 * Makes new names in a directory durable. Callers that arrive while a sync of the same directory runs share the next one,
 * which starts after their rename and therefore covers it.
 *
 * Windows has no fsync of a directory; NTFS journals names by itself.
 */
export class DirectorySync {
  readonly #files: FileSystem;
  readonly #enabled: boolean;
  readonly #slots = new Map<string, Slot>();

  constructor(files: FileSystem, options: { fast: boolean }) {
    this.#files = files;
    this.#enabled = !options.fast && process.platform !== 'win32';
  }

  sync(directory: string): Promise<void> {
    if (!this.#enabled) return Promise.resolve();
    const slot = this.#slots.get(directory);
    if (slot === undefined) return this.#start(directory);
    slot.next ??= slot.running.then(
      () => this.#start(directory),
      () => this.#start(directory),
    );
    return slot.next;
  }

  #start(directory: string): Promise<void> {
    const slot: Slot = { running: this.#once(directory) };
    this.#slots.set(directory, slot);
    const release = (): void => {
      if (this.#slots.get(directory) === slot && slot.next === undefined) this.#slots.delete(directory);
    };
    slot.running.then(release, release);
    return slot.running;
  }

  async #once(directory: string): Promise<void> {
    const fd = await this.#files.open(directory, constants.O_RDONLY);
    try {
      await this.#files.sync(fd);
    } finally {
      await this.#files.close(fd);
    }
  }
}
