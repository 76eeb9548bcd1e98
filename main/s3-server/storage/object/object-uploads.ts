import { judgeConditions } from '../conditions.ts';
import { keyBytes } from '../key-rules.ts';
import type {
  BodyDigest,
  CompleteCommit,
  ObjectRecord,
  PartRecord,
  PartWriter,
  Storage,
  UploadRecord,
  UploadsPage,
  UploadsQuery,
} from '../storage.ts';
import { newUploadId, type UploadIndex, type UploadRow } from '../upload-index.ts';
import type { BodyStore, Discarded } from './body-store.ts';
import { FREES, present, type BucketCommits } from './bucket-commits.ts';
import type { DataFiles } from './data-files.ts';
import { DataWriter } from './data-writer.ts';
import type { ObjectHistory } from './object-history.ts';
import type { ObjectIndex } from './object-index.ts';
import type { VersionIndex } from './version-index.ts';

export interface ObjectUploadsParts {
  readonly bucket: { readonly id: number; readonly name: string };
  readonly objects: ObjectIndex;
  readonly versions: VersionIndex;
  readonly history: ObjectHistory;
  readonly uploads: UploadIndex;
  readonly bodies: BodyStore;
  readonly data: DataFiles;
  readonly commits: BucketCommits;
  readonly now: () => number;
  readonly reserve: (bytes: number | undefined) => Promise<void>;
}

/**
 * Multipart uploads of an object volume. An upload has a body from its beginning and each part is a segment of it, so that
 * completing moves no bytes: the object takes the body over, in the transaction that ends the upload.
 */
export class ObjectUploads {
  readonly #parts: ObjectUploadsParts;
  readonly #bucket: number;

  constructor(parts: ObjectUploadsParts) {
    this.#parts = parts;
    this.#bucket = parts.bucket.id;
  }

  async createUpload(input: Parameters<Storage['createUpload']>[0]): Promise<UploadRecord> {
    const bytes = keyBytes(input.key);
    const initiatedAt = this.#parts.now();
    const upload: UploadRecord = { ...input, uploadId: newUploadId(initiatedAt), initiatedAt };
    return this.#parts.commits.run(() => {
      this.#parts.uploads.insert(this.#bucket, bytes, upload, this.#parts.bodies.newBody());
      return { result: upload, freed: [] };
    });
  }

  async getUpload(key: string, uploadId: string): Promise<UploadRecord> {
    return this.#upload(key, uploadId).record;
  }

  async findCompletedUpload(key: string, uploadId: string): Promise<ObjectRecord | undefined> {
    const bytes = keyBytes(key);
    const { objects, versions } = this.#parts;
    if (objects.uploadOf(this.#bucket, bytes) === uploadId) return objects.get(this.#bucket, bytes)?.record;
    return versions.ofUpload(this.#bucket, bytes, uploadId)?.record;
  }

  async writePart(
    upload: UploadRecord,
    partNumber: number,
    options: { expectedSize?: number } = {},
  ): Promise<PartWriter> {
    this.#upload(upload.key, upload.uploadId);
    await this.#parts.reserve(options.expectedSize);
    return new DataWriter<BodyDigest, PartRecord>({
      data: this.#parts.data,
      inlineLimit: 0,
      land: (landed, size, digest) =>
        this.#parts.commits.run(() => {
          const { body } = this.#upload(upload.key, upload.uploadId);
          if (landed.kind !== 'file') throw new Error('A part is always a file.');
          const part: PartRecord = { ...digest, partNumber, size, lastModified: this.#parts.now() };
          const old = this.#parts.uploads.putPart(body, part, landed.file);
          return {
            result: part,
            freed: old === undefined ? [] : present(this.#parts.bodies.discardFiles(body, [old])),
          };
        }),
    });
  }

  async listParts(
    upload: UploadRecord,
    options: { after?: number; limit?: number } = {},
  ): Promise<readonly PartRecord[]> {
    const { body } = this.#upload(upload.key, upload.uploadId);
    return this.#parts.uploads.parts(body, options.after ?? 0, options.limit ?? -1);
  }

  async listUploads(query: UploadsQuery): Promise<UploadsPage> {
    return this.#parts.uploads.list(this.#bucket, this.#parts.bucket.name, query);
  }

  async completeUpload(upload: UploadRecord, commit: CompleteCommit): Promise<ObjectRecord> {
    const key = keyBytes(upload.key);
    const { uploads, objects, bodies, history } = this.#parts;
    const existed = objects.get(this.#bucket, key) !== undefined;
    return this.#parts.commits.run(() => {
      const { body, record } = this.#upload(upload.key, upload.uploadId);
      uploads.checkParts(body, commit.parts);
      const current = objects.get(this.#bucket, key);
      judgeConditions(commit.conditions, current?.record, existed);
      const unnamed = uploads.keepSegments(body, new Set(commit.parts.map((part) => part.partNumber)));
      const dropped = present(bodies.discardFiles(body, unnamed));
      uploads.remove(this.#bucket, upload.key, upload.uploadId, body);
      const made = history.add(key, {
        digest: commit,
        metadata: record.metadata,
        size: sum(commit.parts),
        body,
        parts: commit.parts.map(({ partNumber, size, checksum }) => ({
          partNumber,
          size,
          ...(checksum === undefined ? {} : { checksum }),
        })),
        uploadId: upload.uploadId,
      });
      return { result: made.result, freed: [...dropped, ...made.freed] };
    });
  }

  async abortUpload(upload: UploadRecord): Promise<void> {
    await this.#parts.commits.run(() => {
      const { body } = this.#upload(upload.key, upload.uploadId);
      this.#parts.uploads.remove(this.#bucket, upload.key, upload.uploadId, body);
      return { result: undefined, freed: present(this.#parts.bodies.discard(body)) };
    }, FREES);
  }

  /** In a transaction: takes every upload out of the index. */
  discardAll(): Discarded[] {
    const { uploads, bodies, bucket } = this.#parts;
    const freed: Discarded[] = [];
    const all: UploadsQuery = { prefix: '', delimiter: '', limit: 1000 };
    const list = (): UploadsPage => uploads.list(this.#bucket, bucket.name, all);
    for (let found = list(); found.uploads.length > 0; found = list()) {
      for (const { key, uploadId } of found.uploads) {
        const { body } = this.#upload(key, uploadId);
        uploads.remove(this.#bucket, key, uploadId, body);
        freed.push(...present(bodies.discard(body)));
      }
    }
    return freed;
  }

  #upload(key: string, uploadId: string): UploadRow {
    return this.#parts.uploads.get(this.#bucket, this.#parts.bucket.name, key, uploadId);
  }
}

function sum(parts: readonly PartRecord[]): number {
  return parts.reduce((total, part) => total + part.size, 0);
}
