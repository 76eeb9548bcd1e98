import { decodeChecksum, decodeParts, MetadataDecoder } from '../record-codec.ts';
import type { ObjectRecord } from '../storage.ts';
import { NULL_VERSION } from './version-id.ts';

// `parts` may be long, so it is last in its table: a listing that leaves it out never touches its overflow pages.
export const VALUE_COLUMNS = 'version, size, etag, modified, metadata, checksum';
export const RECORD_COLUMNS = `key, ${VALUE_COLUMNS}`;
type ValueColumns = [string, number, string, number, string | null, string | null];
export type RecordColumns = [Uint8Array, ...ValueColumns];
/** With the key as text, and null for the version that nearly every row has: text costs less than bytes made text. */
export const LISTED_COLUMNS = `CAST(key AS TEXT), nullif(version, '${NULL_VERSION}'), size, etag, modified, metadata, checksum`;
export type ListedColumns = [string, string | null, number, string, number, string | null, string | null];
/** Of a row whose key is known. */
export type KeyedColumns = [...ValueColumns, body: number | null, parts: string | null];
export type RowColumns = [Uint8Array, ...KeyedColumns];

/** All columns that `objects` and `versions` have in common. */
export const SHARED_COLUMNS =
  'bucket, key, ord, version, size, etag, modified, body, metadata, checksum, upload, parts';

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
  /** Its place among the versions of its key; without it, one after the object that is replaced. */
  readonly ord?: number;
}

/** Rows of either table as records. */
export class RowDecoder {
  readonly #metadata = new MetadataDecoder();

  record([key, ...columns]: RecordColumns, isLatest: boolean): ObjectRecord {
    return this.#record(asBuffer(key).toString('utf8'), columns, isLatest);
  }

  listed([key, version, size, etag, modified, metadata, checksum]: ListedColumns): ObjectRecord {
    return this.#record(key, [version ?? NULL_VERSION, size, etag, modified, metadata, checksum], true);
  }

  row([key, ...columns]: RowColumns, isLatest: boolean): ObjectRow {
    return this.keyed(asBuffer(key), columns, isLatest);
  }

  keyed(key: Buffer, columns: KeyedColumns, isLatest: boolean): ObjectRow {
    const [version, size, etag, modified, metadata, checksum, body, partsText] = columns;
    const record = this.#record(key.toString('utf8'), [version, size, etag, modified, metadata, checksum], isLatest);
    const parts = decodeParts(partsText);
    return { record: parts === undefined ? record : { ...record, parts }, body };
  }

  #record(
    key: string,
    [versionId, size, etag, lastModified, metadata, sum]: ValueColumns,
    isLatest: boolean,
  ): ObjectRecord {
    const checksum = decodeChecksum(sum);
    const record = {
      key,
      versionId,
      isLatest,
      deleteMarker: false,
      size,
      etag,
      lastModified,
      metadata: this.#metadata.decode(metadata),
    };
    return checksum === undefined ? record : { ...record, checksum };
  }
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
