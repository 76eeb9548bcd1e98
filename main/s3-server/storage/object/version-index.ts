import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { prepareRows } from '../index-database.ts';
import { encodeMetadata } from '../record-codec.ts';
import type { ObjectMetadata, ObjectRecord } from '../storage.ts';
import {
  asBuffer,
  RECORD_COLUMNS,
  RowDecoder,
  SHARED_COLUMNS,
  type ObjectRow,
  type RecordColumns,
  type RowColumns,
} from './object-row.ts';
import { NULL_VERSION } from './version-id.ts';

export interface Newest {
  readonly ord: number;
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly lastModified: number;
}

/** A row of `versions`. */
export interface VersionRow extends ObjectRow {
  readonly ord: number;
}

/** A row of either table; `current` for one of `objects`. */
export interface ScannedVersion {
  readonly key: Buffer;
  readonly ord: number;
  readonly deleteMarker: boolean;
  readonly current: boolean;
  readonly columns: RecordColumns;
}

type ScanColumns = [...RecordColumns, number, number, number];

/**
 * The SQL of what is not current: older versions and delete markers, and both tables together in S3's order. Reads may be
 * called any time; what changes rows only inside a transaction of the caller.
 */
export class VersionIndex {
  readonly #decoder = new RowDecoder();
  readonly #newest: StatementSync;
  readonly #nextOrd: StatementSync;
  readonly #placeOfNull: StatementSync;
  readonly #byId: StatementSync;
  readonly #byUpload: StatementSync;
  readonly #isOnly: StatementSync;
  readonly #keep: StatementSync;
  readonly #promote: StatementSync;
  readonly #putMarker: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;
  readonly #any: StatementSync;
  readonly #scan: StatementSync;
  readonly #older: StatementSync;

