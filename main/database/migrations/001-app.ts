import type { Migration } from '../migration.ts';

/** Connections, keys of the embedded server, settings and host sessions. No column ever holds a secret. */
export const migration: Migration = {
  id: 1,
  name: 'app',
  salvage: ['connections', 'server_keys', 'settings'],
  up(sql) {
    sql.exec(`
      CREATE TABLE connections (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        provider TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        region TEXT NOT NULL,
        addressing TEXT NOT NULL,
        access_key_id TEXT NOT NULL,
        -- Where the secret lives, and under which account there: a swap writes a new account first, then this row.
        secret_place TEXT NOT NULL,
        secret_account TEXT NOT NULL,
        read_only INTEGER NOT NULL,
        pinned_buckets TEXT NOT NULL, -- JSON array of names
        created_at INTEGER NOT NULL,
        last_used_at INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE server_keys (
        id TEXT PRIMARY KEY,
        access_key_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        volumes TEXT NOT NULL, -- JSON: "*" or an array of names
        permissions TEXT NOT NULL, -- JSON object of booleans
        secret_place TEXT NOT NULL,
        secret_account TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER,
        requests INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL -- JSON
      ) STRICT, WITHOUT ROWID;

      -- Accounts of a secret store that no record needs: written first, erased there, then removed here. Also holds an
      -- account that is about to be written, so that a crash between leaves nothing behind in the store.
      CREATE TABLE secrets_to_erase (
        place TEXT NOT NULL,
        account TEXT NOT NULL,
        PRIMARY KEY (place, account)
      ) STRICT, WITHOUT ROWID;

      -- Browser sessions of the headless host: only the SHA-256 of the token, as hex.
      CREATE TABLE sessions (
        token_hash TEXT PRIMARY KEY,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
