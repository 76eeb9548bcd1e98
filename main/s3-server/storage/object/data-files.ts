import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { join } from 'node:path';
import type { SlabPool } from '../../../base/index.ts';
import { DirectWrites } from '../direct-writes.ts';
import { DirectorySync } from '../directory-sync.ts';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../file-system.ts';
import { FileWriter } from '../file-writer.ts';

/** Files in one directory before the next one is begun. */
const CHUNK_FILES = 4096;

export interface DataFilesOptions {
  readonly root: string;
  readonly files: FileSystem;
  readonly pool: SlabPool;
  readonly fast: boolean;
  /** The number of this run; its files lie in a directory of their own, so that a sweep knows what to look at. */
  readonly generation: number;
}

/**
 * The files of a root: `tmp/` for bytes on their way in, `data/<run>/<chunk>/<random id>` for bytes that the index names.
 * Names are made here and never from a key. Writers that finish together share the sync of the chunk's directory, which
 * a fan-out by hash would spread over 256.
 */
export class DataFiles {
  readonly #options: DataFilesOptions;
  readonly #directories: DirectorySync;
  readonly #direct: DirectWrites;
  #placed = 0;
  #chunk: { name: string; ready: Promise<void> } | undefined;

  constructor(options: DataFilesOptions) {
    this.#options = options;
    this.#directories = new DirectorySync(options.files, options);
    this.#direct = new DirectWrites(options.files);
  }

  pathOf(file: string): string {
    return join(this.#options.root, 'data', file);
  }

  async begin(): Promise<FileWriter> {
    const { files, pool, root } = this.#options;
    const path = join(root, 'tmp', randomBytes(12).toString('hex'));
    const fd = await files.open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    return new FileWriter({ files, pool, direct: this.#direct, fd, path });
  }

  /** Makes a file's bytes and name durable; resolves to the name that the index keeps. */
  async place(writer: FileWriter): Promise<string> {
    const durable = !this.#options.fast;
    await writer.finish({ durable });
    await writer.close();
    const chunk = await this.#currentChunk();
    const file = `${chunk}/${randomBytes(12).toString('hex')}`;
    await this.#options.files.rename(writer.path, this.pathOf(file));
    try {
      await this.#directories.sync(this.pathOf(chunk));
    } catch (error) {
      await Promise.allSettled([this.unlink(file)]);
      throw error;
    }
    return file;
  }

  async unlink(file: string): Promise<void> {
    try {
      await this.#options.files.unlink(this.pathOf(file));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  /** Removes what no index row can name: all of `tmp/`. Only before the first `begin`. */
  async clearTemporary(): Promise<void> {
    const { files, root } = this.#options;
    const directory = join(root, 'tmp');
    for (const entry of await files.readdir(directory)) {
      if (entry.isFile()) await files.unlink(join(directory, entry.name));
    }
  }

  /** Removes the files of one earlier run that the index does not name. */
  async sweepRun(generation: number, isNamed: (file: string) => boolean): Promise<void> {
    const run = String(generation);
    for (const chunk of await this.#entries(run)) {
      const directory = `${run}/${chunk}`;
      let kept = 0;
      for (const name of await this.#entries(directory)) {
        const file = `${directory}/${name}`;
        if (isNamed(file)) kept += 1;
        else await this.unlink(file);
      }
      if (kept === 0) await this.#options.files.rmdir(this.pathOf(directory));
    }
  }

  async #entries(directory: string): Promise<string[]> {
    try {
      return (await this.#options.files.readdir(this.pathOf(directory))).map((entry) => entry.name);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  async #currentChunk(): Promise<string> {
    const number = Math.floor(this.#placed / CHUNK_FILES);
    this.#placed += 1;
    const name = `${this.#options.generation}/${number}`;
    if (this.#chunk?.name !== name) this.#chunk = { name, ready: this.#makeChunk(name) };
    const chunk = this.#chunk;
    try {
      await chunk.ready;
    } catch (error) {
      // The next writer tries again: a full disk may have room by then.
      if (this.#chunk === chunk) this.#chunk = undefined;
      throw error;
    }
    return name;
  }

  async #makeChunk(name: string): Promise<void> {
    const run = String(this.#options.generation);
    await this.#make(run);
    await this.#make(name);
    await this.#directories.sync(this.pathOf('.'));
    await this.#directories.sync(this.pathOf(run));
  }

  async #make(directory: string): Promise<void> {
    try {
      await this.#options.files.mkdir(this.pathOf(directory));
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
}
