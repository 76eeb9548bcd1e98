import type { Migration } from '../migration.ts';

/** Colour, certificates, proxy, credential source and probe findings of a connection, and where the user was last. */
export const migration: Migration = {
  id: 40,
  name: 'connection-extras',
  up(sql) {
    sql.exec(`
      ALTER TABLE connections ADD COLUMN extras TEXT NOT NULL DEFAULT '{}'; -- JSON object, never a secret
      ALTER TABLE connections ADD COLUMN last_place TEXT; -- JSON: bucket and prefix
    `);
  },
};
