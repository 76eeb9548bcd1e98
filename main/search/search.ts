import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AppError,
  type AppErrorShape,
  type BucketIndex,
  type ConnectionId,
  type SearchQuery,
} from '../../preload/contract/index.ts';
import { createEmitter, type Clock, type Watchable } from '../base/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { createIndexFile, openIndexFile, removeIndexFile, type IndexedObject, type IndexFile } from './index-file.ts';
import { matchCondition } from './match-condition.ts';

interface InBucket {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
}
export interface Found {
  readonly found: readonly IndexedObject[];
  readonly more: boolean;
  readonly looked: number;
  readonly builtAt: number;
  readonly complete: boolean;
}
export interface Usage {
  readonly objects: number;
  readonly bytes: number;
  readonly folders: readonly { readonly prefix: string; readonly objects: number; readonly bytes: number }[];
  readonly own: { readonly objects: number; readonly bytes: number };
  readonly largest: readonly IndexedObject[];
  readonly builtAt: number;
  readonly complete: boolean;
}

export interface Search {
  readonly watch: Watchable<readonly BucketIndex[], readonly BucketIndex[]>;
  /** Begins to list a bucket; where that goes on already nothing happens. */
  build(of: InBucket): void;
  stop(of: InBucket): Promise<void>;
  drop(of: InBucket): Promise<void>;
  /** Throws INDEX_MISSING. At most `maxFound` objects. */
  find(query: SearchQuery, options: { readonly signal: AbortSignal }): Promise<Found>;
  /** Throws INDEX_MISSING. */
  usage(of: InBucket & { readonly prefix: string }, options: { readonly signal: AbortSignal }): Promise<Usage>;
  close(): Promise<void>;
}

interface Building {
  readonly abort: AbortController;
  readonly file: IndexFile;
  readonly ended: Promise<void>;
}
interface Entry {
  readonly of: InBucket;
  /** What is searched: the last one that was finished or stopped. */
  file: IndexFile | undefined;
  building: Building | undefined;
  error: AppErrorShape | undefined;
}

const maxFound = 1000;
/** Rows that one look of SQLite goes through: a few milliseconds in which nothing else is served. */
const rowsAtOnce = 20_000;
/** Milliseconds between two messages about a listing. */
const tellEvery = 200;
const maxFolders = 500;
const maxLargest = 50;

const nameOf = ({ connectionId, bucket }: InBucket): string =>
  createHash('sha256').update(`${connectionId}/${bucket}`).digest('hex').slice(0, 40);

