import type { DatabaseSync } from 'node:sqlite';
import { S3Error } from '../../errors/index.ts';
import type { Ballast } from '../ballast.ts';
import type { SlabPool } from '../../../base/index.ts';
import type { CommitQueue } from '../commit-queue.ts';
import { judgeDelete, renamedKeys } from '../conditions.ts';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../file-system.ts';
import { keyBytes } from '../key-rules.ts';
import { ListPager } from '../list-pager.ts';
import { BytesReader, FileReader } from '../segment-reader.ts';
import type {
  DeleteConditions,
  DeleteResult,
  DeleteTarget,
  Expiry,
  ListPage,
  ListQuery,
  ObjectMetadata,
  ObjectReader,
  ObjectRecord,
  ObjectWriter,
  PutCommit,
  RenameConditions,
  VersionsPage,
  VersionsQuery,
  VersionWalk,
} from '../storage.ts';
import type { Volume } from '../volume.ts';
import type { DirectoryEntry, DirectoryListing } from './directory-listing.ts';
import type { FolderFiles } from './folder-files.ts';
import { identityOf, type FolderIndex } from './folder-index.ts';
import type { Found, FolderPaths } from './folder-paths.ts';
import { READ_FLAGS, type FolderRecords } from './folder-records.ts';
import type { FolderTree } from './folder-tree.ts';
import { FolderUploads } from './folder-uploads.ts';
import { isUnchanged, listFolderVersions, walkFolder } from './folder-versions.ts';
import { FolderWalker } from './folder-walker.ts';
import { DirectoryWriter, FolderWriter } from './folder-writer.ts';

export interface FolderVolumeParts {
  readonly bucketName: string;
  readonly database: DatabaseSync;
  readonly commits: CommitQueue;
  readonly ballast: Ballast;
  readonly files: FileSystem;
  readonly pool: SlabPool;
  readonly paths: FolderPaths;
  readonly folder: FolderFiles;
  readonly index: FolderIndex;
  readonly records: FolderRecords;
  readonly tree: FolderTree;
  readonly listing: DirectoryListing;
  readonly uploads: FolderUploads;
  /** Device and inode of the folder when it was opened. */
  readonly identity: { readonly dev: bigint; readonly ino: bigint };
}

/** How many files are looked at together while a page is made. */
const STAT_TOGETHER = 32;

/** A live view of a directory, both ways: the tree is the truth, and `.quayside/` in it is ours and hidden. */
export class FolderVolume implements Volume {
  readonly #parts: FolderVolumeParts;
  readonly createUpload: FolderUploads['createUpload'];
  readonly getUpload: FolderUploads['getUpload'];
  readonly findCompletedUpload: FolderUploads['findCompletedUpload'];
  readonly writePart: FolderUploads['writePart'];
  readonly listParts: FolderUploads['listParts'];
  readonly listUploads: FolderUploads['listUploads'];
  readonly completeUpload: FolderUploads['completeUpload'];
  readonly abortUpload: FolderUploads['abortUpload'];

  constructor(parts: FolderVolumeParts) {
    this.#parts = parts;
    const { uploads } = parts;
    this.createUpload = uploads.createUpload.bind(uploads);
    this.getUpload = uploads.getUpload.bind(uploads);
    this.findCompletedUpload = uploads.findCompletedUpload.bind(uploads);
    this.writePart = uploads.writePart.bind(uploads);
    this.listParts = uploads.listParts.bind(uploads);
    this.listUploads = uploads.listUploads.bind(uploads);
    this.completeUpload = uploads.completeUpload.bind(uploads);
    this.abortUpload = uploads.abortUpload.bind(uploads);
  }

  async headObject(key: string, versionId?: string): Promise<ObjectRecord> {
    return this.#parts.records.full(key, await this.#find(key, versionId));
  }

  async openObject(key: string, versionId?: string): Promise<ObjectReader> {
    const { files, pool, records } = this.#parts;
    const found = await this.#find(key, versionId);
    if (found.stats.isDirectory()) return new BytesReader(await records.full(key, found), Buffer.alloc(0));
    const first = await this.#openFile(found.path);
    try {
      // The file may have been replaced between the look-up and the opening: what is open is what is told.
      const opened = { ...found, stats: await files.fstat(first) };
      if (!opened.stats.isFile()) throw new S3Error('NoSuchKey');
      const record = await records.full(key, opened, first);
      const segments = [{ path: found.path, size: record.size }];
      return new FileReader(record, { files, pool, segments, first, released: () => undefined });
    } catch (error) {
      await files.close(first);
      throw error;
    }
  }

