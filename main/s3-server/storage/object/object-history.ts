import { S3Error } from '../../errors/index.ts';
import { encodeMetadata } from '../record-codec.ts';
import type {
  BodyDigest,
  BucketRecord,
  CompletedPart,
  DeleteResult,
  ObjectMetadata,
  ObjectRecord,
} from '../storage.ts';
import type { BodyStore, Discarded } from './body-store.ts';
import { present, type Outcome } from './bucket-commits.ts';
import { newRecord } from './new-record.ts';
import type { ObjectIndex } from './object-index.ts';
import type { ObjectRow } from './object-row.ts';
import { isVersionId, newVersionId, NULL_VERSION } from './version-id.ts';
import type { VersionIndex } from './version-index.ts';

export interface ObjectHistoryParts {
  readonly bucket: { readonly id: number; readonly versioning: () => BucketRecord['versioning'] };
  readonly objects: ObjectIndex;
  readonly versions: VersionIndex;
  readonly bodies: BodyStore;
  readonly now: () => number;
}

export interface NewVersion {
  readonly digest: BodyDigest;
  readonly metadata: ObjectMetadata;
  readonly size: number;
  readonly body: number | null;
  readonly parts?: readonly CompletedPart[];
  readonly uploadId?: string;
}

/**
 * What a write or a delete does to the versions of a key. `objects` holds the newest version unless that is a delete marker;
 * everything else is in `versions`. All but `find` and `lookup` belong in a transaction.
 *
 * Off: the one object is replaced or removed. Enabled: the current object becomes an older version. Suspended: so it does
 * too, unless it is the `null` version, which is replaced wherever it stands.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
 */
export class ObjectHistory {
  readonly #parts: ObjectHistoryParts;
  readonly #bucket: number;

  constructor(parts: ObjectHistoryParts) {
    this.#parts = parts;
    this.#bucket = parts.bucket.id;
  }

  /** Throws NoSuchKey and NoSuchVersion; about a delete marker NoSuchKey, and MethodNotAllowed where it was named. */
  find(key: Buffer, versionId?: string): ObjectRow {
    const row = this.lookup(key, versionId);
    if (row?.record.deleteMarker === true) {
      const { lastModified } = row.record;
      throw new S3Error('MethodNotAllowed', {
        details: { ResourceType: 'DeleteMarker' },
        deleteMarker: { versionId: row.record.versionId, lastModified },
      });
    }
    if (row !== undefined) return row;
    if (versionId !== undefined) throw new S3Error('NoSuchVersion', { details: { VersionId: versionId } });
    const newest = this.#parts.versions.newest(this.#bucket, key);
    if (newest === undefined) throw new S3Error('NoSuchKey');
    const { versionId: id, lastModified } = newest;
    throw new S3Error('NoSuchKey', { deleteMarker: { versionId: id, lastModified } });
  }

  /** The current object, or the version or delete marker of that id. */
  lookup(key: Buffer, versionId?: string): ObjectRow | undefined {
    const current = this.#parts.objects.get(this.#bucket, key);
    if (versionId === undefined || current?.record.versionId === versionId) return current;
    return this.#parts.versions.get(this.#bucket, key, versionId);
  }

