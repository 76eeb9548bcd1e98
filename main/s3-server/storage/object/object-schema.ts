import type { Migrations } from '../index-database.ts';
import { uploadTables } from '../upload-index.ts';

/**
 * The index of a root.
 *
 * `objects` holds what a plain GET sees and nothing else, so that a listing never steps over old versions or delete
 * markers; `versions` holds those, newest first by `ord` (microseconds, rising per key). Where the newest of all is a
 * delete marker, the key has no row in `objects`. Keys are UTF-8 bytes: SQLite compares BLOBs as S3 orders keys.
 *
 * A body is null (no bytes), a row of `inline_bodies`, or the `segments` of its number in order. `garbage` names files
 * that a commit let go of and that are not unlinked yet; `runs` the runs whose files have not been checked. `shared_bodies` counts, for a
 * body that several rows name, how many do besides the first.
 */
export const objectMigrations: Migrations = [
  `
  CREATE TABLE buckets (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, owner TEXT NOT NULL,
    region TEXT NOT NULL, created INTEGER NOT NULL, folder TEXT, versioning TEXT NOT NULL DEFAULT 'off'
  );
  CREATE TABLE bucket_configs (
    bucket INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (bucket, name)
  ) WITHOUT ROWID;
  CREATE TABLE objects (
    bucket INTEGER NOT NULL, key BLOB NOT NULL,
    ord INTEGER NOT NULL, version TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    body INTEGER, metadata TEXT, checksum TEXT, upload TEXT, parts TEXT,
    PRIMARY KEY (bucket, key)
  ) WITHOUT ROWID;
  CREATE TABLE versions (
    bucket INTEGER NOT NULL, key BLOB NOT NULL,
    ord INTEGER NOT NULL, version TEXT NOT NULL, marker INTEGER NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    body INTEGER, metadata TEXT, checksum TEXT, upload TEXT, parts TEXT,
    PRIMARY KEY (bucket, key, ord DESC)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX versions_by_id ON versions (bucket, key, version);
  CREATE TABLE inline_bodies (body INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
  CREATE TABLE garbage (file TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE runs (generation INTEGER PRIMARY KEY AUTOINCREMENT, started INTEGER NOT NULL);
  ${uploadTables}
  `,
  'CREATE TABLE shared_bodies (body INTEGER PRIMARY KEY, extra INTEGER NOT NULL)',
];
