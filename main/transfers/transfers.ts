import { basename, join } from 'node:path';
import {
  AppError,
  type ConflictRule,
  type FileState,
  type Job,
  type JobFile,
  type JobId,
  type Place,
  jobId,
} from '../../preload/contract/index.ts';
import { createHashPool } from '../base/hashing/index.ts';
import { type Clock, newId } from '../base/index.ts';
import { type AppDatabase, type StoredJob, createTransfersRepository } from '../database/index.ts';
import type { Ports } from '../ports/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { type Answers, createAnswers } from './answers.ts';
import { createByteBudget } from './byte-budget.ts';
import { createCleanup } from './cleanup.ts';
import { createEngine } from './engine.ts';
import type { JobsDelta, JobsSnapshot } from './feed.ts';
import { createIncoming } from './incoming.ts';
import {
  type JobSpec,
  type LocalRoot,
  type ObjectSource,
  asFolder,
  clip,
  lastName,
  nameRoots,
  parseSpec,
  selectedNames,
  titleOf,
} from './job-spec.ts';
import { type AddJob, addressOf, firstOf, parentOf } from './job-texts.ts';
import { namePlatform } from './local-name.ts';
import { type Leftovers, createLeftovers } from './leftovers.ts';
import { createPace, pacedVolumes } from './pace.ts';
import { type MoveTo, createQueueOrder } from './queue-order.ts';
import { type Receipts, createReceipts } from './receipts.ts';
import { createReceiving, type Receiving } from './receiving.ts';
import { shownFile } from './shown-file.ts';
import { createSlots } from './slots.ts';
import { headOf } from './store-target.ts';
import { createThrottle } from './throttle.ts';

export interface TransfersOptions {
  readonly database: AppDatabase;
  readonly volumes: Volumes;
  readonly ports: Pick<Ports, 'paths' | 'opener' | 'capabilities'>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Files at the same time over all jobs; asked at every turn. */
  readonly parallelFiles?: () => number;
  /** Bytes a second over all jobs, 0 for no bound; asked all the time. */
  readonly uploadLimit?: () => number;
  readonly downloadLimit?: () => number;
  /** For tests of other systems' names. */
  readonly platform?: NodeJS.Platform;
}

/** The durable queue. Every method throws AppError; those that start a job answer its id once the job is durable. */
export interface Transfers {
  /** Takes up what the last run of the app left. */
  start(): void;
  /** Stops where everything is; the next start goes on. */
  close(): Promise<void>;
  readonly watch: {
    snapshot(): JobsSnapshot;
    subscribe(listener: (delta: JobsDelta) => void): () => void;
  };
  files(options: {
    jobId: JobId;
    offset: number;
    limit: number;
    state?: FileState | undefined;
    search?: string | undefined;
  }): { files: JobFile[]; total: number };
  /** A root's `name` is what it is called in the store: its own where absent, the target itself where empty. */
  upload(options: {
    target: Place;
    roots: readonly (Omit<LocalRoot, 'name'> & { readonly name?: string })[];
    conflict: ConflictRule;
    sameBy?: 'checksum' | undefined;
  }): JobId;
  download(options: { source: ObjectSource; into: string; conflict: ConflictRule }): JobId;
  copy(options: { source: ObjectSource; target: Place; move: boolean; conflict: ConflictRule }): JobId;
  rename(options: Omit<JobSpec & { kind: 'rename' }, 'kind'>): Promise<JobId>;
  remove(options: Omit<JobSpec & { kind: 'delete' }, 'kind'>): JobId;
  readonly receiving: Receiving;
  readonly receipts: Receipts;
  readonly leftovers: Leftovers;
  cancel(id: JobId): Promise<void>;
  pause(id: JobId): void;
  resume(id: JobId): void;
  retry(id: JobId): void;
  actOnAll(action: 'pause' | 'resume' | 'cancel' | 'retry', ids?: readonly JobId[]): Promise<number>;
  move(id: JobId, to: MoveTo): void;
  readonly answers: Answers;
  forget(id?: JobId): Promise<void>;
  /** Shows what a download brought. NOT_SUPPORTED where the host cannot. */
  show(id: JobId): Promise<void>;
  /** What `show` would show. NOT_SUPPORTED for a job that is no download. */
  location(id: JobId): string;
  /** Resolves when a job has ended, with what became of it. */
  ended(id: JobId, signal: AbortSignal): Promise<Job>;
}

