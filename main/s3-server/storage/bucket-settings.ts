import type { BucketRecord, BucketSettings } from './storage.ts';

/** Documents are read from the index once; `read` gives one by name. */
export class KeptSettings implements BucketSettings {
  readonly record: BucketRecord;
  readonly #read: (name: string) => string | undefined;
  /** Also those that are not there: every request asks for several. */
  readonly #documents = new Map<string, string | undefined>();
  readonly #derived = new Map<(settings: BucketSettings) => unknown, unknown>();

  constructor(record: BucketRecord, read: (name: string) => string | undefined) {
    this.record = record;
    this.#read = read;
  }

  document(name: string): string | undefined {
    const known = this.#documents.get(name);
    if (known !== undefined || this.#documents.has(name)) return known;
    const text = this.#read(name);
    this.#documents.set(name, text);
    return text;
  }

  derived<T>(make: (settings: BucketSettings) => T): T {
    if (this.#derived.has(make)) return this.#derived.get(make) as T;
    const value = make(this);
    this.#derived.set(make, value);
    return value;
  }
}
