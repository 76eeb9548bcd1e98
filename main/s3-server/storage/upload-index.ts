import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { randomBytes } from 'node:crypto';
import { S3Error } from '../errors/index.ts';
import { prepareRows } from './index-database.ts';
import { abovePrefix, ListPager } from './list-pager.ts';
import { decodeChecksum, encodeChecksum, encodeMetadata, MetadataDecoder } from './record-codec.ts';
import type { PartRecord, UploadRecord, UploadsPage, UploadsQuery } from './storage.ts';

/** Uploads in progress, their parts, and which file holds which run of bytes. Both kinds of volume use these tables. */
export const uploadTables = `
  CREATE TABLE uploads (
    bucket INTEGER NOT NULL, key BLOB NOT NULL, id TEXT NOT NULL,
    body INTEGER NOT NULL, initiator TEXT NOT NULL, initiated INTEGER NOT NULL,
    metadata TEXT, algorithm TEXT, type TEXT,
    PRIMARY KEY (bucket, key, id)
  ) WITHOUT ROWID;
  CREATE TABLE parts (
    body INTEGER NOT NULL, part INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    checksum TEXT,
    PRIMARY KEY (body, part)
  ) WITHOUT ROWID;
  CREATE TABLE segments (
    body INTEGER NOT NULL, n INTEGER NOT NULL, size INTEGER NOT NULL, file TEXT NOT NULL,
    PRIMARY KEY (body, n)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX segments_by_file ON segments (file);
`;

export interface UploadRow {
  readonly record: UploadRecord;
  /** Its parts' bytes are the segments of this body; n is the part number. The object takes the body over unchanged. */
  readonly body: number;
}

export interface SegmentRow {
  readonly n: number;
  readonly size: number;
  readonly file: string;
}

type UploadColumns = [Uint8Array, string, number, string, number, string | null, string | null, string | null];
type PartColumns = [number, number, string, number, string | null];

/** Uploads order by the time they began: the id starts with it. Url-safe, and not to be guessed. */
export function newUploadId(now: number): string {
  return now.toString(16).padStart(12, '0') + randomBytes(16).toString('hex');
}

/** The SQL of uploads. Reads may be called any time; what changes rows only inside a transaction of the caller. */
export class UploadIndex {
  readonly #metadata = new MetadataDecoder();
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  readonly #remove: StatementSync;
  readonly #scan: StatementSync;
  readonly #any: StatementSync;
  readonly #putPart: StatementSync;
  readonly #part: StatementSync;
  readonly #parts: StatementSync;
  readonly #dropParts: StatementSync;
  readonly #putSegment: StatementSync;
  readonly #segments: StatementSync;
  readonly #segment: StatementSync;
  readonly #dropSegments: StatementSync;
  readonly #dropSegment: StatementSync;
  readonly #hasFile: StatementSync;

