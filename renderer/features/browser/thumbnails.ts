import type { Place } from '../../../preload/contract/index.ts';

/** Larger pictures are not fetched for a tile, bytes. */
export const maxThumbnail = 8 * 1024 * 1024;
/** Formats that browsers draw; others keep their icon. */
export const drawable = /\.(png|jpe?g|gif|webp|avif|bmp|ico)$/i;

/** Addresses that are asked for at the same time, and how many are remembered. */
const together = 4;
const remembered = 300;

type Ask = (place: Place, key: string, signal: AbortSignal) => Promise<{ url: string; expiresAt: number }>;

interface Found {
  readonly url: string | undefined;
  readonly expiresAt: number;
}
const nameOf = ({ connectionId, bucket }: Place, key: string): string => `${connectionId}/${bucket}/${key}`;

/** Addresses of pictures for the tiles in sight: few at a time, the last ones asked for first, nothing for what has gone. */
export class Thumbnails {
  readonly #ask: Ask;
  readonly #found = new Map<string, Found>();
  readonly #wanted = new Map<string, { readonly place: Place; readonly key: string; readonly done: () => void }>();
  readonly #abort = new AbortController();
  #running = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The address, where it is known and lives for a while yet. */
  url(place: Place, key: string): string | undefined {
    return this.#live(nameOf(place, key))?.url;
  }

  /** Asks for a picture; the answer takes the wish back. */
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

  #live(name: string): Found | undefined {
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

  async #fetch(place: Place, key: string): Promise<Found> {
    try {
      return await this.#ask(place, key, this.#abort.signal);
    } catch {
      // A tile keeps its icon: what is wrong with the store is said where it is browsed.
      return { url: undefined, expiresAt: Date.now() + 60_000 };
    }
  }

  #keep(name: string, found: Found): void {
    this.#found.delete(name);
    this.#found.set(name, found);
    const [oldest] = this.#found.keys();
    if (this.#found.size > remembered && oldest !== undefined) this.#found.delete(oldest);
  }
}
