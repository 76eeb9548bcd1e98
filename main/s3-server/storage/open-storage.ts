import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { S3Error } from '../errors/index.ts';
import { BucketCatalog } from './bucket-catalog.ts';
import { CommitQueue } from './commit-queue.ts';
import { DirectorySync } from './directory-sync.ts';
import { nodeFileSystem, type FileSystem } from './file-system.ts';
import { openIndexDatabase } from './index-database.ts';
import { objectMigrations } from './object/object-schema.ts';
import { ObjectStore } from './object/object-store.ts';
import { RootStorage } from './root-storage.ts';
import type { Storage, StorageOptions } from './storage.ts';

/** What a test may put in the place of the real thing. */
export interface StoragePorts {
  readonly files?: FileSystem;
}

/**
 * Opens a root, makes it where missing, and removes what a crash left. Throws StorageInUseError where another process
 * holds it; other failures of the disk are thrown as they are.
 */
export async function openStorage(options: StorageOptions, ports: StoragePorts = {}): Promise<Storage> {
  const { root, fast = false, now = Date.now } = options;
  const files = ports.files ?? nodeFileSystem;
  for (const directory of [root, join(root, 'tmp'), join(root, 'data')]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
  const database = openIndexDatabase(join(root, 'index.db'), { migrations: objectMigrations, fast });
  try {
    await new DirectorySync(files, { fast }).sync(root);
    const commits = new CommitQueue(database);
    const objects = new ObjectStore({ root, database, commits, files, fast, now });
    await objects.start();
    return new RootStorage({
      database,
      commits,
      catalog: new BucketCatalog(database),
      objects,
      now,
      openFolder: async () => {
        throw new S3Error('NotImplemented');
      },
    });
  } catch (error) {
    database.close();
    throw error;
  }
}
