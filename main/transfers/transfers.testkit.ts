import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ConnectionId, Job, JobId, Place } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { type AppDatabase, openDatabase } from '../database/index.ts';
import type { Opener, Ports } from '../ports/index.ts';
import { type EmbeddedStore, startEmbeddedStore } from '../volumes/embedded-store.testkit.ts';
import type { Volume, Volumes } from '../volumes/index.ts';
import { type Transfers, type TransfersOptions, createTransfers } from './transfers.ts';

/** The parts of the ports that the queue uses. */
export function portsFor(home: string, opener?: Opener): Pick<Ports, 'paths' | 'opener' | 'capabilities'> {
  return {
    paths: { home, userHome: home, temporary: tmpdir() },
    capabilities: {
      host: 'headless',
      platform: 'linux',
      machine: 'test',
      dropped: 'bytes',
      nativeDialogs: false,
      dragOut: false,
      showInFolder: opener !== undefined,
      openExternal: false,
      notifications: false,
    },
    ...(opener ? { opener } : {}),
  };
}

/** Volumes by connection id; what a test puts there is what the queue gets. */
export function volumesOf(volumes: Map<string, Volume>): Volumes & { changed(id: string): void } {
  const listeners = new Set<(id: ConnectionId) => void>();
  return {
    of: (id) => {
      const volume = volumes.get(id);
      return volume ? Promise.resolve(volume) : Promise.reject(new Error(`no volume ${id}`));
    },
    signingKey: () => undefined,
    credentialLife: () => Promise.resolve({ temporary: false }),
    try: () => {
      throw new Error('not for the queue');
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changed: (id) => {
      for (const listener of listeners) listener(id as ConnectionId);
    },
    close: () => undefined,
  };
}

export interface Queue {
  readonly home: string;
  readonly store: EmbeddedStore;
  readonly volume: Volume;
  /** What the queue sees as connection `test`; replace it to inject failures. */
  readonly volumes: Map<string, Volume>;
  readonly queue: Transfers;
  readonly database: AppDatabase;
  readonly logged: string[];
  place(prefix?: string): Place;
  /** Waits until a job has ended. */
  ended(id: JobId): Promise<Job>;
  /** Waits until a job looks as wanted. */
  until(id: JobId, wanted: (job: Job) => boolean, milliseconds?: number): Promise<Job>;
  /** A folder of its own, removed in the end. */
  folder(name: string): Promise<string>;
  /** Ends the queue and its database, and begins again on the same home. */
  restart(): Promise<Queue>;
  close(): Promise<void>;
}

export const bucket = 'files';

/** A real queue on a real database and the real embedded server. */
export async function startQueue(
  options: Partial<TransfersOptions> = {},
  storeOptions: Parameters<typeof startEmbeddedStore>[0] = {},
): Promise<Queue> {
  const base = await mkdtemp(join(tmpdir(), 'quayside-queue-'));
  const store = await startEmbeddedStore(storeOptions);
  const volume = store.open();
  await volume.createBucket({ bucket });
  return openQueue(base, store, volume, new Map([['test', volume]]), options);
}

async function openQueue(
  base: string,
  store: EmbeddedStore,
  volume: Volume,
  volumes: Map<string, Volume>,
  options: Partial<TransfersOptions>,
): Promise<Queue> {
  const home = join(base, 'home');
  const logged: string[] = [];
  const database = openDatabase({ home, log: () => undefined });
  const queue = createTransfers({
    database,
    volumes: volumesOf(volumes),
    ports: portsFor(home),
    clock: systemClock,
    log: (line) => void logged.push(line),
    ...options,
  });
  queue.start();
  const until = async (id: JobId, wanted: (job: Job) => boolean, milliseconds = 25_000): Promise<Job> => {
    const limit = Date.now() + milliseconds;
    for (;;) {
      const job = queue.watch.snapshot().jobs.find((one) => one.id === id);
      if (job && wanted(job)) return job;
      if (Date.now() > limit) throw new Error(`the job stayed ${JSON.stringify(job)}\n${logged.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const stop = async () => {
    await queue.close();
    database.close();
  };
  return {
    home,
    store,
    volume,
    volumes,
    queue,
    database,
    logged,
    place: (prefix = '') => ({ connectionId: 'test' as ConnectionId, bucket, prefix }),
    ended: (id) => until(id, (job) => job.finishedAt !== undefined),
    until,
    async folder(name) {
      const path = join(base, name);
      await mkdir(path, { recursive: true });
      return path;
    },
    async restart() {
      await stop();
      return openQueue(base, store, volume, volumes, options);
    },
    async close() {
      await stop();
      await store.close();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** Bytes that are the same for the same seed, and compress badly. */
export function bytesOf(seed: string, size: number): Buffer {
  const out = Buffer.alloc(size);
  let block = createHash('sha256').update(seed).digest();
  for (let at = 0; at < size; at += block.length) {
    block.copy(out, at);
    if (at % 4096 === 0) block = createHash('sha256').update(block).digest();
  }
  return out;
}

export async function writeTree(folder: string, files: Readonly<Record<string, Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const at = join(folder, path);
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, content);
  }
}

/** Every file below a folder with the hash of its bytes, and every empty folder with a `/`. */
export async function readTree(folder: string, below = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  if (entries.length === 0 && below !== '') found[`${below}/`] = '';
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isSymbolicLink()) found[path] = 'link';
    else if (entry.isDirectory()) Object.assign(found, await readTree(folder, path));
    else found[path] = hashOf(await readFile(join(folder, path)));
  }
  return found;
}

/** Every object of the bucket with the hash of its bytes. */
export async function readStore(volume: Volume, prefix = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const page of volume.walk({ bucket, prefix })) {
    for (const key of page.keys) {
      const chunks: Buffer[] = [];
      const body = await volume.get({ bucket, key });
      for await (const chunk of body.stream as AsyncIterable<Buffer>) chunks.push(chunk);
      found[key] = hashOf(Buffer.concat(chunks));
    }
  }
  return found;
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** 200 files of all kinds: empty, large, and with the names that break clients. */
export function mixedFiles(): Record<string, Buffer> {
  const files: Record<string, Buffer> = {
    'empty.txt': Buffer.alloc(0),
    'large.bin': bytesOf('large', 40 * 1024 * 1024),
    'two parts.bin': bytesOf('parts', 9 * 1024 * 1024),
    'a+b%20c#d?.txt': bytesOf('odd', 1000),
    'é/ü/😀 file.txt': bytesOf('emoji', 5000),
    "it's (1) & more!*.txt": bytesOf('quote', 77),
    '.hidden': bytesOf('hidden', 3),
    '100%25.txt': bytesOf('percent', 10),
  };
  for (let i = 0; Object.keys(files).length < 200; i += 1) {
    files[`folder ${i % 7}/sub#${i % 3}/file ${i}.dat`] = bytesOf(`file ${i}`, (i * 977) % 60_000);
  }
  return files;
}
