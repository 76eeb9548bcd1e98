import {
  connection,
  connectionExtras,
  secretPlace,
  text,
  type Connection,
  type LastPlace,
} from '../../preload/contract/index.ts';
import type { AppDatabase } from './open-database.ts';
import { fromJson, readRecords, type Records } from './records.ts';

/** A saved connection without its secret; `secretAccount` is where the secret store holds that. */
export type StoredConnection = Omit<Connection, 'hasSecret' | 'local' | 'features' | 'maxShareSeconds'> & {
  readonly secretAccount: string;
};

const schema = connection
  .omit({ hasSecret: true, local: true, features: true, maxShareSeconds: true })
  .extend({ secretAccount: text.min(1), secretPlace });

export interface ConnectionsRepository {
  list(): Records<StoredConnection>;
  /** Adds, or replaces the one with the same id. */
  save(record: StoredConnection): void;
  remove(id: string): void;
  /** `lastUsedAt` alone, in milliseconds since the epoch. */
  touch(id: string, at: number): void;
  /** `lastPlace` alone. */
  visit(id: string, place: LastPlace): void;
}

/** What is kept in the one column for later fields. */
const extrasOf = (record: StoredConnection): object => connectionExtras.strip().parse(record);

/** A column that is no object leaves a field that the schema names. */
function objectOf(value: unknown): object {
  const parsed = fromJson(value);
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : { extras: parsed };
}

export function createConnectionsRepository(database: AppDatabase): ConnectionsRepository {
  const { sql } = database;
  const all = sql.prepare('SELECT * FROM connections ORDER BY created_at, id');
  const save = sql.prepare(`
    INSERT INTO connections (id, name, provider, endpoint, region, addressing, access_key_id, secret_place,
      secret_account, read_only, pinned_buckets, created_at, last_used_at, extras)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, provider = excluded.provider, endpoint = excluded.endpoint,
      region = excluded.region, addressing = excluded.addressing, access_key_id = excluded.access_key_id,
      secret_place = excluded.secret_place, secret_account = excluded.secret_account,
      read_only = excluded.read_only, pinned_buckets = excluded.pinned_buckets, last_used_at = excluded.last_used_at,
      extras = excluded.extras`);
  const remove = sql.prepare('DELETE FROM connections WHERE id = ?');
  const visit = sql.prepare('UPDATE connections SET last_place = ? WHERE id = ?');
  const touch = sql.prepare('UPDATE connections SET last_used_at = ? WHERE id = ?');
  return {
    list: () =>
      readRecords('connections', all.all(), (row) =>
        schema.safeParse({
          id: row.id,
          name: row.name,
          provider: row.provider,
          endpoint: row.endpoint,
          region: row.region,
          addressing: row.addressing,
          accessKeyId: row.access_key_id,
          secretPlace: row.secret_place,
          secretAccount: row.secret_account,
          readOnly: row.read_only === 1,
          pinnedBuckets: fromJson(row.pinned_buckets),
          createdAt: row.created_at,
          ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
          ...(row.last_place === null ? {} : { lastPlace: fromJson(row.last_place) }),
          ...objectOf(row.extras),
        }),
      ),
    save(record) {
      save.run(
        record.id,
        record.name,
        record.provider,
        record.endpoint,
        record.region,
        record.addressing,
        record.accessKeyId,
        record.secretPlace,
        record.secretAccount,
        record.readOnly ? 1 : 0,
        JSON.stringify(record.pinnedBuckets),
        record.createdAt,
        record.lastUsedAt ?? null,
        JSON.stringify(extrasOf(record)),
      );
    },
    remove: (id) => void remove.run(id),
    touch: (id, at) => void touch.run(at, id),
    visit: (id, place) => void visit.run(JSON.stringify(place), id),
  };
}
