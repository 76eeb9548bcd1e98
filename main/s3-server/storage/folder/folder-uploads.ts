import type { SlabPool } from '../../../base/index.ts';
import type { CommitQueue } from '../commit-queue.ts';
import { constants } from 'node:fs';
import type { FileSystem } from '../file-system.ts';
import type { FileWriter } from '../file-writer.ts';
import { SegmentReader } from '../segment-reader.ts';
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
import type { FolderFiles } from './folder-files.ts';
import { cannotHold } from './folder-names.ts';
import type { FolderPaths } from './folder-paths.ts';
import type { FolderRecords } from './folder-records.ts';
import type { FolderTree, Placement } from './folder-tree.ts';
import { FolderWriter } from './folder-writer.ts';

export interface FolderUploadsParts {
  readonly bucketName: string;
  readonly commits: CommitQueue;
  readonly files: FileSystem;
  readonly pool: SlabPool;
  readonly paths: FolderPaths;
  readonly folder: FolderFiles;
  readonly records: FolderRecords;
  readonly tree: FolderTree;
  readonly uploads: UploadIndex;
  /** Numbers that no upload of the sidecar has. */
  readonly newBody: () => number;
  readonly now: () => number;
}

/** A sidecar belongs to one bucket. */
const BUCKET = 0;

/**
 * Multipart uploads into a folder. Parts are files below `.quayside/parts/`; the object must be one real file of the user's,
 * so completing copies the bytes once. Where a crash falls between the file's appearance and the upload's end, a second
 * Complete finds the file that the upload became.
 */
export class FolderUploads {
  readonly #parts: FolderUploadsParts;

  constructor(parts: FolderUploadsParts) {
    this.#parts = parts;
  }

  async createUpload(input: Parameters<Storage['createUpload']>[0]): Promise<UploadRecord> {
    const { commits, now, paths, uploads, newBody } = this.#parts;
    const name = paths.name(input.key);
    if (name.directory) throw cannotHold('it ends in ‘/’, so it is a directory, and a directory holds no bytes');
    await paths.target(name);
    const initiatedAt = now();
    const upload: UploadRecord = { ...input, uploadId: newUploadId(initiatedAt), initiatedAt };
    await commits.run(() => uploads.insert(BUCKET, Buffer.from(input.key, 'utf8'), upload, newBody()));
    return upload;
  }

  async getUpload(key: string, uploadId: string): Promise<UploadRecord> {
    return this.#row(key, uploadId).record;
  }

  async findCompletedUpload(key: string, uploadId: string): Promise<ObjectRecord | undefined> {
    const { paths, records } = this.#parts;
    const found = await paths.find(key);
    if (found === undefined || records.attributes(found).uploadId !== uploadId) return undefined;
    return records.full(key, found);
  }

  async writePart(upload: UploadRecord, partNumber: number): Promise<PartWriter> {
    const { commits, folder, now, uploads } = this.#parts;
    this.#row(upload.key, upload.uploadId);
    return new FolderWriter<BodyDigest, PartRecord>({
      begin: () => folder.begin(),
      land: async (writer, digest) => {
        const size = writer.size;
        const file = await folder.placePart(writer);
        try {
          const { part, old } = await commits.run(() => {
            const { body } = this.#row(upload.key, upload.uploadId);
            const made: PartRecord = { ...digest, partNumber, size, lastModified: now() };
            return { part: made, old: uploads.putPart(body, made, file) };
          });
          if (old !== undefined) await folder.unlinkPart(old);
          return part;
        } catch (error) {
          await Promise.allSettled([folder.unlinkPart(file)]);
          throw error;
        }
      },
    });
  }

  async listParts(
    upload: UploadRecord,
    options: { after?: number; limit?: number } = {},
  ): Promise<readonly PartRecord[]> {
    const { body } = this.#row(upload.key, upload.uploadId);
    return this.#parts.uploads.parts(body, options.after ?? 0, options.limit ?? -1);
  }

  async listUploads(query: UploadsQuery): Promise<UploadsPage> {
    return this.#parts.uploads.list(BUCKET, this.#parts.bucketName, query);
  }

  async completeUpload(upload: UploadRecord, commit: CompleteCommit): Promise<ObjectRecord> {
    const { folder, paths, tree, uploads } = this.#parts;
    const { body, record } = this.#row(upload.key, upload.uploadId);
    uploads.checkParts(body, commit.parts);
    const { etag, checksum, conditions } = commit;
    const placement: Placement = {
      key: upload.key,
      attributes: {
        etag,
        metadata: record.metadata,
        uploadId: upload.uploadId,
        parts: commit.parts.map(({ partNumber, size, checksum: sum }) =>
          sum === undefined ? { partNumber, size } : { partNumber, size, checksum: sum },
        ),
        ...(checksum === undefined ? {} : { checksum }),
      },
      conditions,
      existedAtStart: (await paths.target(paths.name(upload.key))).current !== undefined,
    };
    const writer = await folder.begin();
    try {
      await this.#assemble(body, commit.parts, writer);
      uploads.checkParts(body, commit.parts);
      const made = await tree.place(writer, placement);
      await this.#drop(upload);
      return made;
    } catch (error) {
      await writer.discard();
      throw error;
    }
  }

  async abortUpload(upload: UploadRecord): Promise<void> {
    await this.#drop(upload);
  }

  /** The bucket is let go of: its unfinished uploads go too. */
  async abandon(): Promise<void> {
    const all: UploadsQuery = { prefix: '', delimiter: '', limit: 1000 };
    for (let page = await this.listUploads(all); page.uploads.length > 0; page = await this.listUploads(all)) {
      for (const upload of page.uploads) await this.#drop(upload);
    }
  }

  #row(key: string, uploadId: string): UploadRow {
    return this.#parts.uploads.get(BUCKET, this.#parts.bucketName, key, uploadId);
  }

  /** Throws NoSuchUpload. */
  async #drop(upload: UploadRecord): Promise<void> {
    const { commits, folder, uploads } = this.#parts;
    const files = await commits.run(
      () => {
        const { body } = this.#row(upload.key, upload.uploadId);
        uploads.remove(BUCKET, upload.key, upload.uploadId, body);
        return uploads.dropSegments(body);
      },
      { frees: true },
    );
    for (const file of files) await folder.unlinkPart(file);
  }

  async #assemble(body: number, named: readonly PartRecord[], writer: FileWriter): Promise<void> {
    const { files, folder, pool, uploads } = this.#parts;
    const stored = new Map(uploads.segments(body).map((segment) => [segment.n, segment]));
    for (const { partNumber, size } of named) {
      const path = folder.partPath(stored.get(partNumber)?.file ?? '');
      const first = await files.open(path, constants.O_RDONLY);
      const reader = new SegmentReader({ files, pool, segments: [{ path, size }], first, released: () => undefined });
      try {
        for await (const chunk of reader.read({ start: 0, end: size })) await writer.write(chunk);
      } finally {
        await reader.close();
      }
    }
  }
}
