import type { ObjectPage } from '../../preload/contract/index.ts';
import { KeyPage, type PageColumns } from './key-page.ts';

/**
 * Names a row for as long as its listing lives: 0 and up for objects, in the order they came; below 0 for folders
 * (`~index`), so that both may grow while pages stream in.
 */
export type RowId = number;

const fewKeys = 16;

/** One listing, packed page by page: a million rows are a thousand pages, not a million objects. */
export class ObjectRows {
  readonly prefix: string;
  readonly #folders: string[] = [];
  readonly #knownFolders = new Set<string>();
  readonly #pages: KeyPage[] = [];
  /** Id of the first row of each page. */
  readonly #starts: number[] = [];
  #objectCount = 0;
  #totalBytes = 0;
  #lastPage = 0;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  get objectCount(): number {
    return this.#objectCount;
  }
  get folderCount(): number {
    return this.#folders.length;
  }
  get count(): number {
    return this.#objectCount + this.#folders.length;
  }
  /** Of the objects at this level; what folders hold is not known. */
  get totalBytes(): number {
    return this.#totalBytes;
  }
  /** The packed pages with the id of their first row, for going over all rows at once. */
  get pages(): readonly KeyPage[] {
    return this.#pages;
  }

  /** Adds a page. The object that stands for this folder itself is not a row. */
  append(page: Pick<ObjectPage, 'prefixes'> & PageColumns): void {
    for (const folder of page.prefixes) {
      // Some stores list a prefix again on the next page.
      if (folder === this.prefix || this.#knownFolders.has(folder)) continue;
      this.#knownFolders.add(folder);
      this.#folders.push(folder);
    }
    const marker = page.keys.indexOf(this.prefix);
    const own = marker < 0 ? page : withoutRow(page, marker);
    if (own.keys.length === 0) return;
    this.#starts.push(this.#objectCount);
    this.#pages.push(new KeyPage(own, this.prefix.length));
    this.#objectCount += own.keys.length;
    for (const size of own.sizes) this.#totalBytes += size;
  }

  isFolder(id: RowId): boolean {
    return id < 0;
  }

  /** The full key of an object, or the full prefix of a folder. */
  key(id: RowId): string {
    if (id < 0) return this.#folders[~id] ?? '';
    const page = this.#pageOf(id);
    return page === undefined ? '' : this.prefix + page.name(this.#within(id));
  }

  /** The last part: without the prefix, and for folders without the `/` at its end. */
  name(id: RowId): string {
    if (id >= 0) return this.#pageOf(id)?.name(this.#within(id)) ?? '';
    const key = this.key(id);
    return key.endsWith('/') ? key.slice(this.prefix.length, -1) : key.slice(this.prefix.length);
  }

  /** Bytes; -1 for folders. */
  size(id: RowId): number {
    return id < 0 ? -1 : (this.#pageOf(id)?.size(this.#within(id)) ?? 0);
  }

  /** Milliseconds since the epoch; 0 for folders. */
  modified(id: RowId): number {
    return id < 0 ? 0 : (this.#pageOf(id)?.modified(this.#within(id)) ?? 0);
  }

  /** Without quotes; empty for folders and where the store told none. */
  etag(id: RowId): string {
    return id < 0 ? '' : (this.#pageOf(id)?.etag(this.#within(id)) ?? '');
  }

  /** Empty for folders and where the store told none. */
  storageClass(id: RowId): string {
    return id < 0 ? '' : (this.#pageOf(id)?.storageClass(this.#within(id)) ?? '');
  }

  /** The row with this key or prefix. It looks through all pages: for restoring a focus, not for every row. */
  find(key: string): RowId | undefined {
    const folder = this.#folders.indexOf(key);
    if (folder >= 0) return ~folder;
    if (!key.startsWith(this.prefix)) return undefined;
    const name = key.slice(this.prefix.length);
    for (const [index, page] of this.#pages.entries()) {
      const at = page.find(name);
      if (at >= 0) return (this.#starts[index] ?? 0) + at;
    }
    return undefined;
  }

  /** Rows of the given keys: folders first. */
  findAll(keys: ReadonlySet<string>): RowId[] {
    // Few keys are found by looking through the text of each page, without taking it apart.
    if (keys.size <= fewKeys) {
      const ids = [...keys].map((key) => this.find(key)).filter((id) => id !== undefined);
      return [...ids.filter((id) => id < 0), ...ids.filter((id) => id >= 0).sort((left, right) => left - right)];
    }
    const found: RowId[] = [];
    for (const [index, folder] of this.#folders.entries()) if (keys.has(folder)) found.push(~index);
    for (let id = 0; id < this.#objectCount && keys.size > 0; id += 1) if (keys.has(this.key(id))) found.push(id);
    return found;
  }

  /** Rows are mostly read one after the other: the page of the last one is looked at first. */
  #pageOf(id: RowId): KeyPage | undefined {
    if (id >= this.#objectCount) return undefined;
    const starts = this.#starts;
    let at = this.#lastPage;
    if ((starts[at] ?? Infinity) > id || (starts[at + 1] ?? Infinity) <= id) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= id) low = middle;
        else high = middle - 1;
      }
      at = low;
      this.#lastPage = at;
    }
    return this.#pages[at];
  }
  /** The place in the page that `#pageOf` has just found. */
  #within(id: RowId): number {
    return id - (this.#starts[this.#lastPage] ?? 0);
  }
}

function withoutRow(page: PageColumns, at: number): PageColumns {
  return {
    keys: page.keys.toSpliced(at, 1),
    sizes: page.sizes.toSpliced(at, 1),
    modified: page.modified.toSpliced(at, 1),
    etags: page.etags?.toSpliced(at, 1) ?? [],
    storageClasses: page.storageClasses?.toSpliced(at, 1) ?? [],
  };
}
