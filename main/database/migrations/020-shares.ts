import type { Migration } from '../migration.ts';

/** Links that were made here, without their addresses: those hold a signature and are made again when asked for. */
export const migration: Migration = {
  id: 20,
  name: 'shares',
  up(sql) {
    sql.exec(`
      CREATE TABLE shares (
        id TEXT PRIMARY KEY,
        connection_id TEXT NOT NULL,
        access_key_id TEXT NOT NULL, -- the key that signed: another one makes another link
        bucket TEXT NOT NULL,
        key TEXT NOT NULL,
        method TEXT NOT NULL,
        show TEXT NOT NULL,
        seconds INTEGER NOT NULL,
        signed_at INTEGER NOT NULL, -- milliseconds since the epoch by the store's clock, whole seconds
        created_at INTEGER NOT NULL, -- by our clock
        expires_at INTEGER NOT NULL, -- by our clock
        limited_by TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX shares_by_expiry ON shares (expires_at);
    `);
  },
  salvage: ['shares'],
};
