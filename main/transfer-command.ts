import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  AppError,
  type ConnectionId,
  type Job,
  type JobFile,
  type JobId,
  type ProviderId,
  connectionId,
} from '../preload/contract/index.ts';
import { systemClock } from './base/index.ts';
import { createConnectionsRepository, createTransfersRepository, openDatabase } from './database/index.ts';
import { createTransfers, type Receipts, type Transfers } from './transfers/index.ts';
import { createVolumes, type StoreCredential, type VolumesOptions } from './volumes/index.ts';

export interface TransferOrder {
  readonly kind: 'up' | 'down' | 'sync';
  /** Absolute path on this machine: what is sent, or the folder that is filled. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly bucket: string;
  /** As it was typed: without `/` at its end it names one object where a file is sent, else a folder. */
  readonly prefix: string;
  /** Sync only: objects below the prefix that the source has not are deleted in the end. */
  readonly delete: boolean;
  /** Sync only: compared by bytes instead of times. */
  readonly checksum: boolean;
  readonly parallel: number;
  readonly uploadLimit: number;
  readonly downloadLimit: number;
}

export interface TransferStore {
  readonly provider: ProviderId;
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: 'path' | 'virtual';
  readonly credential: StoreCredential;
}

export interface TransferEnd {
  readonly job: Job;
  readonly deleted: number;
  readonly verified: number;
  /** The first of those that did not make it. */
  readonly failed: readonly JobFile[];
  readonly receipt: (offset: number) => ReturnType<Receipts['receipt']>;
}

const mostFailed = 100;
/** Keys of one delete job. */
const deleteBatch = 10_000;
const done = new Set(['done', 'failed', 'changed', 'cancelled']);

/**
 * Runs one transfer with the queue of the app and no window. The home keeps its ledger: the same order on the same home
 * goes on where it was stopped. Throws StartRefusal for a home in use, HOME_UNWRITABLE and the like; BAD_INPUT for a home
 * that holds the app's own connections, whose jobs this command has no credentials for.
 */
export async function runTransfer(options: {
  readonly home: string;
  readonly order: TransferOrder;
  readonly store: TransferStore;
  readonly onProgress: (job: Job) => void;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}): Promise<TransferEnd> {
  const { order, store, log, signal } = options;
  const clock = systemClock;
  const database = openDatabase({ home: options.home, log });
  const id = idOf(store);
  const volumes = createVolumes({ vault: { connections: oneConnection(id, store) }, clock, log });
  let queue: Transfers | undefined;
  try {
    const ledger = createTransfersRepository(database);
    const ours = ledger.jobs.all().items.every((job) => job.place === undefined || job.place.connectionId === id);
    if (!ours || createConnectionsRepository(database).list().items.length > 0) {
      throw new AppError('BAD_INPUT', { field: 'home', path: options.home });
    }
    queue = createTransfers({
      database,
      volumes,
      ports: {
        paths: { home: options.home, userHome: options.home, temporary: tmpdir() },
        capabilities: noWindow,
      },
      clock,
      log,
      parallelFiles: () => order.parallel,
      uploadLimit: () => order.uploadLimit,
      downloadLimit: () => order.downloadLimit,
    });
    queue.start();
    const jobId = begun(queue, order, id) ?? begin(queue, order, id);
    queue.watch.subscribe(({ upsert }) => {
      const job = upsert.find((one) => one.id === jobId);
      if (job) options.onProgress(job);
    });
    const job = await queue.ended(jobId, signal);
    const at = { ledger, queue, connectionId: id, jobId };
    const deleted =
      order.delete && job.state === 'done' ? await deleteOthers(order, at, await volumes.of(id), signal) : 0;
    const { receipts } = queue;
    const receipt = (offset: number) => receipts.receipt({ jobId, offset, limit: 500 });
    const failed = (['failed', 'changed'] as const).flatMap(
      (state) => queue?.files({ jobId, offset: 0, limit: mostFailed, state }).files ?? [],
    );
    const pages: ReturnType<typeof receipt>[] = [];
    for (let offset = 0, total = 1; offset < total; offset += 500) {
      const page = receipt(offset);
      pages.push(page);
      total = page.total;
    }
    return {
      job,
      deleted,
      failed,
      verified: pages[0]?.verified ?? 0,
      receipt: (offset) => pages[Math.floor(offset / 500)] ?? { files: [], total: 0, bytes: 0, verified: 0 },
    };
  } finally {
    await queue?.close();
    volumes.close();
    database.close();
  }
}

/** The same store and key give the same id, so that a later run knows the jobs of an earlier one. */
const idOf = ({ endpoint, region, credential }: TransferStore): ConnectionId =>
  connectionId.parse(
    `cli-${createHash('sha256')
      .update(JSON.stringify([endpoint, region, credential.accessKeyId]))
      .digest('hex')
      .slice(0, 32)}`,
  );

const noWindow = {
  host: 'headless',
  platform: 'linux',
  machine: 'command line',
  dropped: 'bytes',
  nativeDialogs: false,
  dragOut: false,
  showInFolder: false,
  openExternal: false,
  notifications: false,
} as const;

