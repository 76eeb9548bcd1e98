import { isAbsolute, join } from 'node:path';
import { S3Error } from '../../errors/index.ts';
import { Ballast } from '../ballast.ts';
import type { SlabPool } from '../../../base/index.ts';
import { CommitQueue } from '../commit-queue.ts';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../file-system.ts';
import { openIndexDatabase } from '../index-database.ts';
import type { BucketRecord } from '../storage.ts';
import { UploadIndex } from '../upload-index.ts';
import { DirectoryListing } from './directory-listing.ts';
import { FolderFiles } from './folder-files.ts';
import { FolderIndex } from './folder-index.ts';
import { RESERVED_NAME } from './folder-names.ts';
import { FolderPaths } from './folder-paths.ts';
import { FolderRecords } from './folder-records.ts';
import { folderMigrations } from './folder-schema.ts';
import { FolderTree } from './folder-tree.ts';
import { FolderUploads } from './folder-uploads.ts';
import { FolderVolume } from './folder-volume.ts';

export interface OpenFolderOptions {
  readonly files: FileSystem;
  readonly pool: SlabPool;
  readonly fast: boolean;
  readonly now: () => number;
  readonly platform: NodeJS.Platform;
  /** The bucket is being made: the folder may be empty and without our `.quayside/`. */
  readonly fresh: boolean;
}

/**
 * Opens the view of a directory. Throws InvalidArgument where it is no directory, and ServiceUnavailable where it was one:
 * a folder that has turned empty, ours included, is taken for a disk that is not mounted rather than for an empty volume,
 * because a client that syncs would delete everything at its side.
 */
export async function openFolder(bucket: BucketRecord, options: OpenFolderOptions): Promise<FolderVolume> {
  const { files, pool, fast, now, platform } = options;
  const root = await rootOf(bucket, options);
  const home = join(root, RESERVED_NAME);
  for (const directory of [home, join(home, 'tmp'), join(home, 'parts')]) await makeDirectory(files, directory);
  const ballast = new Ballast(join(home, 'ballast'));
  const database = ballast.spend(() =>
    openIndexDatabase(join(home, 'index.db'), { migrations: folderMigrations, fast }),
  );
  try {
    const commits = new CommitQueue(database, ballast);
    const index = new FolderIndex(database);
    const uploadIndex = new UploadIndex(database);
    const paths = new FolderPaths({ files, root, platform });
    const folder = new FolderFiles({ root, files, pool, fast });
    // SQLite makes its files durable, and not their names.
    for (const directory of [home, root]) await folder.sync(directory);
    await folder.sweep((part) => uploadIndex.hasFile(part));
    ballast.lay();
    const records = new FolderRecords(files, index);
    const tree = new FolderTree({ files, paths, folder, index, records, commits });
    const listing = new DirectoryListing(files, paths);
    const row = database.prepare('SELECT coalesce(max(body), 0) AS last FROM uploads').get() as { last: number };
    let last = row.last;
    const newBody = (): number => {
      last += 1;
      return last;
    };
    const shared = { bucketName: bucket.name, commits, files, pool, paths, folder, records, tree };
    const uploads = new FolderUploads({ ...shared, uploads: uploadIndex, newBody, now });
    const { dev, ino } = await files.stat(root);
    return new FolderVolume({ ...shared, database, ballast, index, listing, uploads, identity: { dev, ino } });
  } catch (error) {
    database.close();
    throw error;
  }
}

async function rootOf(bucket: BucketRecord, { files, fresh }: OpenFolderOptions): Promise<string> {
  const refused = (reason: string, cause?: unknown): S3Error =>
    new S3Error(fresh ? 'InvalidArgument' : 'ServiceUnavailable', {
      message: `The folder of this volume ${reason}.`,
      details: { ArgumentName: 'folder' },
      cause,
    });
  const { folder } = bucket;
  if (folder === undefined || !isAbsolute(folder)) throw refused('is not an absolute path');
  try {
    const root = await files.realpath(folder);
    if (!(await files.stat(root)).isDirectory()) throw refused('is not a directory');
    if (!fresh && (await files.readdir(root)).length === 0) throw refused('is empty: is its disk mounted?');
    return root;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) throw refused('is not there', error);
    throw error;
  }
}

async function makeDirectory(files: FileSystem, directory: string): Promise<void> {
  try {
    await files.mkdir(directory);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    if ((await files.lstat(directory)).isSymbolicLink())
      throw new S3Error('ServiceUnavailable', { message: 'A link stands where our own files should be.' });
  }
}
