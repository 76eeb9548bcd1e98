import type { RowId } from './object-rows.ts';

/** A growing set of small whole numbers, one byte each. */
class Flags {
  #flags = new Uint8Array(256);
  count = 0;

  has(index: number): boolean {
    return this.#flags[index] === 1;
  }
  set(index: number, isOn: boolean): void {
    if (index >= this.#flags.length) {
      if (!isOn) return;
      const larger = new Uint8Array(Math.max(index + 1, this.#flags.length * 2));
      larger.set(this.#flags);
      this.#flags = larger;
    }
    const before = this.#flags[index] === 1;
    if (before === isOn) return;
    this.#flags[index] = isOn ? 1 : 0;
    this.count += isOn ? 1 : -1;
  }
  clear(): void {
    if (this.count === 0) return;
    this.#flags.fill(0);
    this.count = 0;
  }
  *[Symbol.iterator](): Generator<number> {
    let left = this.count;
    for (let index = 0; left > 0; index += 1) {
      if (this.#flags[index] !== 1) continue;
      left -= 1;
      yield index;
    }
  }
}

/** Which rows of a listing are selected: a million of them are a megabyte. */
export class RowSelection {
  readonly #objects = new Flags();
  readonly #folders = new Flags();

  get count(): number {
    return this.#objects.count + this.#folders.count;
  }
  get objectCount(): number {
    return this.#objects.count;
  }
  get folderCount(): number {
    return this.#folders.count;
  }

  has(id: RowId): boolean {
    return id < 0 ? this.#folders.has(~id) : this.#objects.has(id);
  }
  set(id: RowId, isOn: boolean): void {
    if (id < 0) this.#folders.set(~id, isOn);
    else this.#objects.set(id, isOn);
  }
  clear(): void {
    this.#objects.clear();
    this.#folders.clear();
  }
  /** Exactly these. */
  only(ids: Iterable<RowId>): void {
    this.clear();
    for (const id of ids) this.set(id, true);
  }
  /** Folders first, each kind in the order it came. */
  *ids(): Generator<RowId> {
    for (const index of this.#folders) yield ~index;
    yield* this.#objects;
  }
  /** The one that is selected, where it is just one. */
  single(): RowId | undefined {
    if (this.count !== 1) return undefined;
    for (const id of this.ids()) return id;
    return undefined;
  }
}
