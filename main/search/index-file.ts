import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { ConnectionId } from '../../preload/contract/index.ts';
import { FolderSums, type FolderSum } from './folder-sums.ts';

/** A file of another form is thrown away and built again. */
const version = 1;

export interface IndexFacts {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  /** All of the bucket was listed. */
  readonly isComplete: boolean;
  readonly objects: number;
  readonly bytes: number;
  /** Milliseconds since the epoch: when the listing began, and so how old what it says may be. */
  readonly builtAt: number;
}

export interface IndexedObject {
  readonly key: string;
  readonly size: number;
  readonly modified: number;
}
export interface IndexedPage {
  readonly keys: readonly string[];
  readonly sizes: readonly number[];
  readonly modified: readonly number[];
}

/** The index of one bucket in one file. It is a copy: it is written without waiting for the disk. */
export interface IndexFile {
  facts(): IndexFacts;
  append(page: IndexedPage): void;
  /** Nothing more comes. */
  finish(isComplete: boolean): void;
  /** Objects after a key in the order of UTF-8, as far as the condition holds, of at most `count` that are looked at. */
  scan(options: ScanOptions): { readonly found: readonly IndexedObject[]; readonly last: string | undefined };
  /** Folders right below a prefix, heaviest first. */
  folders(prefix: string, limit: number): readonly FolderSum[];
  folder(prefix: string): FolderSum | undefined;
  /** Objects right below a prefix, without those in folders. */
  ownObjects(prefix: string): { readonly objects: number; readonly bytes: number };
  /** The largest of the next `count` objects after a key. */
  largest(options: { prefix: string; after: string; count: number; limit: number }): {
    readonly found: readonly IndexedObject[];
    readonly last: string | undefined;
  };
  close(): void;
}

export interface ScanOptions {
  readonly after: string;
  /** Keys begin with it. */
  readonly prefix: string;
  readonly where: string;
  readonly values: readonly (string | number)[];
  readonly count: number;
}

/** Everything that begins with a prefix lies before this. Keys are compared as UTF-8 bytes. */
const endOf = (prefix: string): string => `${prefix}\u{10FFFF}\u{10FFFF}`;

export function createIndexFile(
  path: string,
  of: { connectionId: ConnectionId; bucket: string; at: number },
): IndexFile {
  removeIndexFile(path);
  const sql = new DatabaseSync(path);
  prepare(sql);
  sql.exec(`
    CREATE TABLE meta (
      version INTEGER, connection TEXT, bucket TEXT, complete INTEGER, objects INTEGER, bytes INTEGER, built_at INTEGER
    );
    CREATE TABLE objects (key TEXT PRIMARY KEY, size INTEGER, modified INTEGER) WITHOUT ROWID;
    CREATE TABLE folders (prefix TEXT PRIMARY KEY, parent TEXT, objects INTEGER, bytes INTEGER) WITHOUT ROWID;
    CREATE INDEX folders_by_parent ON folders (parent, bytes DESC);
  `);
  sql.prepare('INSERT INTO meta VALUES (?, ?, ?, 0, 0, 0, ?)').run(version, of.connectionId, of.bucket, of.at);
  return open(sql);
}

/** Undefined where the file cannot be read as an index of this version: it is to be thrown away. */
export function openIndexFile(path: string): IndexFile | undefined {
  let sql: DatabaseSync | undefined;
  try {
    sql = new DatabaseSync(path);
    prepare(sql);
    const found = sql.prepare('SELECT version FROM meta').get()?.['version'];
    if (found === version) return open(sql);
  } catch {
    // A copy that is damaged is worth nothing: the caller builds another one.
  }
  sql?.close();
  return undefined;
}

export function removeIndexFile(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true });
}

function prepare(sql: DatabaseSync): void {
  sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384');
}

