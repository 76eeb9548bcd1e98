import type { Migration } from '../migration.ts';

/**
 * Links of every kind. Addresses are still not stored: of a link that Quayside serves only the SHA-256 of its token and a
 * salted check value of its password are kept.
 */
export const migration: Migration = {
  id: 51,
  name: 'links',
  up(sql) {
    sql.exec(`
      ALTER TABLE shares ADD COLUMN how TEXT NOT NULL DEFAULT 'signature';
      ALTER TABLE shares ADD COLUMN kind TEXT NOT NULL DEFAULT 'object';
      ALTER TABLE shares ADD COLUMN keys TEXT; -- JSON array: the objects of a folder link
      ALTER TABLE shares ADD COLUMN page_key TEXT; -- the page that lies beside the objects, to be deleted with the link
      ALTER TABLE shares ADD COLUMN token_hash TEXT; -- SHA-256 of the token, hex
      ALTER TABLE shares ADD COLUMN pass_check TEXT; -- scrypt, with its salt
      ALTER TABLE shares ADD COLUMN opens INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE shares ADD COLUMN max_opens INTEGER;
      ALTER TABLE shares ADD COLUMN last_opened_at INTEGER;
      ALTER TABLE shares ADD COLUMN max_bytes INTEGER; -- upload links
      ALTER TABLE shares ADD COLUMN content_type TEXT; -- upload links: what is taken
      ALTER TABLE shares ADD COLUMN received TEXT; -- JSON {key, size, at}: what came in by an upload link
      CREATE UNIQUE INDEX shares_by_token ON shares (token_hash) WHERE token_hash IS NOT NULL;
    `);
  },
};
