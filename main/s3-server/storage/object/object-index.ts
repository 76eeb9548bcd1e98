import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { prepareRows } from '../index-database.ts';
import {
  decodeChecksum,
  decodeParts,
  encodeChecksum,
  encodeMetadata,
  encodeParts,
  MetadataDecoder,
} from '../record-codec.ts';
import type { ObjectRecord } from '../storage.ts';

export interface ObjectRow {
  readonly record: ObjectRecord;
  /** Null for no bytes. */
  readonly body: number | null;
}

/** What a commit stores; `uploadId` names the upload that became the object. */
export interface NewObject {
  readonly record: ObjectRecord;
  readonly body: number | null;
  readonly uploadId?: string;
}

// `parts` may be long, so it is last: a listing that leaves it out never touches its overflow pages.
const COLUMNS = 'key, version, size, etag, modified, metadata, checksum';
type Columns = [Uint8Array, string, number, string, number, string | null, string | null];

/** The SQL of current objects. Reads may be called any time; what changes rows only inside a transaction of the caller. */
export class ObjectIndex {
  readonly #metadata = new MetadataDecoder();
  readonly #get: StatementSync;
  readonly #getUpload: StatementSync;
  readonly #put: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;
  readonly #scan: StatementSync;
  readonly #first: StatementSync;
  readonly #any: StatementSync;
  readonly #anyVersion: StatementSync;
  readonly #putInline: StatementSync;
  readonly #inline: StatementSync;
  readonly #dropInline: StatementSync;

  constructor(database: DatabaseSync) {
    const find = 'FROM objects WHERE bucket = ? AND key = ?';
    this.#get = prepareRows(database, `SELECT ${COLUMNS}, body, parts ${find}`);
    this.#getUpload = prepareRows(database, `SELECT upload ${find}`);
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO objects (bucket, ${COLUMNS}, body, parts, ord, upload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, max(?, 1 + coalesce((SELECT ord ${find}), 0)), ?)`,
    );
    this.#update = database.prepare('UPDATE objects SET metadata = ? WHERE bucket = ? AND key = ?');
    this.#remove = database.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?');
    this.#scan = prepareRows(
      database,
      `SELECT ${COLUMNS} FROM objects WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?`,
    );
    this.#first = prepareRows(
      database,
      'SELECT key FROM objects WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key LIMIT 1',
    );
    this.#any = database.prepare('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1');
    this.#anyVersion = database.prepare('SELECT 1 FROM versions WHERE bucket = ? LIMIT 1');
    this.#putInline = database.prepare('INSERT INTO inline_bodies (body, bytes) VALUES (?, ?)');
    this.#inline = prepareRows(database, 'SELECT bytes FROM inline_bodies WHERE body = ?');
    this.#dropInline = database.prepare('DELETE FROM inline_bodies WHERE body = ?');
  }

  get(bucket: number, key: Buffer): ObjectRow | undefined {
    const row = this.#get.get(bucket, key) as [...Columns, number | null, string | null] | undefined;
    if (row === undefined) return undefined;
    const [keyColumn, version, size, etag, modified, metadata, checksum, body, partsText] = row;
    const record = this.#decode([keyColumn, version, size, etag, modified, metadata, checksum]);
    const parts = decodeParts(partsText);
    return { record: parts === undefined ? record : { ...record, parts }, body };
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
      record.lastModified * 1000,
      bucket,
      key,
      object.uploadId ?? null,
    );
  }

  updateMetadata(bucket: number, key: Buffer, metadata: ObjectRecord['metadata']): void {
    this.#update.run(encodeMetadata(metadata), bucket, key);
  }

  remove(bucket: number, key: Buffer): void {
    this.#remove.run(bucket, key);
  }

  /** Keys in `[from, until)` in byte order; the records carry no `parts`. */
  scan(bucket: number, from: Buffer, until: Buffer, limit: number): ScannedObject[] {
    const rows = this.#scan.all(bucket, from, until, limit) as unknown as Columns[];
    return rows.map((row) => ({ key: asBuffer(row[0]), row }));
  }

  /** The first key in `[from, until)`, without its row: all that a common prefix needs. */
  firstKey(bucket: number, from: Buffer, until: Buffer): Buffer | undefined {
    const row = this.#first.get(bucket, from, until) as [Uint8Array] | undefined;
    return row === undefined ? undefined : asBuffer(row[0]);
  }

  /** Decodes a scanned row: kept apart because a row under a common prefix is never shown. */
  recordOf(scanned: ScannedObject): ObjectRecord {
    return this.#decode(scanned.row);
  }

  any(bucket: number): boolean {
    return this.#any.get(bucket) !== undefined || this.#anyVersion.get(bucket) !== undefined;
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

  #decode([key, versionId, size, etag, lastModified, metadata, sum]: Columns): ObjectRecord {
    const checksum = decodeChecksum(sum);
    const record = {
      key: asBuffer(key).toString('utf8'),
      versionId,
      isLatest: true,
      deleteMarker: false,
      size,
      etag,
      lastModified,
      metadata: this.#metadata.decode(metadata),
    };
    return checksum === undefined ? record : { ...record, checksum };
  }
}

export interface ScannedObject {
  readonly key: Buffer;
  readonly row: [Uint8Array, string, number, string, number, string | null, string | null];
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
