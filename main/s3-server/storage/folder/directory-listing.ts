import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { MAX_KEY_BYTES } from '../key-rules.ts';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../file-system.ts';
import { isReserved, RESERVED_NAME } from './folder-names.ts';
import type { FolderPaths } from './folder-paths.ts';

export interface DirectoryEntry {
  readonly name: string;
  /** The name as it stands in a key: a directory's ends in `/`, which is also how it orders. */
  readonly label: string;
  readonly directory: boolean;
  /** The real path: differs from the place in the tree where a link was followed. */
  readonly path: string;
}

interface Cached {
  readonly mtimeNs: bigint;
  readonly entries: readonly DirectoryEntry[];
}

/**
 * A directory that changed this short a time before it was read may change again within the clock's grain, unseen. FAT
 * counts two seconds.
 */
const GRAIN_NS = 2_000_000_000n;
const KEEP_ENTRIES = 200_000;

const SURROGATE = /[\ud800-\udfff]/;

/** Sorted, visible entries of directories; those of the last few are kept as long as the directory has not changed. */
export class DirectoryListing {
  readonly #files: FileSystem;
  readonly #paths: FolderPaths;
  readonly #cache = new Map<string, Cached>();
  #kept = 0;

  constructor(files: FileSystem, paths: FolderPaths) {
    this.#files = files;
    this.#paths = paths;
  }

  /** In byte order of their labels; none where the directory is gone. */
  async entries(directory: string): Promise<readonly DirectoryEntry[]> {
    try {
      const { mtimeNs } = await this.#files.stat(directory);
      const cached = this.#cache.get(directory);
      if (cached?.mtimeNs === mtimeNs) return cached.entries;
      this.#drop(directory);
      const readAt = BigInt(Date.now()) * 1_000_000n;
      const entries = await this.#read(directory);
      if (readAt - mtimeNs > GRAIN_NS) this.#keep(directory, { mtimeNs, entries });
      return entries;
    } catch (error) {
      if (directory !== this.#paths.root && ['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return [];
      throw error;
    }
  }

  async #read(directory: string): Promise<DirectoryEntry[]> {
    const entries: DirectoryEntry[] = [];
    for (const dirent of await this.#files.readdir(directory)) {
      if (directory === this.#paths.root && isReserved(dirent.name)) continue;
      const entry = plainEntry(directory, dirent) ?? (await this.#visible(directory, dirent));
      if (entry !== undefined) entries.push(entry);
    }
    return sortByBytes(entries);
  }

  async #visible(directory: string, dirent: Dirent): Promise<DirectoryEntry | undefined> {
    const { name } = dirent;
    if (Buffer.byteLength(name, 'utf8') > MAX_KEY_BYTES || name === RESERVED_NAME + '/') return undefined;
    const path = join(directory, name);
    // A name that is not UTF-8 was read with replacement characters, and no key can name it.
    if (name.includes('\ufffd') && (await this.#paths.inside(path)) === undefined) return undefined;
    if (dirent.isFile() || dirent.isDirectory()) return new PlainEntry(directory, name, dirent.isDirectory());
    if (!dirent.isSymbolicLink()) return undefined;
    const found = await this.#paths.inside(path);
    if (found === undefined) return undefined;
    return found.stats.isDirectory()
      ? { name, label: `${name}/`, directory: true, path: found.path }
      : { name, label: name, directory: false, path: found.path };
  }

  #keep(directory: string, cached: Cached): void {
    if (cached.entries.length > KEEP_ENTRIES) return;
    this.#cache.set(directory, cached);
    this.#kept += cached.entries.length;
    for (const oldest of this.#cache.keys()) {
      if (this.#kept <= KEEP_ENTRIES) break;
      this.#drop(oldest);
    }
  }

  #drop(directory: string): void {
    this.#kept -= this.#cache.get(directory)?.entries.length ?? 0;
    this.#cache.delete(directory);
  }
}

/** Hundred thousands of these are kept: the path is made when it is asked for. */
class PlainEntry implements DirectoryEntry {
  readonly name: string;
  readonly label: string;
  readonly directory: boolean;
  readonly #parent: string;

  constructor(parent: string, name: string, directory: boolean) {
    this.name = name;
    this.label = directory ? `${name}/` : name;
    this.directory = directory;
    this.#parent = parent;
  }

  get path(): string {
    return join(this.#parent, this.name);
  }
}

/** Undefined for what needs a closer look. No name of up to this many characters is too long for a key. */
function plainEntry(directory: string, dirent: Dirent): DirectoryEntry | undefined {
  const { name } = dirent;
  if (name.length > MAX_KEY_BYTES / 3 || name.includes('\ufffd')) return undefined;
  if (dirent.isFile()) return new PlainEntry(directory, name, false);
  return dirent.isDirectory() ? new PlainEntry(directory, name, true) : undefined;
}

/** UTF-16 order is UTF-8 order unless a surrogate is compared with U+E000 to U+FFFF. */
function sortByBytes(entries: DirectoryEntry[]): DirectoryEntry[] {
  if (entries.some((entry) => SURROGATE.test(entry.name))) {
    return entries.sort((a, b) => Buffer.compare(Buffer.from(a.label), Buffer.from(b.label)));
  }
  return entries.sort((a, b) => (a.label < b.label ? -1 : 1));
}