  /** Makes a version the current one. */
  add(key: Buffer, version: NewVersion): Outcome<ObjectRecord> {
    const { objects, bodies, now } = this.#parts;
    const { body, uploadId, ...said } = version;
    const lastModified = now();
    const plain = { body, ...(uploadId === undefined ? {} : { uploadId }) };
    if (this.#parts.bucket.versioning() === 'off') {
      const freed = bodies.discard(objects.get(this.#bucket, key)?.body ?? null);
      const record = newRecord({ ...said, key, lastModified, versionId: NULL_VERSION });
      objects.put(this.#bucket, key, { ...plain, record });
      return { result: record, freed: present(freed) };
    }
    const { ord, versionId, freed } = this.#makeWay(key, lastModified);
    const record = newRecord({ ...said, key, lastModified, versionId });
    objects.put(this.#bucket, key, { ...plain, record, ord });
    return { result: record, freed };
  }

  /** A DELETE that names no version. */
  remove(key: Buffer): Outcome<DeleteResult> {
    const { objects, versions, bodies, now } = this.#parts;
    if (this.#parts.bucket.versioning() === 'off') {
      const current = objects.get(this.#bucket, key);
      if (current === undefined) return { result: {}, freed: [] };
      objects.remove(this.#bucket, key);
      return { result: {}, freed: present(bodies.discard(current.body)) };
    }
    const lastModified = now();
    const { ord, versionId, freed } = this.#makeWay(key, lastModified);
    objects.remove(this.#bucket, key);
    versions.putMarker(this.#bucket, key, { ord, versionId, lastModified });
    return { result: { versionId, deleteMarker: true }, freed };
  }

  /** A DELETE that names a version, object or delete marker: for good. Throws NoSuchVersion for an id that none can have. */
  removeVersion(key: Buffer, versionId: string): Outcome<DeleteResult> {
    const { objects, versions, bodies } = this.#parts;
    if (!isVersionId(versionId)) throw new S3Error('NoSuchVersion', { details: { VersionId: versionId } });
    const current = objects.get(this.#bucket, key);
    if (current?.record.versionId === versionId) {
      objects.remove(this.#bucket, key);
      this.#promote(key);
      return { result: { versionId }, freed: present(bodies.discard(current.body)) };
    }
    const older = versions.get(this.#bucket, key, versionId);
    if (older === undefined) return { result: { versionId }, freed: [] };
    versions.remove(this.#bucket, key, older.ord);
    if (current === undefined) this.#promote(key);
    const freed = present(bodies.discard(older.body));
    return { result: older.record.deleteMarker ? { versionId, deleteMarker: true } : { versionId }, freed };
  }

  update(key: Buffer, metadata: ObjectMetadata, versionId: string | undefined): ObjectRecord {
    const { record } = this.find(key, versionId);
    if (record.isLatest) this.#parts.objects.updateMetadata(this.#bucket, key, metadata);
    else this.#parts.versions.updateMetadata(this.#bucket, key, record.versionId, metadata);
    return { ...record, metadata };
  }

  /** Only where versions were never kept. */
  rename(from: Buffer, to: Buffer): Discarded[] {
    const { objects, bodies } = this.#parts;
    const replaced = objects.get(this.#bucket, to);
    if (replaced !== undefined) objects.remove(this.#bucket, to);
    objects.rename(this.#bucket, from, to);
    return present(bodies.discard(replaced?.body ?? null));
  }

  /** The row of a version if it still is what was read as `record`. */
  unchanged(key: Buffer, record: ObjectRecord): ObjectRow | undefined {
    const row = this.lookup(key, record.versionId);
    if (row === undefined) return undefined;
    const { etag, size, lastModified, deleteMarker, metadata } = row.record;
    const same =
      etag === record.etag &&
      size === record.size &&
      lastModified === record.lastModified &&
      deleteMarker === record.deleteMarker &&
      encodeMetadata(metadata) === encodeMetadata(record.metadata);
    return same ? row : undefined;
  }

  /** Whether a delete marker is the only version of its key. */
  isLone(key: Buffer): boolean {
    const { objects, versions } = this.#parts;
    return objects.get(this.#bucket, key) === undefined && versions.isOnly(this.#bucket, key);
  }

  /** Whether a version or delete marker is the newest of its key. */
  isNewest(key: Buffer, versionId: string): boolean {
    const current = this.#parts.objects.get(this.#bucket, key)?.record;
    return (current ?? this.#parts.versions.newest(this.#bucket, key))?.versionId === versionId;
  }

  /** Nothing is current afterwards but a row of `objects` that the caller replaces or removes. */
  #makeWay(key: Buffer, lastModified: number): { ord: number; versionId: string; freed: readonly Discarded[] } {
    const { objects, versions, bodies, bucket } = this.#parts;
    const ord = Math.max(lastModified * 1000, versions.nextOrd(this.#bucket, key));
    const current = objects.get(this.#bucket, key);
    if (bucket.versioning() === 'enabled') {
      if (current !== undefined) versions.keep(this.#bucket, key);
      return { ord, versionId: newVersionId(ord), freed: [] };
    }
    if (current?.record.versionId === NULL_VERSION) {
      return { ord, versionId: NULL_VERSION, freed: present(bodies.discard(current.body)) };
    }
    if (current !== undefined) versions.keep(this.#bucket, key);
    const old = versions.get(this.#bucket, key, NULL_VERSION);
    if (old !== undefined) versions.remove(this.#bucket, key, old.ord);
    return { ord, versionId: NULL_VERSION, freed: present(bodies.discard(old?.body ?? null)) };
  }

  /** The newest version was removed: the next one is current, unless it is a delete marker. */
  #promote(key: Buffer): void {
    const newest = this.#parts.versions.newest(this.#bucket, key);
    if (newest !== undefined && !newest.deleteMarker) this.#parts.versions.promote(this.#bucket, key, newest.ord);
  }
}
