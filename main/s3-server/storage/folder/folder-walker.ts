import { abovePrefix } from '../list-pager.ts';
import type { DirectoryEntry, DirectoryListing } from './directory-listing.ts';

export interface WalkedKey {
  readonly key: Buffer;
  /** The file or the empty directory; absent where the key only stands for what lies below a common prefix. */
  readonly entry?: DirectoryEntry;
}

export interface FolderWalkerOptions {
  readonly listing: DirectoryListing;
  readonly root: string;
  /** Exclusive end. */
  readonly until: Buffer;
  /** Whether all keys below this directory's key fall under one common prefix, so that it need not be entered. */
  readonly isGroup: (directoryKey: Buffer) => boolean;
}

/**
 * The keys of a tree in byte order from any place on, reading only the directories on the way. A directory stands for
 * itself, as `name/`, where nothing visible is in it.
 */
export class FolderWalker {
  readonly #options: FolderWalkerOptions;
  #from: Buffer;

  constructor(options: FolderWalkerOptions, from: Buffer) {
    this.#options = options;
    this.#from = from;
  }

  /** Goes on at the first key that is not less than `from`. */
  seek(from: Buffer): void {
    this.#from = from;
  }

  walk(): AsyncGenerator<WalkedKey> {
    return this.#below(this.#options.root, Buffer.alloc(0), [this.#options.root]);
  }

  async *#below(directory: string, prefix: Buffer, chain: readonly string[]): AsyncGenerator<WalkedKey> {
    const { listing, until, isGroup } = this.#options;
    const entries = await listing.entries(directory);
    for (let at = this.#firstOf(entries, prefix); at < entries.length; at += 1) {
      const entry = entries[at];
      if (entry === undefined) return;
      const key = Buffer.concat([prefix, Buffer.from(entry.label, 'utf8')]);
      if (Buffer.compare(key, until) >= 0) return;
      const passed = Buffer.compare(key, this.#from) < 0;
      if (!entry.directory) {
        if (!passed) yield { key, entry };
        continue;
      }
      if (passed && Buffer.compare(abovePrefix(key), this.#from) <= 0) continue;
      if (!passed && isGroup(key)) {
        yield { key };
        continue;
      }
      // A link that leads back up would go round for ever.
      if (chain.includes(entry.path)) continue;
      if ((await listing.entries(entry.path)).length > 0) yield* this.#below(entry.path, key, [...chain, entry.path]);
      else if (!passed) yield { key, entry };
    }
  }

  /** The first entry that may hold a key not less than `from`: by halves, for a page may begin deep in a directory. */
  #firstOf(entries: readonly DirectoryEntry[], prefix: Buffer): number {
    if (this.#from.length <= prefix.length || !this.#from.subarray(0, prefix.length).equals(prefix)) return 0;
    const rest = this.#from.subarray(prefix.length);
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const label = Buffer.from(entries[middle]?.label ?? '', 'utf8');
      const end = entries[middle]?.directory === true ? abovePrefix(label) : label;
      if (Buffer.compare(end, rest) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
