import type { Migrations } from '../index-database.ts';
import { uploadTables } from '../upload-index.ts';

/**
 * The sidecar of a folder volume, in its `.quayside/`. The tree is the truth: a row of `objects` counts only while the
 * file has the inode, size and time of change (nanoseconds) that it had when the row was made. A row is committed before
 * the rename that makes it true, so that the rename alone decides whether a write happened.
 *
 * `made_dirs` are directories that a PUT made on its way and a DELETE may take away again once they are empty.
 */
export const folderMigrations: Migrations = [
  `
  CREATE TABLE objects (
    path BLOB NOT NULL, ino INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    etag TEXT NOT NULL, metadata TEXT, checksum TEXT, upload TEXT, parts TEXT,
    PRIMARY KEY (path, ino, size, mtime)
  ) WITHOUT ROWID;
  CREATE TABLE made_dirs (path BLOB PRIMARY KEY) WITHOUT ROWID;
  ${uploadTables}
  `,
];
