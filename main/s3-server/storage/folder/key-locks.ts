/** One at a time for each key, in the order of arrival; different keys do not wait for one another. */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<void>>();

  async run<T>(key: string, step: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const { promise: mine, resolve: release } = Promise.withResolvers<void>();
    this.#tails.set(key, mine);
    await before;
    try {
      return await step();
    } finally {
      if (this.#tails.get(key) === mine) this.#tails.delete(key);
      release();
    }
  }

  /** All of the keys at once; they are taken in one order everywhere, so that no two wait for each other. */
  async runAll<T>(keys: readonly string[], step: () => Promise<T>): Promise<T> {
    const [first, ...rest] = [...new Set(keys)].sort();
    return first === undefined ? step() : this.run(first, () => this.runAll(rest, step));
  }
}
