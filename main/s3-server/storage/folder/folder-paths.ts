import type { BigIntStats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { S3Error } from '../../errors/index.ts';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../file-system.ts';
import { cannotHold, folderName, isReserved, type FolderName } from './folder-names.ts';

/** A file or directory inside the folder, all links followed. */
export interface Found {
  readonly path: string;
  /** From the folder, with `/`. */
  readonly relative: string;
  readonly stats: BigIntStats;
}

/** Where a write goes: the deepest directory that exists, the directories to make below it, and the name. */
export interface Target {
  readonly directory: string;
  readonly missing: readonly string[];
  readonly path: string;
  readonly relative: string;
  readonly current: Found | undefined;
}

export interface FolderPathsOptions {
  readonly files: FileSystem;
  /** A real path: no links in it. */
  readonly root: string;
  readonly platform: NodeJS.Platform;
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EINVAL']);

/**
 * From keys to paths, and never out of the folder: names are checked before they are joined, and the real path of what
 * they lead to must lie inside. A link inside the folder that leads outside is as good as absent.
 */
export class FolderPaths {
  readonly root: string;
  readonly #files: FileSystem;
  readonly #platform: NodeJS.Platform;

  constructor(options: FolderPathsOptions) {
    this.root = options.root;
    this.#files = options.files;
    this.#platform = options.platform;
  }

  name(key: string): FolderName {
    return folderName(key, this.#platform);
  }

  /** What a key names, or undefined: a key that no file can hold names nothing. */
  async find(key: string): Promise<Found | undefined> {
    const name = this.#nameOrNothing(key);
    if (name === undefined) return undefined;
    const found = await this.inside(join(this.root, ...name.segments), name.segments.join('/'));
    return found?.stats.isDirectory() === name.directory ? found : undefined;
  }

  /**
   * Follows a path to a file or directory inside the folder. `asked` is the name it must have where the file system
   * matches names that differ in case or in Unicode form.
   */
  async inside(path: string, asked?: string): Promise<Found | undefined> {
    const real = await this.#realpath(path);
    const found = real === undefined ? undefined : this.#relative(real);
    if (real === undefined || found === undefined) return undefined;
    return asked !== undefined && differsOnlyInForm(found, asked) ? undefined : this.at(real);
  }

  /** A file or directory by its real path, as `inside` or a listing gave it. */
  async at(real: string): Promise<Found | undefined> {
    const stats = await this.#lstat(real);
    if (stats === undefined || !(stats.isFile() || stats.isDirectory())) return undefined;
    const found = this.#relative(real);
    return found === undefined ? undefined : { path: real, relative: found, stats };
  }

  /** Throws InvalidObjectName where the tree has no place for the name, AccessDenied where a link leads outside. */
  async target(name: FolderName): Promise<Target> {
    const parents = name.segments.slice(0, -1);
    const last = name.segments.at(-1) ?? '';
    let depth = 0;
    let directory = this.root;
    for (; depth < parents.length; depth += 1) {
      const segment = parents[depth] ?? '';
      const path = join(directory, segment);
      const stats = await this.#lstat(path);
      if (stats === undefined) break;
      const found = this.#here(path, stats) ?? (await this.inside(path));
      if (found === undefined) throw outside();
      if (differsOnlyInForm(found.relative, this.#joined(directory, segment))) throw sameButForForm();
      if (!found.stats.isDirectory()) throw cannotHold(`‘${parents.slice(0, depth + 1).join('/')}’ is a file there`);
      directory = found.path;
    }
    const missing = parents.slice(depth);
    const path = join(directory, ...missing, last);
    const own = [this.#relative(directory), ...missing, last].filter((part) => part !== '').join('/');
    const stats = missing.length > 0 ? undefined : await this.#lstat(path);
    if (stats === undefined) return { directory, missing, path, relative: own, current: undefined };
    const current = this.#here(path, stats) ?? (await this.inside(path));
    if (current === undefined) throw await this.#refusal(path);
    if (differsOnlyInForm(current.relative, own)) throw sameButForForm();
    return { directory, missing, path: current.path, relative: current.relative, current };
  }

  /** The directory entry itself, links not followed: for removing a name. */
  async entry(name: FolderName): Promise<{ path: string; stats: BigIntStats } | undefined> {
    const parents = name.segments.slice(0, -1);
    const parent = await this.inside(join(this.root, ...parents), parents.length > 0 ? parents.join('/') : undefined);
    if (parent === undefined || !parent.stats.isDirectory()) return undefined;
    const path = join(parent.path, name.segments.at(-1) ?? '');
    const stats = await this.#lstat(path);
    return stats === undefined ? undefined : { path, stats };
  }

  /**
   * What is no link, below a real directory, is where its path says; there is nothing to resolve. Only where the system tells
   * names apart by every byte: elsewhere the real path shows the name as the directory has it.
   */
  #here(path: string, stats: BigIntStats): Found | undefined {
    if (this.#platform !== 'linux' || !(stats.isFile() || stats.isDirectory())) return undefined;
    const found = this.#relative(path);
    return found === undefined ? undefined : { path, relative: found, stats };
  }

  async #refusal(path: string): Promise<S3Error> {
    const stats = await this.#lstat(path);
    return stats?.isSymbolicLink() === false ? cannotHold('something that is not a file is there') : outside();
  }

  #nameOrNothing(key: string): FolderName | undefined {
    try {
      return this.name(key);
    } catch (error) {
      if (error instanceof S3Error && error.code === 'InvalidObjectName') return undefined;
      throw error;
    }
  }

  #joined(directory: string, segment: string): string {
    const parent = this.#relative(directory);
    return parent === undefined || parent === '' ? segment : `${parent}/${segment}`;
  }

  /** Undefined for what is outside, and for what is ours. */
  #relative(real: string): string | undefined {
    if (real === this.root) return '';
    const below = this.root.endsWith(sep) ? this.root : this.root + sep;
    if (!real.startsWith(below)) return undefined;
    const segments = relative(this.root, real).split(sep);
    return isReserved(segments[0]) ? undefined : segments.join('/');
  }

  async #realpath(path: string): Promise<string | undefined> {
    try {
      return await this.#files.realpath(path);
    } catch (error) {
      if (ABSENT.has(errnoOf(error) ?? '')) return undefined;
      throw error;
    }
  }

  async #lstat(path: string): Promise<BigIntStats | undefined> {
    try {
      return await this.#files.lstat(path);
    } catch (error) {
      if (ABSENT.has(errnoOf(error) ?? '')) return undefined;
      throw error;
    }
  }
}

/** Two spellings that some file system takes for one name. A link's target has another name altogether. */
function differsOnlyInForm(a: string, b: string): boolean {
  return a !== b && a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();
}

function outside(): S3Error {
  return new S3Error('AccessDenied', { message: 'The key leads through a link out of the folder.' });
}

function sameButForForm(): S3Error {
  return cannotHold('the file system takes it for the same name as another one');
}
