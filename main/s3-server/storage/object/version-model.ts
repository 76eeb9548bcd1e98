import type { VersionsQuery } from '../storage.ts';

export interface ModelVersion {
  readonly id: string;
  readonly marker: boolean;
  /** The body, and what it is told by in a listing. */
  readonly text: string;
}

/** S3's versions, the slow and obvious way: for each key a list, newest first. For tests. */
export class VersionModel {
  readonly keys = new Map<string, ModelVersion[]>();
  state: 'off' | 'enabled' | 'suspended' = 'off';

  /** `id` is what the storage gave; where versions are not kept it must be `null`. */
  put(key: string, id: string, text: string): void {
    this.#add(key, { id, marker: false, text });
  }

  delete(key: string, id: string | undefined): void {
    if (this.state === 'off') this.keys.delete(key);
    else this.#add(key, { id: id ?? '', marker: true, text: '' });
  }

  deleteVersion(key: string, id: string): void {
    this.#set(
      key,
      this.of(key).filter((version) => version.id !== id),
    );
  }

  of(key: string): ModelVersion[] {
    return this.keys.get(key) ?? [];
  }

  current(key: string): ModelVersion | undefined {
    const newest = this.of(key)[0];
    return newest?.marker === true ? undefined : newest;
  }

  /** Every version in S3's order. */
  all(): (ModelVersion & { key: string; latest: boolean })[] {
    const sorted = [...this.keys.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return sorted.flatMap((key) =>
      this.of(key).map(({ id, marker, text }, at) => ({ id, marker, text, key, latest: at === 0 })),
    );
  }

  /** A whole listing: versions as `key id` and common prefixes as themselves, in their order. */
  list({ prefix, delimiter }: Pick<VersionsQuery, 'prefix' | 'delimiter'>): string[] {
    const entries: string[] = [];
    for (const { key, id } of this.all()) {
      if (!key.startsWith(prefix)) continue;
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const entry = at === -1 ? `${key} ${id}` : key.slice(0, at + delimiter.length);
      if (at === -1 || entries.at(-1) !== entry) entries.push(entry);
    }
    return entries;
  }

  #add(key: string, version: ModelVersion): void {
    const kept = this.state === 'enabled' ? this.of(key) : this.of(key).filter(({ id }) => id !== 'null');
    this.#set(key, [version, ...kept]);
  }

  #set(key: string, versions: ModelVersion[]): void {
    if (versions.length === 0) this.keys.delete(key);
    else this.keys.set(key, versions);
  }
}