  async listObjects(query: ListQuery, options: { signal?: AbortSignal } = {}): Promise<ListPage> {
    const { listing, paths } = this.#parts;
    const pager = new ListPager(query);
    const walked: { key: string; entry: DirectoryEntry }[] = [];
    if (query.limit > 0) {
      const walker = new FolderWalker(
        { listing, root: paths.root, until: pager.until, isGroup: (key) => pager.groupOf(key) !== undefined },
        pager.from,
      );
      for await (const { key, entry } of walker.walk()) {
        options.signal?.throwIfAborted();
        const verdict = pager.offer(key);
        if (verdict.kind === 'full') break;
        if (verdict.kind === 'group') walker.seek(verdict.seek);
        else if (entry !== undefined) walked.push({ key: key.toString('utf8'), entry });
      }
    }
    const objects: ObjectRecord[] = [];
    for (let at = 0; at < walked.length; at += STAT_TOGETHER) {
      options.signal?.throwIfAborted();
      const some = await Promise.all(walked.slice(at, at + STAT_TOGETHER).map((one) => this.#listed(one)));
      for (const record of some) if (record !== undefined) objects.push(record);
    }
    const { commonPrefixes, isTruncated, next } = pager;
    return { objects, commonPrefixes, isTruncated, ...(next === undefined ? {} : { next }) };
  }

  async writeObject(key: string, options: { expectedSize?: number } = {}): Promise<ObjectWriter> {
    const { folder, paths, tree } = this.#parts;
    const name = paths.name(key);
    await this.#reserve(options.expectedSize);
    const existedAtStart = (await paths.target(name)).current !== undefined;
    const placement = (commit: PutCommit) => {
      const { etag, metadata, checksum, conditions } = commit;
      const attributes = { etag, metadata, ...(checksum === undefined ? {} : { checksum }) };
      return { key, attributes, conditions, existedAtStart };
    };
    if (name.directory) return new DirectoryWriter((commit) => tree.makeDirectory(placement(commit)));
    return new FolderWriter({
      begin: () => folder.begin(),
      land: (file, commit) => tree.place(file, placement(commit)),
    });
  }

  async deleteObject(
    key: string,
    options: { versionId?: string; conditions?: DeleteConditions } = {},
  ): Promise<DeleteResult> {
    const { versionId, conditions } = options;
    demandNullVersion(versionId);
    keyBytes(key);
    await this.#parts.tree.remove(key, (current) => {
      judgeDelete(conditions, current);
      return true;
    });
    return versionId === undefined ? {} : { versionId };
  }

  async deleteObjects(targets: readonly DeleteTarget[]): Promise<readonly (DeleteResult | Error)[]> {
    const results: (DeleteResult | Error)[] = [];
    for (const { key, ...options } of targets) {
      try {
        results.push(await this.deleteObject(key, options));
      } catch (error) {
        if (!(error instanceof S3Error)) throw error;
        results.push(error);
      }
    }
    return results;
  }

  async updateObject(key: string, change: { metadata: ObjectMetadata; versionId?: string }): Promise<ObjectRecord> {
    const { commits, index, records } = this.#parts;
    const found = await this.#find(key, change.versionId);
    const identity = identityOf(found.stats);
    const { uploaded: _, ...attributes } = records.attributes(found);
    await commits.run(() =>
      index.put(found.relative, identity, { ...attributes, metadata: change.metadata }, identity),
    );
    return records.full(key, found);
  }

  retire(): () => Promise<void> {
    return () => this.#parts.uploads.abandon();
  }

  /** Whether the folder that was opened is no longer the one at its path. */
  async isStale(): Promise<boolean> {
    const { files, identity, paths } = this.#parts;
    try {
      const { dev, ino } = await files.stat(paths.root);
      return dev !== identity.dev || ino !== identity.ino;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return true;
      throw error;
    }
  }

  demandVersioning(): void {
    throw new S3Error('NotImplemented', {
      message:
        'This volume shows a folder of the disk, and a folder holds one file under a name: it cannot keep older versions. Use an object volume for versioning.',
    });
  }

  listVersions(query: VersionsQuery, options?: { signal?: AbortSignal }): Promise<VersionsPage> {
    return listFolderVersions((asked, how) => this.listObjects(asked, how), query, options);
  }

  walkVersions(page: { limit: number; position?: string }): Promise<VersionWalk> {
    return walkFolder((asked) => this.listObjects(asked), page);
  }

  async expireVersions(expiries: readonly Expiry[]): Promise<readonly boolean[]> {
    const done: boolean[] = [];
    for (const { action, record } of expiries) done.push(action === 'expire' && (await this.#expire(record)));
    return done;
  }

  renameObject(
    from: string,
    to: string,
    conditions: { source?: RenameConditions; destination?: RenameConditions } = {},
  ): Promise<ObjectRecord> {
    renamedKeys(from, to);
    return this.#parts.tree.rename(from, to, conditions);
  }

  /** A file of the user's own is never another one's too: a change by any program would show in both. */
  async cloneObject(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    await this.#parts.commits.drain();
    this.#parts.database.close();
  }

  async #find(key: string, versionId: string | undefined): Promise<Found> {
    demandNullVersion(versionId);
    const found = await this.#parts.paths.find(key);
    if (found === undefined) throw new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion');
    return found;
  }

  async #expire(record: ObjectRecord): Promise<boolean> {
    let went = false;
    await this.#parts.tree.remove(record.key, (current) => {
      went = current !== undefined && isUnchanged(current, record);
      return went;
    });
    return went;
  }

  async #openFile(path: string): Promise<number> {
    try {
      return await this.#parts.files.open(path, READ_FLAGS);
    } catch (cause) {
      const errno = errnoOf(cause);
      if (errno === 'ENOENT' || errno === 'ELOOP' || errno === 'ENOTDIR') throw new S3Error('NoSuchKey', { cause });
      if (errno === 'EACCES' || errno === 'EPERM') throw new S3Error('AccessDenied', { cause });
      throw cause;
    }
  }

  /** Undefined where the file went away between the walk and this look. */
  async #listed({ key, entry }: { key: string; entry: DirectoryEntry }): Promise<ObjectRecord | undefined> {
    const found = await this.#parts.paths.at(entry.path);
    return found === undefined ? undefined : this.#parts.records.brief(key, found);
  }

  async #reserve(bytes: number | undefined): Promise<void> {
    if (!this.#parts.ballast.lay()) throw new S3Error('InsufficientStorage');
    if (bytes === undefined || bytes < 1024 * 1024) return;
    const { bavail, bsize } = await this.#parts.files.statfs(this.#parts.paths.root);
    if (bavail * bsize < bytes) throw new S3Error('InsufficientStorage');
  }
}

function demandNullVersion(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== 'null') throw new S3Error('NoSuchVersion');
}
