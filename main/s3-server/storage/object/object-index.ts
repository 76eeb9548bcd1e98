import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { prepareRows } from '../index-database.ts';
import { encodeChecksum, encodeMetadata, encodeParts } from '../record-codec.ts';
import type { ObjectRecord } from '../storage.ts';
import {
  asBuffer,
  LISTED_COLUMNS,
  RECORD_COLUMNS,
  RowDecoder,
  VALUE_COLUMNS,
  type KeyedColumns,
  type ListedColumns,
  type NewObject,
  type ObjectRow,
  type RecordColumns,
} from './object-row.ts';

/** The SQL of current objects. Reads may be called any time; what changes rows only inside a transaction of the caller. */
export class ObjectIndex {
  readonly #decoder = new RowDecoder();
  readonly #get: StatementSync;
  readonly #getUpload: StatementSync;
  readonly #put: StatementSync;
  readonly #update: StatementSync;
  readonly #rename: StatementSync;
  readonly #remove: StatementSync;
  readonly #scan: StatementSync;
  readonly #list: StatementSync;
  readonly #first: StatementSync;
  readonly #any: StatementSync;
  readonly #putInline: StatementSync;
  readonly #inline: StatementSync;
  readonly #dropInline: StatementSync;

  constructor(database: DatabaseSync) {
    const find = 'FROM objects WHERE bucket = ? AND key = ?';
    this.#get = prepareRows(database, `SELECT ${VALUE_COLUMNS}, body, parts ${find}`);
    this.#getUpload = prepareRows(database, `SELECT upload ${find}`);
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO objects (bucket, ${RECORD_COLUMNS}, body, parts, ord, upload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, max(?, 1 + coalesce((SELECT ord ${find}), 0)), ?)`,
    );
    this.#update = database.prepare('UPDATE objects SET metadata = ? WHERE bucket = ? AND key = ?');
    this.#rename = database.prepare('UPDATE objects SET key = ? WHERE bucket = ? AND key = ?');
    this.#remove = database.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?');
    this.#scan = prepareRows(
      database,
      `SELECT ${RECORD_COLUMNS} FROM objects WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?`,
    );
    this.#list = prepareRows(
      database,
      `SELECT ${LISTED_COLUMNS} FROM objects WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?`,
    );
    this.#first = prepareRows(
      database,
      'SELECT key FROM objects WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key LIMIT 1',
    );
    this.#any = database.prepare('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1');
    this.#putInline = database.prepare('INSERT INTO inline_bodies (body, bytes) VALUES (?, ?)');
    this.#inline = prepareRows(database, 'SELECT bytes FROM inline_bodies WHERE body = ?');
    this.#dropInline = database.prepare('DELETE FROM inline_bodies WHERE body = ?');
  }

  get(bucket: number, key: Buffer): ObjectRow | undefined {
    const row = this.#get.get(bucket, key) as KeyedColumns | undefined;
    return row === undefined ? undefined : this.#decoder.keyed(key, row, true);
  }

  /** The upload that the current object was completed from. */
  uploadOf(bucket: number, key: Buffer): string | undefined {
    const row = this.#getUpload.get(bucket, key) as [string | null] | undefined;
    return row?.[0] ?? undefined;
  }

  put(bucket: number, key: Buffer, object: NewObject): void {
    const { record } = object;
    this.#put.run(
      bucket,
      key,
      record.versionId,
      record.size,
      record.etag,
      record.lastModified,
      encodeMetadata(record.metadata),
      encodeChecksum(record.checksum),
      object.body,
      encodeParts(record.parts),
      object.ord ?? record.lastModified * 1000,
      bucket,
      key,
      object.uploadId ?? null,
    );
  }

  updateMetadata(bucket: number, key: Buffer, metadata: ObjectRecord['metadata']): void {
    this.#update.run(encodeMetadata(metadata), bucket, key);
  }

  /** The destination must be free. */
  rename(bucket: number, from: Buffer, to: Buffer): void {
    this.#rename.run(to, bucket, from);
  }

  remove(bucket: number, key: Buffer): void {
    this.#remove.run(bucket, key);
  }

  /** Keys in `[from, until)` in byte order; the records carry no `parts`. */
  scan(bucket: number, from: Buffer, until: Buffer, limit: number): ScannedObject[] {
    const rows = this.#scan.all(bucket, from, until, limit) as unknown as RecordColumns[];
    return rows.map((row) => ({ key: asBuffer(row[0]), row }));
  }

  /** The same as records, where all of them are wanted. */
  list(bucket: number, from: Buffer, until: Buffer, limit: number): ObjectRecord[] {
    const rows = this.#list.all(bucket, from, until, limit) as unknown as ListedColumns[];
    return rows.map((row) => this.#decoder.listed(row));
  }

  /** The first key in `[from, until)`, without its row: all that a common prefix needs. */
  firstKey(bucket: number, from: Buffer, until: Buffer): Buffer | undefined {
    const row = this.#first.get(bucket, from, until) as [Uint8Array] | undefined;
    return row === undefined ? undefined : asBuffer(row[0]);
  }

  /** Decodes a scanned row: kept apart because a row under a common prefix is never shown. */
  recordOf(scanned: ScannedObject): ObjectRecord {
    return this.#decoder.record(scanned.row, true);
  }

  any(bucket: number): boolean {
    return this.#any.get(bucket) !== undefined;
  }

  putInline(body: number, bytes: Uint8Array): void {
    this.#putInline.run(body, bytes);
  }

  inline(body: number): Buffer | undefined {
    const row = this.#inline.get(body) as [Uint8Array] | undefined;
    return row === undefined ? undefined : asBuffer(row[0]);
  }

  /** True where the body was inline. */
  dropInline(body: number): boolean {
    return this.#dropInline.run(body).changes !== 0;
  }
}

export interface ScannedObject {
  readonly key: Buffer;
  readonly row: RecordColumns;
}