  constructor(database: DatabaseSync) {
    const ofKey = 'bucket = ? AND key = ?';
    this.#newest = prepareRows(
      database,
      `SELECT ord, version, marker, modified FROM versions WHERE ${ofKey} ORDER BY ord DESC LIMIT 1`,
    );
    this.#nextOrd = prepareRows(
      database,
      `SELECT 1 + max(coalesce((SELECT ord FROM objects WHERE bucket = ?1 AND key = ?2), 0),
        coalesce((SELECT ord FROM versions WHERE bucket = ?1 AND key = ?2 ORDER BY ord DESC LIMIT 1), 0))`,
    );
    const ofNull = `WHERE bucket = ?1 AND key = ?2 AND version = '${NULL_VERSION}'`;
    this.#placeOfNull = prepareRows(
      database,
      `SELECT ord FROM objects ${ofNull} UNION ALL SELECT ord FROM versions ${ofNull} LIMIT 1`,
    );
    const full = `SELECT ord, marker, ${RECORD_COLUMNS}, body, parts FROM versions WHERE ${ofKey}`;
    this.#byId = prepareRows(database, `${full} AND version = ?`);
    this.#byUpload = prepareRows(database, `${full} AND upload = ? LIMIT 1`);
    this.#isOnly = prepareRows(database, `SELECT 1 FROM versions WHERE ${ofKey} LIMIT 1 OFFSET 1`);
    this.#keep = database.prepare(
      `INSERT INTO versions (${SHARED_COLUMNS}, marker) SELECT ${SHARED_COLUMNS}, 0 FROM objects WHERE ${ofKey}`,
    );
    this.#promote = database.prepare(
      `INSERT INTO objects (${SHARED_COLUMNS}) SELECT ${SHARED_COLUMNS} FROM versions WHERE ${ofKey} AND ord = ?`,
    );
    this.#putMarker = database.prepare(
      `INSERT INTO versions (bucket, key, ord, version, marker, size, etag, modified) VALUES (?, ?, ?, ?, 1, 0, '', ?)`,
    );
    this.#update = database.prepare(`UPDATE versions SET metadata = ? WHERE ${ofKey} AND version = ?`);
    this.#remove = database.prepare(`DELETE FROM versions WHERE ${ofKey} AND ord = ?`);
    this.#any = database.prepare('SELECT 1 FROM versions WHERE bucket = ? LIMIT 1');
    const both = (where: string): string =>
      `SELECT ${RECORD_COLUMNS}, ord, 0 AS marker, 1 AS current FROM objects WHERE bucket = ?1 AND ${where}
       UNION ALL SELECT ${RECORD_COLUMNS}, ord, marker, 0 FROM versions WHERE bucket = ?1 AND ${where}
       ORDER BY key, ord DESC LIMIT ?4`;
    this.#scan = prepareRows(database, both('key >= ?2 AND key < ?3'));
    this.#older = prepareRows(database, both('key = ?2 AND ord < ?3'));
  }

  newest(bucket: number, key: Buffer): Newest | undefined {
    const row = this.#newest.get(bucket, key) as [number, string, number, number] | undefined;
    if (row === undefined) return undefined;
    const [ord, versionId, marker, lastModified] = row;
    return { ord, versionId, deleteMarker: marker === 1, lastModified };
  }

  /** Greater than the place of every version of the key, current or not. */
  nextOrd(bucket: number, key: Buffer): number {
    return (this.#nextOrd.get(bucket, key) as unknown as [number])[0];
  }

  placeOfNull(bucket: number, key: Buffer): number | undefined {
    return (this.#placeOfNull.get(bucket, key) as [number] | undefined)?.[0];
  }

  get(bucket: number, key: Buffer, versionId: string): VersionRow | undefined {
    return this.#row(this.#byId.get(bucket, key, versionId));
  }

  /** The older version that an upload became. */
  ofUpload(bucket: number, key: Buffer, uploadId: string): VersionRow | undefined {
    return this.#row(this.#byUpload.get(bucket, key, uploadId));
  }

  /** Whether a key that has no current object has no more than one version. */
  isOnly(bucket: number, key: Buffer): boolean {
    return this.#isOnly.get(bucket, key) === undefined;
  }

  /** Writes the current object down as an older version; its row in `objects` is the caller's to replace or remove. */
  keep(bucket: number, key: Buffer): void {
    this.#keep.run(bucket, key);
  }

  /** Makes an older version the current object. */
  promote(bucket: number, key: Buffer, ord: number): void {
    this.#promote.run(bucket, key, ord);
    this.#remove.run(bucket, key, ord);
  }

  putMarker(bucket: number, key: Buffer, marker: { ord: number; versionId: string; lastModified: number }): void {
    this.#putMarker.run(bucket, key, marker.ord, marker.versionId, marker.lastModified);
  }

  updateMetadata(bucket: number, key: Buffer, versionId: string, metadata: ObjectMetadata): void {
    this.#update.run(encodeMetadata(metadata), bucket, key, versionId);
  }

  remove(bucket: number, key: Buffer, ord: number): void {
    this.#remove.run(bucket, key, ord);
  }

  any(bucket: number): boolean {
    return this.#any.get(bucket) !== undefined;
  }

  /** Both tables in `[from, until)`: by key, newest first. */
  scan(bucket: number, from: Buffer, until: Buffer, limit: number): ScannedVersion[] {
    return scanned(this.#scan.all(bucket, from, until, limit));
  }

  /** Both tables: the versions of one key that are older than a place, newest first. */
  older(bucket: number, key: Buffer, ord: number, limit: number): ScannedVersion[] {
    return scanned(this.#older.all(bucket, key, ord, limit));
  }

  recordOf(row: ScannedVersion, isLatest: boolean): ObjectRecord {
    const record = this.#decoder.record(row.columns, isLatest);
    return row.deleteMarker ? { ...record, deleteMarker: true } : record;
  }

  #row(columns: unknown): VersionRow | undefined {
    if (columns === undefined) return undefined;
    const [ord, marker, ...rest] = columns as [number, number, ...RowColumns];
    const { record, body } = this.#decoder.row(rest, false);
    return { record: marker === 1 ? { ...record, deleteMarker: true } : record, body, ord };
  }
}

function scanned(rows: unknown): ScannedVersion[] {
  return (rows as ScanColumns[]).map(
    ([key, version, size, etag, modified, metadata, checksum, ord, marker, current]) => ({
      key: asBuffer(key),
      ord,
      deleteMarker: marker === 1,
      current: current === 1,
      columns: [key, version, size, etag, modified, metadata, checksum],
    }),
  );
}
