import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { join } from 'node:path';
import type { SlabPool } from '../../../base/index.ts';
import { DirectWrites } from '../direct-writes.ts';
import { DirectorySync } from '../directory-sync.ts';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../file-system.ts';
import { FileWriter } from '../file-writer.ts';
import { RESERVED_NAME } from './folder-names.ts';

export interface FolderFilesOptions {
  readonly root: string;
  readonly files: FileSystem;
  readonly pool: SlabPool;
  readonly fast: boolean;
}

/** Files of ours below `.quayside/` of a folder, and the moves from there into the tree. */
export class FolderFiles {
  readonly #options: FolderFilesOptions;
  readonly #directories: DirectorySync;
  readonly #direct: DirectWrites;
  readonly #home: string;

  constructor(options: FolderFilesOptions) {
    this.#options = options;
    this.#directories = new DirectorySync(options.files, options);
    this.#direct = new DirectWrites(options.files);
    this.#home = join(options.root, RESERVED_NAME);
  }

  async begin(): Promise<FileWriter> {
    const { files, pool } = this.#options;
    const path = join(this.#home, 'tmp', randomBytes(12).toString('hex'));
    // The file will be one of the user's own: the process's umask decides who may read it.
    const fd = await files.open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o666);
    return new FileWriter({ files, pool, direct: this.#direct, fd, path });
  }

  finish(writer: FileWriter): Promise<void> {
    return writer.finish({ durable: !this.#options.fast });
  }

  partPath(file: string): string {
    return join(this.#home, 'parts', file);
  }

  /** Moves a finished file among the parts; resolves to its name there. */
  async placePart(writer: FileWriter): Promise<string> {
    await this.finish(writer);
    await writer.close();
    const file = randomBytes(12).toString('hex');
    await this.#options.files.rename(writer.path, this.partPath(file));
    try {
      await this.sync(join(this.#home, 'parts'));
    } catch (error) {
      await Promise.allSettled([this.unlinkPart(file)]);
      throw error;
    }
    return file;
  }

  async unlinkPart(file: string): Promise<void> {
    await this.#unlink(this.partPath(file));
  }

  sync(directory: string): Promise<void> {
    return this.#directories.sync(directory);
  }

  /** Makes directories below one that exists, each durable in its parent. Resolves to the last. */
  async makeDirectories(directory: string, names: readonly string[]): Promise<string> {
    let path = directory;
    for (const name of names) {
      const parent = path;
      path = join(parent, name);
      try {
        await this.#options.files.mkdir(path);
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error;
      }
      await this.sync(parent);
    }
    return path;
  }

  /** Removes what a crash left. Only before the first `begin`. */
  async sweep(isNamed: (part: string) => boolean): Promise<void> {
    const { files } = this.#options;
    for (const { name } of await files.readdir(join(this.#home, 'tmp')))
      await this.#unlink(join(this.#home, 'tmp', name));
    for (const { name } of await files.readdir(join(this.#home, 'parts'))) {
      if (!isNamed(name)) await this.unlinkPart(name);
    }
  }

  async #unlink(path: string): Promise<void> {
    try {
      await this.#options.files.unlink(path);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
}
