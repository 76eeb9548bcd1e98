import type { Place } from '../../../preload/contract/index.ts';

/** Questions on their way at the same time, and answers that are remembered. */
const together = 4;
const remembered = 500;
/** Milliseconds that a refusal is remembered. */
const refusedFor = 60_000;

interface Answer<T> {
  /** Undefined where it could not be had. */
  readonly value: T | undefined;
  readonly expiresAt: number;
}
/** Answers with when the answer ends, in milliseconds since the epoch. */
export type Ask<T> = (place: Place, key: string, signal: AbortSignal) => Promise<{ value: T; expiresAt: number }>;

const nameOf = ({ connectionId, bucket }: Place, key: string): string => `${connectionId}/${bucket}/${key}`;

/** One more fact of each object in sight: few questions at a time, the last ones first, none for what has gone. */
export class AskedValues<T> {
  readonly #ask: Ask<T>;
  readonly #found = new Map<string, Answer<T>>();
  readonly #wanted = new Map<string, { readonly place: Place; readonly key: string; readonly done: () => void }>();
  readonly #abort = new AbortController();
  #running = 0;

  constructor(ask: Ask<T>) {
    this.#ask = ask;
  }

  /** The answer, where it is known and lives for a while yet. */
  value(place: Place, key: string): T | undefined {
    return this.#live(nameOf(place, key))?.value;
  }

  /** Asks for it, unless it is known; the answer takes the wish back. */
  want(place: Place, key: string, done: () => void): () => void {
    const name = nameOf(place, key);
    if (this.#live(name) !== undefined) return () => undefined;
    this.#wanted.set(name, { place, key, done });
    void this.#work();
    return () => void this.#wanted.delete(name);
  }

  close(): void {
    this.#wanted.clear();
    this.#abort.abort();
  }

  #live(name: string): Answer<T> | undefined {
    const found = this.#found.get(name);
    return found !== undefined && found.expiresAt > Date.now() + 1000 ? found : undefined;
  }

  async #work(): Promise<void> {
    if (this.#running >= together) return;
    this.#running += 1;
    for (let next = [...this.#wanted].at(-1); next !== undefined; next = [...this.#wanted].at(-1)) {
      const [name, { place, key, done }] = next;
      this.#wanted.delete(name);
      this.#keep(name, await this.#fetch(place, key));
      done();
    }
    this.#running -= 1;
  }

  async #fetch(place: Place, key: string): Promise<Answer<T>> {
    try {
      return await this.#ask(place, key, this.#abort.signal);
    } catch {
      // A cell stays empty: what is wrong with the store is said where it is browsed.
      return { value: undefined, expiresAt: Date.now() + refusedFor };
    }
  }

  #keep(name: string, found: Answer<T>): void {
    this.#found.delete(name);
    this.#found.set(name, found);
    const [oldest] = this.#found.keys();
    if (this.#found.size > remembered && oldest !== undefined) this.#found.delete(oldest);
  }
}