  constructor(database: DatabaseSync) {
    const columns = 'key, id, body, initiator, initiated, metadata, algorithm, type';
    this.#insert = database.prepare(`INSERT INTO uploads (bucket, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#find = prepareRows(database, `SELECT ${columns} FROM uploads WHERE bucket = ? AND key = ? AND id = ?`);
    this.#remove = database.prepare('DELETE FROM uploads WHERE bucket = ? AND key = ? AND id = ?');
    this.#scan = prepareRows(
      database,
      `SELECT ${columns} FROM uploads WHERE bucket = ? AND (key, id) > (?, ?) AND key < ? ORDER BY key, id LIMIT ?`,
    );
    this.#any = database.prepare('SELECT 1 FROM uploads WHERE bucket = ? LIMIT 1');
    this.#putPart = database.prepare(
      'INSERT OR REPLACE INTO parts (body, part, size, etag, modified, checksum) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const partColumns = 'part, size, etag, modified, checksum';
    this.#part = prepareRows(database, `SELECT ${partColumns} FROM parts WHERE body = ? AND part = ?`);
    this.#parts = prepareRows(
      database,
      `SELECT ${partColumns} FROM parts WHERE body = ? AND part > ? ORDER BY part LIMIT ?`,
    );
    this.#dropParts = database.prepare('DELETE FROM parts WHERE body = ?');
    this.#putSegment = database.prepare('INSERT OR REPLACE INTO segments (body, n, size, file) VALUES (?, ?, ?, ?)');
    this.#segments = prepareRows(database, 'SELECT n, size, file FROM segments WHERE body = ? ORDER BY n');
    this.#segment = prepareRows(database, 'SELECT file FROM segments WHERE body = ? AND n = ?');
    this.#dropSegments = database.prepare('DELETE FROM segments WHERE body = ?');
    this.#dropSegment = database.prepare('DELETE FROM segments WHERE body = ? AND n = ?');
    this.#hasFile = database.prepare('SELECT 1 FROM segments WHERE file = ?');
  }

  insert(bucket: number, key: Buffer, upload: UploadRecord, body: number): void {
    this.#insert.run(
      bucket,
      key,
      upload.uploadId,
      body,
      upload.initiator,
      upload.initiatedAt,
      encodeMetadata(upload.metadata),
      upload.checksumAlgorithm ?? null,
      upload.checksumType ?? null,
    );
  }

  /** Throws NoSuchUpload. */
  get(bucket: number, bucketName: string, key: string, id: string): UploadRow {
    const row = this.#find.get(bucket, Buffer.from(key, 'utf8'), id) as UploadColumns | undefined;
    if (row === undefined) throw new S3Error('NoSuchUpload');
    return this.#decode(bucketName, row);
  }

  /** Takes the upload and its part records away; the segments stay with the body. */
  remove(bucket: number, key: string, id: string, body: number): void {
    this.#remove.run(bucket, Buffer.from(key, 'utf8'), id);
    this.#dropParts.run(body);
  }

  any(bucket: number): boolean {
    return this.#any.get(bucket) !== undefined;
  }

  /** Returns the file that the new one replaces. */
  putPart(body: number, part: PartRecord, file: string): string | undefined {
    const old = this.#segment.get(body, part.partNumber) as [string] | undefined;
    this.#putPart.run(body, part.partNumber, part.size, part.etag, part.lastModified, encodeChecksum(part.checksum));
    this.#putSegment.run(body, part.partNumber, part.size, file);
    return old?.[0];
  }

  parts(body: number, after: number, limit: number): PartRecord[] {
    return (this.#parts.all(body, after, limit) as unknown as PartColumns[]).map(decodePart);
  }

  /** Throws InvalidPart unless each named part is there with that ETag. */
  checkParts(body: number, named: readonly PartRecord[]): void {
    for (const { partNumber, etag } of named) {
      const row = this.#part.get(body, partNumber) as PartColumns | undefined;
      if (row === undefined || row[2] !== etag) {
        throw new S3Error('InvalidPart', { details: { PartNumber: String(partNumber), ETag: etag } });
      }
    }
  }

  putSegment(body: number, segment: SegmentRow): void {
    this.#putSegment.run(body, segment.n, segment.size, segment.file);
  }

  segments(body: number): SegmentRow[] {
    return (this.#segments.all(body) as unknown as [number, number, string][]).map(([n, size, file]) => ({
      n,
      size,
      file,
    }));
  }

  /** Returns the files that nothing names any more. */
  dropSegments(body: number): string[] {
    const files = this.segments(body).map((segment) => segment.file);
    if (files.length > 0) this.#dropSegments.run(body);
    return files;
  }

  /** Drops the segments whose number is not named; returns their files. */
  keepSegments(body: number, named: ReadonlySet<number>): string[] {
    const unnamed = this.segments(body).filter((segment) => !named.has(segment.n));
    for (const segment of unnamed) this.#dropSegment.run(body, segment.n);
    return unnamed.map((segment) => segment.file);
  }

  hasFile(file: string): boolean {
    return this.#hasFile.get(file) !== undefined;
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html: by key, then by when they began. */
  list(bucket: number, bucketName: string, query: UploadsQuery): UploadsPage {
    const pager = new ListPager({ prefix: query.prefix, delimiter: query.delimiter, limit: query.limit });
    const uploads: UploadRecord[] = [];
    let last: { key: string; id: string } | undefined;
    let from = pager.from;
    let fromId = '';
    if (query.keyMarker !== undefined && query.keyMarker !== '') {
      const marker = Buffer.from(query.keyMarker, 'utf8');
      const group = pager.groupOf(marker);
      // Ids are hex, so `g` is above all of them: without an id marker every upload of that key is passed by.
      const start = group?.equals(marker) === true ? abovePrefix(marker) : marker;
      if (Buffer.compare(start, from) >= 0) {
        from = start;
        fromId = query.uploadIdMarker === undefined || query.uploadIdMarker === '' ? 'g' : query.uploadIdMarker;
      }
    }
    for (let more = query.limit > 0; more;) {
      const rows = this.#scan.all(bucket, from, fromId, pager.until, pager.room) as unknown as UploadColumns[];
      more = false;
      for (const row of rows) {
        const key = Buffer.from(row[0]);
        const verdict = pager.offer(key);
        if (verdict.kind === 'full') break;
        if (verdict.kind === 'group') {
          from = verdict.seek;
          fromId = '';
          more = true;
          last = { key: pager.commonPrefixes.at(-1) ?? '', id: '' };
          break;
        }
        const upload = this.#decode(bucketName, row).record;
        uploads.push(upload);
        last = { key: upload.key, id: upload.uploadId };
        from = key;
        fromId = upload.uploadId;
      }
    }
    return {
      uploads,
      commonPrefixes: pager.commonPrefixes,
      isTruncated: pager.isTruncated,
      ...(pager.isTruncated && last !== undefined ? { nextKeyMarker: last.key, nextUploadIdMarker: last.id } : {}),
    };
  }

  #decode(bucket: string, row: UploadColumns): UploadRow {
    const [key, uploadId, body, initiator, initiatedAt, metadata, algorithm, type] = row;
    const record = {
      uploadId,
      bucket,
      key: Buffer.from(key).toString('utf8'),
      initiator,
      initiatedAt,
      metadata: this.#metadata.decode(metadata),
      ...(algorithm === null ? {} : { checksumAlgorithm: algorithm }),
      ...(type === null ? {} : { checksumType: type }),
    } as UploadRecord;
    return { record, body };
  }
}

function decodePart([partNumber, size, etag, lastModified, sum]: PartColumns): PartRecord {
  const checksum = decodeChecksum(sum);
  return { partNumber, size, etag, lastModified, ...(checksum === undefined ? {} : { checksum }) };
}
