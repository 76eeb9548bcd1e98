import type { ObjectPage } from '../../preload/contract/index.ts';

/**
 * Names a row for as long as its listing lives: 0 and up for objects, in the order they came; below 0 for folders
 * (`~index`), so that both may grow while pages stream in.
 */
export type RowId = number;

const firstCapacity = 1024;

/** Doubles a typed column when it is full. */
function grown(column: Float64Array<ArrayBuffer>, needed: number): Float64Array<ArrayBuffer> {
  if (needed <= column.length) return column;
  const larger = new Float64Array(Math.max(needed, column.length * 2));
  larger.set(column);
  return larger;
}

/** One listing in columns: a million rows are four arrays, not a million objects. */
export class ObjectRows {
  readonly prefix: string;
  readonly #folders: string[] = [];
  readonly #knownFolders = new Set<string>();
  readonly #keys: string[] = [];
  #sizes = new Float64Array(firstCapacity);
  #modified = new Float64Array(firstCapacity);
  #totalBytes = 0;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  get objectCount(): number {
    return this.#keys.length;
  }
  get folderCount(): number {
    return this.#folders.length;
  }
  get count(): number {
    return this.#keys.length + this.#folders.length;
  }
  /** Of the objects at this level; what folders hold is not known. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Adds a page. The object that stands for this folder itself is not a row. */
  append(page: Pick<ObjectPage, 'prefixes' | 'keys' | 'sizes' | 'modified'>): void {
    for (const folder of page.prefixes) {
      // Some stores list a prefix again on the next page.
      if (folder === this.prefix || this.#knownFolders.has(folder)) continue;
      this.#knownFolders.add(folder);
      this.#folders.push(folder);
    }
    const needed = this.#keys.length + page.keys.length;
    this.#sizes = grown(this.#sizes, needed);
    this.#modified = grown(this.#modified, needed);
    for (const [index, key] of page.keys.entries()) {
      if (key === this.prefix) continue;
      const row = this.#keys.length;
      const size = page.sizes[index] ?? 0;
      this.#keys.push(key);
      this.#sizes[row] = size;
      this.#modified[row] = page.modified[index] ?? 0;
      this.#totalBytes += size;
    }
  }

  isFolder(id: RowId): boolean {
    return id < 0;
  }

  /** The full key of an object, or the full prefix of a folder. */
  key(id: RowId): string {
    return (id < 0 ? this.#folders[~id] : this.#keys[id]) ?? '';
  }

  /** The last part: without the prefix, and for folders without the `/` at its end. */
  name(id: RowId): string {
    const key = this.key(id);
    return id < 0 && key.endsWith('/') ? key.slice(this.prefix.length, -1) : key.slice(this.prefix.length);
  }

  /** Bytes; -1 for folders. */
  size(id: RowId): number {
    return id < 0 ? -1 : (this.#sizes[id] ?? 0);
  }

  /** Milliseconds since the epoch; 0 for folders. */
  modified(id: RowId): number {
    return id < 0 ? 0 : (this.#modified[id] ?? 0);
  }

  /** The row with this key or prefix. Linear: for restoring a focus, not for every row. */
  find(key: string): RowId | undefined {
    const folder = this.#folders.indexOf(key);
    if (folder >= 0) return ~folder;
    const object = this.#keys.indexOf(key);
    return object >= 0 ? object : undefined;
  }

  /** Rows of the given keys, in one pass. */
  findAll(keys: ReadonlySet<string>): RowId[] {
    const found: RowId[] = [];
    for (const [index, folder] of this.#folders.entries()) if (keys.has(folder)) found.push(~index);
    for (const [index, key] of this.#keys.entries()) if (keys.has(key)) found.push(index);
    return found;
  }
}
