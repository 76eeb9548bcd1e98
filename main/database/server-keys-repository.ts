import {
  previousPair,
  secretPlace,
  serverKey,
  text,
  type SecretPlace,
  type ServerKey,
} from '../../preload/contract/index.ts';
import type { AppDatabase } from './open-database.ts';
import { fromJson, readRecords, type Records } from './records.ts';

/** A key of the embedded server without its secret. */
export type StoredServerKey = Omit<ServerKey, 'usable' | 'previous'> & {
  readonly secretAccount: string;
  readonly previous?: StoredPair | undefined;
};

/** The pair before the last rotation, and where its secret is. */
export interface StoredPair {
  readonly accessKeyId: string;
  readonly place: SecretPlace;
  readonly account: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const previous = previousPair.extend({ place: secretPlace, account: text.min(1) });
const schema = serverKey
  .omit({ usable: true, previous: true })
  .extend({ secretAccount: text.min(1), secretPlace, previous: previous.optional() });

export interface ServerKeysRepository {
  list(): Records<StoredServerKey>;
  /** Adds, or replaces the one with the same id; use counts are left as they are. */
  save(record: StoredServerKey): void;
  remove(id: string): void;
  /** Adds to the use counts of several keys in one transaction; `at` in milliseconds since the epoch. */
  addUse(uses: readonly { readonly id: string; readonly requests: number; readonly at: number }[]): void;
}

export function createServerKeysRepository(database: AppDatabase): ServerKeysRepository {
  const { sql } = database;
  const all = sql.prepare('SELECT * FROM server_keys ORDER BY created_at, id');
  const save = sql.prepare(`
    INSERT INTO server_keys (id, access_key_id, name, volumes, permissions, secret_place, secret_account, created_at,
      last_used_at, requests, expires_at, previous)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET access_key_id = excluded.access_key_id, name = excluded.name,
      volumes = excluded.volumes, permissions = excluded.permissions, secret_place = excluded.secret_place,
      secret_account = excluded.secret_account, expires_at = excluded.expires_at, previous = excluded.previous`);
  const remove = sql.prepare('DELETE FROM server_keys WHERE id = ?');
  const use = sql.prepare('UPDATE server_keys SET requests = requests + ?, last_used_at = ? WHERE id = ?');
  return {
    list: () =>
      readRecords('server_keys', all.all(), (row) =>
        schema.safeParse({
          id: row.id,
          accessKeyId: row.access_key_id,
          name: row.name,
          volumes: fromJson(row.volumes),
          permissions: fromJson(row.permissions),
          secretPlace: row.secret_place,
          secretAccount: row.secret_account,
          createdAt: row.created_at,
          ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
          requests: row.requests,
          ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
          ...(row.previous === null ? {} : { previous: fromJson(row.previous) }),
        }),
      ),
    save(record) {
      save.run(
        record.id,
        record.accessKeyId,
        record.name,
        JSON.stringify(record.volumes),
        JSON.stringify(record.permissions),
        record.secretPlace,
        record.secretAccount,
        record.createdAt,
        record.lastUsedAt ?? null,
        record.requests,
        record.expiresAt ?? null,
        record.previous === undefined ? null : JSON.stringify(record.previous),
      );
    },
    remove: (id) => void remove.run(id),
    addUse: (uses) =>
      database.transaction(() => {
        for (const { id, requests, at } of uses) use.run(requests, at, id);
      }),
  };
}
