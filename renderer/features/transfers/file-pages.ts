export interface FilePage<F> {
  readonly files: readonly F[];
  readonly total: number;
}
/** Loads `limit` files from `offset` on. */
export type LoadFilePage<F> = (offset: number, limit: number, signal: AbortSignal) => Promise<FilePage<F>>;

/** Files a page; the most the contract gives is 500. */
export const filePageSize = 200;
/** Pages held; the oldest used one goes first. */
const pagesHeld = 12;

/**
 * A window onto the files of one job: holds the pages around what is seen, and asks for each only once at a time.
 * `changed` is called after each answer.
 */
export class FilePages<F> {
  readonly #load: LoadFilePage<F>;
  readonly #changed: () => void;
  readonly #pages = new Map<number, readonly F[]>();
  readonly #asked = new Set<number>();
  #end = new AbortController();
  #total: number | undefined;
  #error: unknown;

  constructor(load: LoadFilePage<F>, changed: () => void) {
    this.#load = load;
    this.#changed = changed;
  }

  /** Files of the job, or undefined before the first answer. */
  get total(): number | undefined {
    return this.#total;
  }

  /** Why the last page could not be had; undefined once one could. */
  get error(): unknown {
    return this.#error;
  }

  at(index: number): F | undefined {
    return this.#pages.get(Math.floor(index / filePageSize))?.[index % filePageSize];
  }

  /** Makes sure that the rows from `first` to `last` are here or on their way; `again` also renews those that are. */
  want(first: number, last: number, again: boolean): void {
    const lastPage = Math.floor(Math.max(first, last) / filePageSize);
    for (let page = Math.floor(first / filePageSize); page <= lastPage; page += 1) {
      if (this.#asked.has(page) || (!again && this.#pages.has(page))) continue;
      void this.#fetch(page);
    }
  }

  /** Drops what is on its way; a later `want` asks anew. */
  close(): void {
    this.#end.abort();
    this.#end = new AbortController();
    this.#asked.clear();
  }

  async #fetch(page: number): Promise<void> {
    const { signal } = this.#end;
    this.#asked.add(page);
    try {
      const answer = await this.#load(page * filePageSize, filePageSize, signal);
      if (signal.aborted) return;
      this.#error = undefined;
      this.#total = answer.total;
      this.#pages.delete(page);
      this.#pages.set(page, answer.files);
      for (const oldest of this.#pages.keys()) {
        if (this.#pages.size <= pagesHeld) break;
        this.#pages.delete(oldest);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error;
    }
    this.#asked.delete(page);
    this.#changed();
  }
}