/** Memory of bodies in flight: six parts of the usual size. */
const bodyMemory = 48 * 1024 * 1024;
const usualParallel = 6;

export function createTransfers(options: TransfersOptions): Transfers {
  const { ports, clock, log } = options;
  const now = () => clock.now();
  const none = () => 0;
  const line = {
    pace: createPace(now),
    up: createThrottle(options.uploadLimit ?? none, now),
    down: createThrottle(options.downloadLimit ?? none, now),
    hashes: createHashPool({ threads: 1 }),
  };
  const volumes = pacedVolumes(options.volumes, line.pace);
  const report = (error: unknown) => log(`transfers: ${describe(error)}`);
  const ledger = createTransfersRepository(options.database);
  const order = createQueueOrder(ledger);
  const cleanup = createCleanup({ ledger, volumes, report });
  const parallel = options.parallelFiles ?? (() => usualParallel);
  const incoming = createIncoming({
    home: ports.paths.home,
    ledger,
    now,
    onComplete: (id) => engine.nudge(id),
  });
  const engine = createEngine({
    ledger,
    volumes,
    incoming,
    cleanup,
    slots: createSlots(parallel, (job) => order.rank(job)),
    order,
    budget: createByteBudget(bodyMemory),
    line,
    parallel,
    platform: namePlatform(options.platform ?? process.platform),
    canShow: ports.opener !== undefined && ports.capabilities.showInFolder,
    now,
    report,
  });

  const add: AddJob = (kind, spec, conflict, texts) => {
    const job = ledger.transaction(() =>
      ledger.jobs.add({
        id: jobId.parse(newId()),
        kind,
        spec: JSON.stringify(spec),
        conflict,
        title: texts.title,
        from: clip(texts.from),
        to: clip(texts.to),
        place: texts.place,
        createdAt: now(),
      }),
    );
    if (spec.kind === 'receive') incoming.touch(job.id);
    engine.added(job);
    return job.id;
  };
  const mustGet = (id: JobId): StoredJob => {
    const job = ledger.jobs.get(id);
    if (!job) throw new AppError('JOB_NOT_FOUND', { job: id });
    return job;
  };

  const locationOf = (id: JobId): string => {
    const job = mustGet(id);
    const spec = parseSpec(job.spec);
    if (spec.kind !== 'download') throw new AppError('NOT_SUPPORTED', { feature: 'show' });
    const local = ledger.files.next(job.seq, 'done', 0, 1)[0]?.local;
    return local === undefined ? spec.into : join(spec.into, local.split('/')[0] ?? '');
  };

  return {
    start: () => engine.start(),
    async close() {
      await engine.close();
      await line.hashes.close();
    },
    watch: engine.feed,
    files({ jobId: id, offset, limit, state, search }) {
      const job = mustGet(id);
      const files = ledger.files.page(job.seq, offset, limit, state, search);
      return { files: files.map(shownFile), total: ledger.files.count(job.seq, state, search) };
    },
    upload({ target, roots, conflict, sameBy }) {
      const named = nameRoots(roots, basename);
      const first = named[0];
      return add('upload', { kind: 'upload', target, roots: named, sameBy }, conflict, {
        title: titleOf(named.map((root) => root.name || basename(root.path))),
        from: first?.path ?? '',
        to: addressOf(target.bucket, target.prefix),
        place: target,
      });
    },
    download({ source, into, conflict }) {
      return add('download', { kind: 'download', source, into }, conflict, {
        title: titleOf(selectedNames(source.selection)),
        from: addressOf(source.bucket, source.base),
        to: into,
        place: { connectionId: source.connectionId, bucket: source.bucket, prefix: source.base },
      });
    },
    copy({ source, target, move, conflict }) {
      return add(move ? 'move' : 'copy', { kind: 'copy', source, target, move }, conflict, {
        title: titleOf(selectedNames(source.selection)),
        from: addressOf(source.bucket, source.base),
        to: addressOf(target.bucket, target.prefix),
        place: target,
      });
    },
    async rename({ connectionId, bucket, from, to: wanted }) {
      const folder = from.endsWith('/');
      const to = folder ? asFolder(wanted) : wanted;
      const sameName = from === to || (folder && to.startsWith(from));
      if (sameName || (!folder && to.endsWith('/'))) throw new AppError('KEY_INVALID', { key: to });
      const volume = await volumes.of(connectionId);
      const { signal } = new AbortController();
      const taken = folder
        ? (await volume.list({ bucket, prefix: to, limit: 1 })).keys.length > 0
        : (await headOf(volume, bucket, to, signal)) !== undefined;
      if (taken) throw new AppError('OBJECT_EXISTS', { bucket, key: to });
      return add('move', { kind: 'rename', connectionId, bucket, from, to }, 'fail', {
        title: clip(`${lastName(from)} → ${lastName(to)}`),
        from: addressOf(bucket, from),
        to: addressOf(bucket, to),
        place: { connectionId, bucket, prefix: parentOf(from) },
      });
    },
    remove({ connectionId, bucket, selection }) {
      const prefix = parentOf(firstOf(selection));
      return add('delete', { kind: 'delete', connectionId, bucket, selection }, 'overwrite', {
        title: titleOf(selectedNames(selection)),
        from: addressOf(bucket, prefix),
        to: '',
        place: { connectionId, bucket, prefix },
      });
    },
    receiving: createReceiving({ ledger, incoming, engine, add, mustGet }),
    receipts: createReceipts({ ledger, volumes, mustGet, now, report }),
    leftovers: createLeftovers({ ledger, volumes, report }),
    cancel: (id) => engine.cancel(id),
    pause: (id) => engine.pause(id),
    resume: (id) => engine.resume(id),
    retry: (id) => engine.retry(id),
    actOnAll: (action, ids) => engine.actOnAll(action, ids),
    move: (id, to) => engine.move(id, to),
    answers: createAnswers({ ledger, mustGet, answered: (id) => engine.answered(id) }),
    forget: (id) => engine.forget(id),
    async show(id) {
      if (!ports.opener) throw new AppError('NOT_SUPPORTED', { feature: 'show' });
      await ports.opener.showInFolder(locationOf(id));
    },
    location: locationOf,
    ended(id, signal) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const job = engine.feed.snapshot().jobs.find((one) => one.id === id);
          if (job && job.finishedAt === undefined) return;
          leave();
          if (job) resolve(job);
          else reject(new AppError('JOB_NOT_FOUND', { job: id }));
        };
        const abort = () => {
          leave();
          reject(new AppError('CANCELLED', {}, { cause: signal.reason }));
        };
        const leave = () => {
          unsubscribe();
          signal.removeEventListener('abort', abort);
        };
        const unsubscribe = engine.feed.subscribe(({ upsert, remove }) => {
          if (remove.includes(id) || upsert.some((job) => job.id === id && job.finishedAt !== undefined)) look();
        });
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        look();
      });
    },
  };
}

/** For the log: the message and its causes. No error of this room holds a secret. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` < ${describe(error.cause)}`;
  return `${error.name}: ${error.message}${error instanceof AppError ? '' : `\n${error.stack ?? ''}`}${cause}`;
}