function open(sql: DatabaseSync): IndexFile {
  const insert = sql.prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?)');
  const meta = sql.prepare('SELECT * FROM meta');
  const grow = sql.prepare('UPDATE meta SET objects = objects + ?, bytes = bytes + ?');
  const addFolder = sql.prepare(`
    INSERT INTO folders VALUES (?, ?, ?, ?)
    ON CONFLICT (prefix) DO UPDATE SET objects = objects + excluded.objects, bytes = bytes + excluded.bytes`);
  const sums = new FolderSums(
    ({ prefix, parent, objects, bytes }) => void addFolder.run(prefix, parent, objects, bytes),
  );
  const object = (row: Record<string, unknown>): IndexedObject => ({
    key: String(row['key']),
    size: Number(row['size']),
    modified: Number(row['modified']),
  });
  const sum = (row: Record<string, unknown>): FolderSum => ({
    prefix: String(row['prefix']),
    parent: String(row['parent']),
    objects: Number(row['objects']),
    bytes: Number(row['bytes']),
  });
  let isOpen = true;
  /** A stretch of the index, and the rows of it that `rest` picks; the last key where there may be more. */
  const look = (
    { after, prefix, count }: { readonly after: string; readonly prefix: string; readonly count: number },
    rest: string,
    values: readonly (string | number)[],
  ): { readonly found: readonly IndexedObject[]; readonly last: string | undefined } => {
    // One bound below: with two of them SQLite begins at the wrong one and walks up to the other.
    const isBegun = after !== '' && Buffer.compare(Buffer.from(after), Buffer.from(prefix)) >= 0;
    const range = `FROM objects WHERE key ${isBegun ? '>' : '>='} ? AND key < ? ORDER BY key LIMIT ${count}`;
    const bounds = [isBegun ? after : prefix, endOf(prefix)];
    const last = sql.prepare(`SELECT max(key) AS last, count(*) AS seen FROM (SELECT key ${range})`).get(...bounds);
    const found = sql.prepare(`SELECT * FROM (SELECT key, size, modified ${range}) ${rest}`).all(...bounds, ...values);
    return {
      found: found.map(object),
      last: Number(last?.['seen']) === count ? String(last?.['last']) : undefined,
    };
  };
  return {
    facts() {
      const row = meta.get() ?? {};
      return {
        connectionId: String(row['connection']) as ConnectionId,
        bucket: String(row['bucket']),
        isComplete: row['complete'] === 1,
        objects: Number(row['objects']),
        bytes: Number(row['bytes']),
        builtAt: Number(row['built_at']),
      };
    },
    append({ keys, sizes, modified }) {
      sql.exec('BEGIN');
      let bytes = 0;
      for (const [index, key] of keys.entries()) {
        const size = sizes[index] ?? 0;
        insert.run(key, size, modified[index] ?? 0);
        sums.add(key, size);
        bytes += size;
      }
      grow.run(keys.length, bytes);
      sql.exec('COMMIT');
    },
    finish(isComplete) {
      sql.exec('BEGIN');
      sums.flush();
      sql.prepare('UPDATE meta SET complete = ?').run(isComplete ? 1 : 0);
      sql.exec('COMMIT');
      sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    scan: ({ where, values, ...range }) => look(range, `WHERE ${where}`, values),
    folders: (prefix, limit) =>
      sql
        .prepare('SELECT * FROM folders WHERE parent = ? ORDER BY bytes DESC, prefix LIMIT ?')
        .all(prefix, limit)
        .map(sum),
    folder(prefix) {
      const row = sql.prepare('SELECT * FROM folders WHERE prefix = ?').get(prefix);
      return row === undefined ? undefined : sum(row);
    },
    ownObjects(prefix) {
      const all = sql.prepare('SELECT objects, bytes FROM folders WHERE prefix = ?').get(prefix);
      const below = sql
        .prepare('SELECT sum(objects) AS objects, sum(bytes) AS bytes FROM folders WHERE parent = ?')
        .get(prefix);
      // While the bucket is listed, a folder that is not at its end yet has no sum of its own.
      const left = (name: string): number => Math.max(0, Number(all?.[name] ?? 0) - Number(below?.[name] ?? 0));
      return { objects: left('objects'), bytes: left('bytes') };
    },
    largest: ({ limit, ...range }) => look(range, 'ORDER BY size DESC LIMIT ?', [limit]),
    close() {
      if (isOpen) sql.close();
      isOpen = false;
    },
  };
}
