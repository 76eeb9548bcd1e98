import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import type { FileSystem } from '../file-system.ts';
import type { ObjectMetadata, ObjectRecord } from '../storage.ts';
import { SNIFF_BYTES, sniffedType, typeByName } from './content-type.ts';
import { identityOf, type FileAttributes, type FileIdentity, type FolderIndex } from './folder-index.ts';
import type { Found } from './folder-paths.ts';

const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

/**
 * What a file looks like as an object: as it was written over S3, or, where another program wrote it, with a type told
 * from its name or first bytes and an ETag that changes whenever the file does.
 */
export class FolderRecords {
  readonly #files: FileSystem;
  readonly #index: FolderIndex;

  constructor(files: FileSystem, index: FolderIndex) {
    this.#files = files;
    this.#index = index;
  }

  /** Without a look into the file: the content type may be missing. */
  brief(key: string, found: Found): ObjectRecord {
    return record(key, found.stats, this.attributes(found));
  }

  /** `fd` is the open file where the caller has one. */
  async full(key: string, found: Found, fd?: number): Promise<ObjectRecord> {
    const known = this.attributes(found);
    if (known.uploaded || known.metadata.contentType !== undefined || found.stats.isDirectory()) {
      return record(key, found.stats, known);
    }
    const contentType = fd === undefined ? await this.#sniffAt(found.path) : await this.#sniff(fd);
    return record(key, found.stats, { ...known, metadata: { ...known.metadata, contentType } });
  }

  attributes(found: Found): FileAttributes & { uploaded: boolean } {
    const identity = identityOf(found.stats);
    const stored = this.#index.get(found.relative, identity);
    if (stored !== undefined) return { ...stored, uploaded: true };
    if (found.stats.isDirectory()) return { etag: EMPTY_MD5, metadata: { user: {} }, uploaded: false };
    const contentType = typeByName(found.relative);
    const metadata: ObjectMetadata = { user: {}, ...(contentType === undefined ? {} : { contentType }) };
    return { etag: outsideETag(identity), metadata, uploaded: false };
  }

  async #sniffAt(path: string): Promise<string> {
    const fd = await this.#files.open(path, READ_FLAGS);
    try {
      return await this.#sniff(fd);
    } finally {
      await this.#files.close(fd);
    }
  }

  async #sniff(fd: number): Promise<string> {
    const head = Buffer.alloc(SNIFF_BYTES);
    const length = await this.#files.read(fd, head, 0, SNIFF_BYTES, 0);
    return sniffedType(head.subarray(0, length));
  }
}

/** A link put in the file's place after it was resolved is not followed, and a FIFO does not block. Absent on Windows. */
export const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Not a hash of the bytes, and shaped like a multipart ETag so that no client takes it for their MD5 (rclone and s3cmd
 * would call the download corrupt).
 */
function outsideETag({ ino, size, mtimeNs }: FileIdentity): string {
  return `${createHash('md5').update(`${ino}:${size}:${mtimeNs}`).digest('hex')}-1`;
}

function record(key: string, stats: BigIntStats, attributes: FileAttributes): ObjectRecord {
  const { checksum, parts } = attributes;
  return {
    key,
    versionId: 'null',
    isLatest: true,
    deleteMarker: false,
    size: stats.isDirectory() ? 0 : Number(stats.size),
    etag: attributes.etag,
    lastModified: Number(stats.mtimeNs / 1_000_000n),
    metadata: attributes.metadata,
    ...(checksum === undefined ? {} : { checksum }),
    ...(parts === undefined ? {} : { parts }),
  };
}
