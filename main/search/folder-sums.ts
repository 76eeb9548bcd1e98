export interface FolderSum {
  /** Empty for the whole bucket, else ending with `/`. */
  readonly prefix: string;
  readonly parent: string;
  /** At any depth. */
  readonly objects: number;
  readonly bytes: number;
}

interface Open {
  readonly prefix: string;
  objects: number;
  bytes: number;
}

/** Levels that are summed; what lies deeper counts into the last of them. Keys are 1,024 bytes at most. */
const maxLevels = 64;

/**
 * Sums what folders hold while keys come by. Stores list in order, so only the folders of the last key are held; where one
 * does not, a folder is given out again and the receiver adds up.
 */
export class FolderSums {
  readonly #give: (sum: FolderSum) => void;
  #open: Open[] = [{ prefix: '', objects: 0, bytes: 0 }];

  constructor(give: (sum: FolderSum) => void) {
    this.#give = give;
  }

  add(key: string, size: number): void {
    while (!key.startsWith(this.#open.at(-1)?.prefix ?? '')) this.#closeLast();
    let from = this.#open.at(-1)?.prefix.length ?? 0;
    // The empty object that stands for a folder is inside of it.
    for (let slash = key.indexOf('/', from); slash >= 0 && this.#open.length < maxLevels;) {
      this.#open.push({ prefix: key.slice(0, slash + 1), objects: 0, bytes: 0 });
      from = slash + 1;
      slash = key.indexOf('/', from);
    }
    const last = this.#open.at(-1);
    if (last === undefined) return;
    last.objects += 1;
    last.bytes += size;
  }

  /** Gives out what is held. More may be added afterwards. */
  flush(): void {
    while (this.#open.length > 1) this.#closeLast();
    const [root] = this.#open;
    if (root !== undefined) this.#give({ ...root, parent: '\u0000' });
    this.#open = [{ prefix: '', objects: 0, bytes: 0 }];
  }

  #closeLast(): void {
    const closed = this.#open.pop();
    const parent = this.#open.at(-1);
    if (closed === undefined || parent === undefined) return;
    parent.objects += closed.objects;
    parent.bytes += closed.bytes;
    this.#give({ ...closed, parent: parent.prefix });
  }
}