function oneConnection(id: ConnectionId, store: TransferStore): VolumesOptions['vault']['connections'] {
  const { credential, provider, endpoint, region, addressing } = store;
  const record = {
    id,
    name: 'transfer',
    provider,
    endpoint,
    region,
    addressing,
    accessKeyId: credential.accessKeyId,
    secretPlace: 'memory',
    hasSecret: true,
    local: false,
    readOnly: false,
    pinnedBuckets: [],
    createdAt: 0,
  } as const;
  const mine = { ...record, pinnedBuckets: [] };
  return {
    list: () => [mine],
    get(asked) {
      if (asked !== id) throw new AppError('CONNECTION_NOT_FOUND', { connection: asked });
      return mine;
    },
    credential: () =>
      Promise.resolve({
        accessKeyId: credential.accessKeyId,
        secretAccessKey: credential.secretAccessKey,
        ...(credential.sessionToken === undefined ? {} : { sessionToken: credential.sessionToken }),
      }),
    used: () => undefined,
    watch: { snapshot: () => ({ connections: [mine] }), subscribe: () => () => undefined },
  };
}

interface Addressed {
  readonly base: string;
  /** What the source is called below `base`; empty where its contents go there. */
  readonly name: string;
}

/** A folder's contents go below the prefix; a file goes to the very key, or below it where it ends with `/`. */
function addressOf({ prefix, isFolder, path }: TransferOrder): Addressed {
  if (isFolder) return { base: prefix, name: '' };
  if (prefix === '' || prefix.endsWith('/')) return { base: prefix, name: basename(path) };
  const at = prefix.lastIndexOf('/') + 1;
  return { base: prefix.slice(0, at), name: prefix.slice(at) };
}

const asFolder = (prefix: string): string => (prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);

function begin(queue: Transfers, order: TransferOrder, id: ConnectionId): JobId {
  const { bucket, path, prefix, kind } = order;
  if (kind === 'down') {
    const folder = asFolder(prefix);
    const one = prefix !== '' && !prefix.endsWith('/');
    // A name without `/` is one object.
    const base = one ? prefix.slice(0, prefix.lastIndexOf('/') + 1) : folder;
    const selection = one ? { keys: [prefix], prefixes: [] } : { keys: [], prefixes: [folder] };
    return queue.download({ source: { connectionId: id, bucket, base, selection }, into: path, conflict: 'overwrite' });
  }
  const { base, name } = addressOf(order);
  return queue.upload({
    target: { connectionId: id, bucket, prefix: base },
    roots: [{ path, kind: order.isFolder ? 'folder' : 'file', name }],
    conflict: kind === 'sync' ? 'skip-same' : 'overwrite',
    sameBy: order.checksum ? 'checksum' : undefined,
  });
}

/** An unfinished job of the same order, from a run that was stopped. */
function begun(queue: Transfers, order: TransferOrder, id: ConnectionId): JobId | undefined {
  const prefix = order.kind === 'down' ? undefined : addressOf(order).base;
  const local = order.kind === 'down' ? 'to' : 'from';
  const job = queue.watch
    .snapshot()
    .jobs.find(
      (one) =>
        !done.has(one.state) &&
        one.kind === (order.kind === 'down' ? 'download' : 'upload') &&
        one[local] === order.path &&
        one.place?.connectionId === id &&
        one.place.bucket === order.bucket &&
        (prefix === undefined || one.place.prefix === prefix),
    );
  if (job?.state === 'paused') queue.resume(job.id);
  return job?.id;
}

async function deleteOthers(
  order: TransferOrder,
  at: {
    readonly ledger: ReturnType<typeof createTransfersRepository>;
    readonly queue: Transfers;
    readonly connectionId: ConnectionId;
    readonly jobId: JobId;
  },
  volume: Awaited<ReturnType<ReturnType<typeof createVolumes>['of']>>,
  signal: AbortSignal,
): Promise<number> {
  const { ledger, queue } = at;
  const seq = ledger.jobs.get(at.jobId)?.seq;
  if (seq === undefined) throw new AppError('JOB_NOT_FOUND', { job: at.jobId });
  const prefix = asFolder(addressOf(order).base);
  const { bucket } = order;
  const gone: string[] = [];
  for await (const page of volume.walk({ bucket, prefix, signal })) {
    for (const key of page.keys) {
      const path = key.slice(prefix.length);
      if (path === '' || ledger.files.byPath(seq, path)) continue;
      // The object that stands for a folder which is here, with files in it.
      if (key.endsWith('/') && (await isThere(join(order.path, path)))) continue;
      gone.push(key);
    }
  }
  for (let from = 0; from < gone.length; from += deleteBatch) {
    const keys = gone.slice(from, from + deleteBatch);
    const id = queue.remove({ connectionId: at.connectionId, bucket, selection: { keys, prefixes: [] } });
    const job = await queue.ended(id, signal);
    if (job.state !== 'done') throw AppError.fromShape(job.error ?? new AppError('STORE_ERROR').toShape());
  }
  return gone.length;
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
