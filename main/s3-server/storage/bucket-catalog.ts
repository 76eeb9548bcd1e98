import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { S3Error } from '../errors/index.ts';
import { KeptSettings } from './bucket-settings.ts';
import { prepareRows } from './index-database.ts';
import type { BucketKind, BucketRecord, BucketSettings } from './storage.ts';

export interface Bucket {
  readonly id: number;
  readonly record: BucketRecord;
}

type Columns = [number, string, string, string, string, number, string | null, string];

/**
 * The buckets of a root and their configuration documents, kept in memory too, since every request asks for them. `put`,
 * `remove` and `putConfig` belong in a transaction; `kept`, `dropped` and `configChanged` after it.
 */
export class BucketCatalog {
  readonly #byName = new Map<string, Bucket>();
  /** By bucket id. */
  readonly #settings = new Map<number, BucketSettings>();
  readonly #insert: StatementSync;
  readonly #setVersioning: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeConfigs: StatementSync;
  readonly #config: StatementSync;
  readonly #putConfig: StatementSync;
  readonly #removeConfig: StatementSync;

  constructor(database: DatabaseSync) {
    const columns = 'name, kind, owner, region, created, folder, versioning';
    this.#insert = database.prepare(`INSERT OR IGNORE INTO buckets (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#setVersioning = database.prepare('UPDATE buckets SET versioning = ? WHERE id = ?');
    this.#remove = database.prepare('DELETE FROM buckets WHERE id = ?');
    this.#removeConfigs = database.prepare('DELETE FROM bucket_configs WHERE bucket = ?');
    this.#config = prepareRows(database, 'SELECT value FROM bucket_configs WHERE bucket = ? AND name = ?');
    this.#putConfig = database.prepare('INSERT OR REPLACE INTO bucket_configs (bucket, name, value) VALUES (?, ?, ?)');
    this.#removeConfig = database.prepare('DELETE FROM bucket_configs WHERE bucket = ? AND name = ?');
    const all = prepareRows(database, `SELECT id, ${columns} FROM buckets`).all() as unknown as Columns[];
    for (const [id, name, kind, owner, region, createdAt, folder, versioning] of all) {
      const record: BucketRecord = {
        name,
        kind: kind as BucketKind,
        owner,
        region,
        createdAt,
        versioning: versioning as BucketRecord['versioning'],
        ...(folder === null ? {} : { folder }),
      };
      this.#byName.set(name, { id, record });
    }
  }

  /** Throws NoSuchBucket. */
  get(name: string): Bucket {
    const bucket = this.#byName.get(name);
    if (bucket === undefined) throw new S3Error('NoSuchBucket', { details: { BucketName: name } });
    return bucket;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  all(): BucketRecord[] {
    return [...this.#byName.values()].map((bucket) => bucket.record).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** In a transaction. Throws BucketAlreadyExists. */
  put(record: BucketRecord): Bucket {
    const { name, kind, owner, region, createdAt, folder, versioning } = record;
    const { changes, lastInsertRowid } = this.#insert.run(
      name,
      kind,
      owner,
      region,
      createdAt,
      folder ?? null,
      versioning,
    );
    if (changes === 0) throw new S3Error('BucketAlreadyExists');
    return { id: Number(lastInsertRowid), record };
  }

  kept(bucket: Bucket): void {
    this.#settings.delete(bucket.id);
    this.#byName.set(bucket.record.name, bucket);
  }

  /** In a transaction. Throws NoSuchBucket. */
  setVersioning({ id, record }: Bucket, versioning: 'enabled' | 'suspended'): Bucket {
    if (this.#setVersioning.run(versioning, id).changes === 0) throw new S3Error('NoSuchBucket');
    return { id, record: { ...record, versioning } };
  }

  /** In a transaction. Throws NoSuchBucket. */
  remove(bucket: Bucket): void {
    if (this.#remove.run(bucket.id).changes === 0) throw new S3Error('NoSuchBucket');
    this.#removeConfigs.run(bucket.id);
  }

  dropped(bucket: Bucket): void {
    this.#byName.delete(bucket.record.name);
    this.#settings.delete(bucket.id);
  }

  settings({ id, record }: Bucket): BucketSettings {
    const known = this.#settings.get(id);
    if (known !== undefined) return known;
    const settings = new KeptSettings(record, (name) => (this.#config.get(id, name) as [string] | undefined)?.[0]);
    this.#settings.set(id, settings);
    return settings;
  }

  /** In a transaction. */
  putConfig(bucket: Bucket, name: string, value: string | undefined): void {
    if (value === undefined) this.#removeConfig.run(bucket.id, name);
    else this.#putConfig.run(bucket.id, name, value);
  }

  /** After that transaction, whether it was kept or not. */
  configChanged(bucket: Bucket): void {
    this.#settings.delete(bucket.id);
  }
}
