import type { Migration } from '../migration.ts';

/**
 * What a receipt shows of each file, and the moment an upload was asked for: between that and the store's answer a kill
 * would leave an upload that nobody knows.
 */
export const migration: Migration = {
  id: 11,
  name: 'receipts',
  up(sql) {
    sql.exec(`
      ALTER TABLE transfer_files ADD COLUMN checksum TEXT; -- algorithm:base64 of the whole object, from the bytes we moved
      ALTER TABLE transfer_files ADD COLUMN verified TEXT; -- what proves the bytes
      ALTER TABLE transfer_files ADD COLUMN verified_at INTEGER; -- when the target was last found to hold them
      ALTER TABLE transfer_files ADD COLUMN upload_asked INTEGER; -- when a multipart upload was asked for
      ALTER TABLE transfer_parts ADD COLUMN crc32 TEXT; -- base64, of the bytes of this part
      CREATE INDEX transfer_files_asked ON transfer_files (upload_asked) WHERE upload_asked IS NOT NULL;
      CREATE INDEX transfer_files_unconfirmed ON transfer_files (job, id) WHERE state = 'done' AND verified_at IS NULL;
    `);
  },
};
