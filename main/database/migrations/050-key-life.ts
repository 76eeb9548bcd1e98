import type { Migration } from '../migration.ts';

/** The life of keys: an end, an overlap after a rotation, the API of a store, and replaced pairs that can come back. */
export const migration: Migration = {
  id: 50,
  name: 'key-life',
  salvage: ['key_facts', 'store_apis'],
  up(sql) {
    sql.exec(`
      ALTER TABLE server_keys ADD COLUMN expires_at INTEGER;
      -- JSON {accessKeyId, place, account, until}: the pair before the last rotation, while it is still taken.
      ALTER TABLE server_keys ADD COLUMN previous TEXT;

      CREATE TABLE key_facts (
        connection_id TEXT PRIMARY KEY,
        access_key_id TEXT NOT NULL, -- the pair that the facts are about: another one starts anew
        since INTEGER NOT NULL,
        expires_at INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE store_apis (
        connection_id TEXT PRIMARY KEY,
        address TEXT NOT NULL,
        secret_place TEXT, -- absent where the API needs no token
        secret_account TEXT
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE key_replacements (
        id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        kept_until INTEGER NOT NULL,
        old_access_key_id TEXT NOT NULL,
        new_access_key_id TEXT NOT NULL,
        connection_ids TEXT NOT NULL, -- JSON array
        secret_place TEXT NOT NULL,
        secret_account TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
