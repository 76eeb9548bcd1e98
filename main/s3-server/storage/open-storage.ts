import { mkdirSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { createSlabPool } from '../../base/index.ts';
import { S3Error } from '../errors/index.ts';
import { Ballast } from './ballast.ts';
import { BucketCatalog } from './bucket-catalog.ts';
import { CommitQueue } from './commit-queue.ts';
import { DirectorySync } from './directory-sync.ts';
import { errnoOf } from './failure.ts';
import { nodeFileSystem, type FileSystem } from './file-system.ts';
import { giveBackPages, openIndexDatabase } from './index-database.ts';
import { openFolder } from './folder/open-folder.ts';
import { objectMigrations } from './object/object-schema.ts';
import { ObjectStore } from './object/object-store.ts';
import { RootStorage } from './root-storage.ts';
import type { BucketRecord, Storage, StorageOptions } from './storage.ts';

/** What a test may put in the place of the real thing. */
export interface StoragePorts {
  readonly files?: FileSystem;
}

/** As many MiB of buffers at most, however many objects are read and written. */
const mostSlabs = 24;

/**
 * Opens a root, makes it where missing, and removes what a crash left. Throws StorageInUseError where another process
 * holds it; other failures of the disk are thrown as they are.
 */
export async function openStorage(options: StorageOptions, ports: StoragePorts = {}): Promise<Storage> {
  const { root, fast = false, now = Date.now } = options;
  const files = ports.files ?? nodeFileSystem;
  const pool = createSlabPool({ most: mostSlabs });
  for (const directory of [root, join(root, 'tmp'), join(root, 'data')]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
  const ballast = new Ballast(join(root, 'ballast'));
  // A full disk must not keep a root from being opened: it is by deleting that there is room again.
  const database = ballast.spend(() =>
    openIndexDatabase(join(root, 'index.db'), { migrations: objectMigrations, fast }),
  );
  try {
    await new DirectorySync(files, { fast }).sync(root);
    const commits = new CommitQueue(database, ballast);
    const objects = new ObjectStore({ root, database, commits, ballast, files, pool, fast, now });
    await objects.start();
    giveBackPages(database);
    ballast.lay();
    const catalog = new BucketCatalog(database);
    return new RootStorage({
      database,
      commits,
      catalog,
      objects,
      now,
      openFolder: async (bucket, { fresh }) => {
        if (fresh) await refuseOverlap(bucket, [root, ...foldersOf(catalog)], files);
        return openFolder(bucket, { files, pool, fast, now, platform: process.platform, fresh });
      },
    });
  } catch (error) {
    database.close();
    throw error;
  }
}

function foldersOf(catalog: BucketCatalog): string[] {
  return catalog.all().flatMap((bucket) => (bucket.folder === undefined ? [] : [bucket.folder]));
}

/** Two views of one tree would hide each other's changes, and a view of the root would show every bucket's bytes. */
async function refuseOverlap(bucket: BucketRecord, taken: readonly string[], files: FileSystem): Promise<void> {
  if (bucket.folder === undefined) return;
  const mine = await realOrGiven(bucket.folder, files);
  for (const other of taken) {
    const theirs = await realOrGiven(other, files);
    if (isWithin(mine, theirs) || isWithin(theirs, mine)) {
      throw new S3Error('InvalidArgument', {
        message: 'The folder lies in, or holds, the folder of another volume or the storage itself.',
        details: { ArgumentName: 'folder' },
      });
    }
  }
}

async function realOrGiven(path: string, files: FileSystem): Promise<string> {
  try {
    return await files.realpath(path);
  } catch (error) {
    if (errnoOf(error) !== undefined) return path;
    throw error;
  }
}

function isWithin(path: string, parent: string): boolean {
  const way = relative(parent, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
