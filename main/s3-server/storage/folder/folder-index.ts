import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { BigIntStats } from 'node:fs';
import { prepareRows } from '../index-database.ts';
import {
  decodeChecksum,
  decodeParts,
  encodeChecksum,
  encodeMetadata,
  encodeParts,
  MetadataDecoder,
} from '../record-codec.ts';
import type { CompletedPart, ObjectMetadata, StoredChecksum } from '../storage.ts';

/** What tells whether a file is still the one that was written over S3. */
export interface FileIdentity {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

/** What was said about a file when it was written over S3. */
export interface FileAttributes {
  readonly etag: string;
  readonly metadata: ObjectMetadata;
  readonly checksum?: StoredChecksum;
  readonly parts?: readonly CompletedPart[];
  readonly uploadId?: string;
}

type Columns = [string, string | null, string | null, string | null, string | null];

/** A directory's size and time change with its entries: only its inode tells whether it is the same. */
export function identityOf(stats: BigIntStats): FileIdentity {
  return stats.isDirectory()
    ? { ino: stats.ino, size: 0n, mtimeNs: 0n }
    : { ino: stats.ino, size: stats.size, mtimeNs: stats.mtimeNs };
}

/** The SQL of a folder's sidecar. What changes rows is called only inside a transaction of the caller. */
export class FolderIndex {
  readonly #metadata = new MetadataDecoder();
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #forget: StatementSync;
  readonly #forgetOthers: StatementSync;
  readonly #madeDirectory: StatementSync;
  readonly #addDirectory: StatementSync;
  readonly #dropDirectory: StatementSync;

  constructor(database: DatabaseSync) {
    const same = 'path = ? AND ino = ? AND size = ? AND mtime = ?';
    this.#get = prepareRows(database, `SELECT etag, metadata, checksum, upload, parts FROM objects WHERE ${same}`);
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO objects (path, ino, size, mtime, etag, metadata, checksum, upload, parts)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#forget = database.prepare('DELETE FROM objects WHERE path = ?');
    this.#forgetOthers = database.prepare(
      'DELETE FROM objects WHERE path = ? AND NOT (ino = ? AND size = ? AND mtime = ?)',
    );
    this.#madeDirectory = database.prepare('SELECT 1 FROM made_dirs WHERE path = ?');
    this.#addDirectory = database.prepare('INSERT OR IGNORE INTO made_dirs (path) VALUES (?)');
    this.#dropDirectory = database.prepare('DELETE FROM made_dirs WHERE path = ?');
  }

  get(path: string, identity: FileIdentity): FileAttributes | undefined {
    const row = this.#get.get(bytes(path), identity.ino, identity.size, identity.mtimeNs) as Columns | undefined;
    if (row === undefined) return undefined;
    const [etag, metadata, checksumText, uploadId, partsText] = row;
    const checksum = decodeChecksum(checksumText);
    const parts = decodeParts(partsText);
    return {
      etag,
      metadata: this.#metadata.decode(metadata),
      ...(checksum === undefined ? {} : { checksum }),
      ...(parts === undefined ? {} : { parts }),
      ...(uploadId === null ? {} : { uploadId }),
    };
  }

  /** Adds what will be true after the rename, and drops what is true of no file any more. */
  put(path: string, identity: FileIdentity, attributes: FileAttributes, current: FileIdentity | undefined): void {
    const key = bytes(path);
    if (current === undefined) this.#forget.run(key);
    else this.#forgetOthers.run(key, current.ino, current.size, current.mtimeNs);
    this.#put.run(
      key,
      identity.ino,
      identity.size,
      identity.mtimeNs,
      attributes.etag,
      encodeMetadata(attributes.metadata),
      encodeChecksum(attributes.checksum),
      attributes.uploadId ?? null,
      encodeParts(attributes.parts),
    );
  }

  forget(path: string): void {
    this.#forget.run(bytes(path));
  }

  isMadeDirectory(path: string): boolean {
    return this.#madeDirectory.get(bytes(path)) !== undefined;
  }

  addMadeDirectory(path: string): void {
    this.#addDirectory.run(bytes(path));
  }

  dropMadeDirectory(path: string): void {
    this.#dropDirectory.run(bytes(path));
  }
}

function bytes(path: string): Buffer {
  return Buffer.from(path, 'utf8');
}
