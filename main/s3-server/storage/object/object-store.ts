import type { DatabaseSync } from 'node:sqlite';
import { S3Error } from '../../errors/index.ts';
import type { Ballast } from '../ballast.ts';
import type { SlabPool } from '../../../base/index.ts';
import type { CommitQueue } from '../commit-queue.ts';
import { giveBackPages } from '../index-database.ts';
import type { FileSystem } from '../file-system.ts';
import { UploadIndex } from '../upload-index.ts';
import { BodyStore } from './body-store.ts';
import { DataFiles } from './data-files.ts';
import { ObjectIndex } from './object-index.ts';
import { ObjectVolume, type VersionedBucket } from './object-volume.ts';
import { VersionIndex } from './version-index.ts';

export interface ObjectStoreOptions {
  readonly root: string;
  readonly database: DatabaseSync;
  readonly commits: CommitQueue;
  readonly ballast: Ballast;
  readonly files: FileSystem;
  readonly pool: SlabPool;
  readonly fast: boolean;
  readonly now: () => number;
}

/** Below this the check for room costs more than the write it could spare. */
const RESERVE_FROM_BYTES = 1024 * 1024;

/** What all object volumes of a root share: the index, the data files, and the sweep of what a crash left. */
export class ObjectStore {
  readonly #options: ObjectStoreOptions;
  readonly #objects: ObjectIndex;
  readonly #versions: VersionIndex;
  readonly #uploads: UploadIndex;
  readonly #data: DataFiles;
  readonly #bodies: BodyStore;
  readonly #generation: number;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(options: ObjectStoreOptions) {
    this.#options = options;
    const { database, files, pool } = options;
    const begin = database.prepare('INSERT INTO runs (started) VALUES (?)');
    this.#generation = Number(options.ballast.spend(() => begin.run(options.now())).lastInsertRowid);
    this.#objects = new ObjectIndex(database);
    this.#versions = new VersionIndex(database);
    this.#uploads = new UploadIndex(database);
    this.#data = new DataFiles({ ...options, generation: this.#generation });
    this.#bodies = new BodyStore({
      database,
      commits: options.commits,
      files,
      pool,
      objects: this.#objects,
      uploads: this.#uploads,
      data: this.#data,
    });
  }

  /** Removes what a crash left. The files of a run that was killed are looked at in the background. */
  async start(): Promise<void> {
    await this.#data.clearTemporary();
    await this.#bodies.collectGarbage();
    this.#sweeping = this.#sweepRuns();
  }

  volume(bucket: VersionedBucket): ObjectVolume {
    return new ObjectVolume({
      bucket,
      objects: this.#objects,
      versions: this.#versions,
      uploads: this.#uploads,
      bodies: this.#bodies,
      data: this.#data,
      commits: this.#options.commits,
      now: this.#options.now,
      reserve: (bytes) => this.#reserve(bytes),
    });
  }

  /** Everything handed in is settled and every file is accounted for, so the next start has nothing to look for. */
  async close(): Promise<void> {
    await this.#sweeping;
    await this.#options.commits.drain();
    await this.#data.clearTemporary();
    try {
      await this.#bodies.close();
      await this.#forgetRun(this.#generation);
    } catch (cause) {
      // The next start does it, as after a crash.
      process.emitWarning(new Error('The storage was closed with work left for the next start.', { cause }));
    }
  }

  async #sweepRuns(): Promise<void> {
    const { database } = this.#options;
    const runs = database.prepare('SELECT generation FROM runs WHERE generation < ?').all(this.#generation);
    for (const { generation } of runs as { generation: number }[]) {
      try {
        await this.#data.sweepRun(generation, (file) => this.#uploads.hasFile(file));
        await this.#forgetRun(generation);
      } catch (cause) {
        // The run stays on the list, and the next start looks again; requests are served meanwhile.
        process.emitWarning(new Error('Files that a crash left could not all be removed.', { cause }));
      }
    }
  }

  async #forgetRun(generation: number): Promise<void> {
    const { commits, database } = this.#options;
    await commits.run(() => database.prepare('DELETE FROM runs WHERE generation = ?').run(generation), { frees: true });
  }

  async #reserve(bytes: number | undefined): Promise<void> {
    const { ballast, database } = this.#options;
    if (!ballast.lay() && !(giveBackPages(database) && ballast.lay())) throw new S3Error('InsufficientStorage');
    if (bytes === undefined || bytes < RESERVE_FROM_BYTES) return;
    const { bavail, bsize } = await this.#options.files.statfs(this.#options.root);
    if (bavail * bsize < bytes) throw new S3Error('InsufficientStorage');
  }
}