export function createSearch(deps: {
  /** Made where missing. */
  readonly folder: string;
  readonly volumes: Volumes;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}): Search {
  const { folder, volumes, clock, log } = deps;
  const emitter = createEmitter<readonly BucketIndex[]>((error) => log(`search: a listener failed: ${String(error)}`));
  const entries = new Map<string, Entry>();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (of: InBucket): string => join(folder, `${nameOf(of)}.db`);
  const newPathOf = (of: InBucket): string => join(folder, `${nameOf(of)}.new`);

  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.db')) {
      // What a listing left that was cut off.
      if (name.endsWith('.new')) removeIndexFile(join(folder, name));
      continue;
    }
    const file = openIndexFile(join(folder, name));
    if (file === undefined) {
      removeIndexFile(join(folder, name));
      continue;
    }
    const { connectionId, bucket } = file.facts();
    entries.set(nameOf({ connectionId, bucket }), {
      of: { connectionId, bucket },
      file,
      building: undefined,
      error: undefined,
    });
  }

  const snapshot = (): readonly BucketIndex[] =>
    [...entries.values()].flatMap(({ of, file, building, error }) => {
      const facts = (building?.file ?? file)?.facts();
      if (facts === undefined) return [];
      return [
        {
          connectionId: of.connectionId,
          bucket: of.bucket,
          state: building !== undefined ? 'building' : facts.isComplete ? 'ready' : 'partial',
          objects: facts.objects,
          bytes: facts.bytes,
          builtAt: facts.builtAt,
          ...(error === undefined ? {} : { error }),
        },
      ];
    });
  const tell = (): void => emitter.emit(snapshot());

  /** Lists all pages; resolves when the new file has taken the place of the old one, or was given up. */
  const list = async (entry: Entry, file: IndexFile, signal: AbortSignal): Promise<void> => {
    let told = 0;
    let isComplete = false;
    try {
      const volume = await volumes.of(entry.of.connectionId);
      for await (const page of volume.walk({ bucket: entry.of.bucket, prefix: '', signal })) {
        file.append(page);
        if (performance.now() - told > tellEvery) {
          told = performance.now();
          tell();
        }
        // Requests of the window go first.
        await nextTurn();
      }
      isComplete = true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code !== 'CANCELLED') entry.error = error.toShape();
    } finally {
      settle(entry, file, isComplete);
    }
  };

  /** A part is better than nothing, and worse than all of an older state. */
  const settle = (entry: Entry, file: IndexFile, isComplete: boolean): void => {
    file.finish(isComplete);
    const { objects } = file.facts();
    file.close();
    entry.building = undefined;
    const [path, newPath] = [pathOf(entry.of), newPathOf(entry.of)];
    if (isComplete || (entry.file === undefined && objects > 0)) {
      entry.file?.close();
      removeIndexFile(path);
      renameSync(newPath, path);
      entry.file = openIndexFile(path);
    } else removeIndexFile(newPath);
    if (entry.file === undefined && entry.error === undefined) entries.delete(nameOf(entry.of));
    tell();
  };

  /** What can be searched now: the finished one, else the one that is growing. */
  const fileOf = (of: InBucket): IndexFile => {
    const entry = entries.get(nameOf(of));
    const file = entry?.file ?? entry?.building?.file;
    if (file === undefined) throw new AppError('INDEX_MISSING', { bucket: of.bucket });
    return file;
  };
  /** Stretch by stretch: to sort a million sizes at once would hold everything else up. */
  const largestOf = async (of: InBucket, prefix: string, signal: AbortSignal): Promise<readonly IndexedObject[]> => {
    let found: readonly IndexedObject[] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      signal.throwIfAborted();
      const next = fileOf(of).largest({ prefix, after, count: rowsAtOnce, limit: maxLargest });
      found = [...found, ...next.found].toSorted((left, right) => right.size - left.size).slice(0, maxLargest);
      after = next.last;
      await nextTurn();
    }
    return found;
  };
  const stop = async (of: InBucket): Promise<void> => {
    const building = entries.get(nameOf(of))?.building;
    building?.abort.abort();
    await building?.ended;
  };

  return {
    watch: { snapshot, subscribe: emitter.subscribe },
    build(of) {
      const name = nameOf(of);
      const entry: Entry = entries.get(name) ?? { of, file: undefined, building: undefined, error: undefined };
      if (entry.building !== undefined) return;
      entries.set(name, entry);
      entry.error = undefined;
      const abort = new AbortController();
      const file = createIndexFile(newPathOf(of), { ...of, at: clock.now() });
      const ended = list(entry, file, abort.signal).catch((error: unknown) => {
        log(
          `search: the listing of a bucket broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      });
      entry.building = { abort, file, ended };
      tell();
    },
    stop,
    async drop(of) {
      await stop(of);
      const entry = entries.get(nameOf(of));
      if (entry === undefined) return;
      entry.file?.close();
      removeIndexFile(pathOf(of));
      entries.delete(nameOf(of));
      tell();
    },
    async find(query, { signal }) {
      const condition = matchCondition(query);
      const found: IndexedObject[] = [];
      let looked = 0;
      let after: string | undefined = '';
      while (after !== undefined && found.length <= maxFound) {
        signal.throwIfAborted();
        // Asked anew each time: the listing may have ended and taken another file in.
        const scanned = fileOf(query).scan({ ...condition, after, count: rowsAtOnce });
        found.push(...scanned.found);
        looked += rowsAtOnce;
        after = scanned.last;
        await nextTurn();
      }
      const { builtAt, objects, isComplete } = fileOf(query).facts();
      return {
        found: found.slice(0, maxFound),
        more: found.length > maxFound,
        looked: Math.min(looked, objects),
        builtAt,
        complete: isComplete,
      };
    },
    async usage({ prefix, ...of }, { signal }) {
      const largest = await largestOf(of, prefix, signal);
      const file = fileOf(of);
      const { builtAt, isComplete, objects, bytes } = file.facts();
      const all = prefix === '' ? { objects, bytes } : (file.folder(prefix) ?? { objects: 0, bytes: 0 });
      return {
        objects: all.objects,
        bytes: all.bytes,
        folders: file.folders(prefix, maxFolders).map((one) => ({
          prefix: one.prefix,
          objects: one.objects,
          bytes: one.bytes,
        })),
        own: file.ownObjects(prefix),
        largest,
        builtAt,
        complete: isComplete,
      };
    },
    async close() {
      await Promise.all([...entries.values()].map(({ of }) => stop(of)));
      for (const { file } of entries.values()) file?.close();
    },
  };
}
