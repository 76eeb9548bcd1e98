import { AppError, type Job, type JobId, type JobState, type WaitReason } from '../../preload/contract/index.ts';
import type { StoredJob, TransfersRepository } from '../database/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { backoff } from './backoff.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Cleanup } from './cleanup.ts';
import { type Feed, createFeed } from './feed.ts';
import type { Line } from './file-task.ts';
import type { Incoming } from './incoming.ts';
import { createJobEnds, endedStates } from './job-ends.ts';
import { parseSpec } from './job-spec.ts';
import { workOf } from './job-work.ts';
import { type LiveJob, createLiveJob, viewOf } from './live-job.ts';
import type { NamePlatform } from './local-name.ts';
import type { QueueOrder } from './queue-order.ts';
import { type QueueWide, createQueueWide } from './queue-wide.ts';
import { type RunEnd, runJob } from './run-job.ts';
import type { Slots } from './slots.ts';
import { asAppError } from './verdict.ts';
import { type Wake, createWake } from './wake.ts';

export interface EngineOptions {
  readonly ledger: TransfersRepository;
  readonly volumes: Volumes;
  readonly incoming: Incoming;
  readonly cleanup: Cleanup;
  readonly slots: Slots;
  readonly order: QueueOrder;
  readonly budget: ByteBudget;
  readonly line: Line;
  readonly parallel: () => number;
  readonly platform: NamePlatform;
  readonly canShow: boolean;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Runs the jobs of the ledger. Every change of a job's state is written here, guarded, before anything acts on it. */
export interface Engine extends QueueWide {
  readonly feed: Feed;
  /** Takes up what the last run of the app left. */
  start(): void;
  /** A job was added to the ledger. */
  added(job: StoredJob): void;
  /** Files of a receiving job were named, came in, or it was sealed. */
  nudge(id: JobId): void;
  /** Bytes of a receiving job could not be kept. */
  stuck(id: JobId, error: AppError): void;
  cancel(id: JobId): Promise<void>;
  pause(id: JobId): void;
  resume(id: JobId): void;
  retry(id: JobId): void;
  /** Files that waited for the user may go on. */
  answered(id: JobId): void;
  forget(id: JobId | undefined): Promise<void>;
  /** Stops everything where it is; a later start goes on. */
  close(): Promise<void>;
}

interface Running {
  readonly stop: AbortController;
  readonly wake: Wake;
  readonly live: LiveJob;
  readonly ended: Promise<void>;
}

/** Jobs at a time; the files of all of them share one limit. */
const mostRunning = 8;
const firstWait = 1000;
/** Milliseconds between two tries while a job waits. */
const longestWait: Readonly<Record<string, number>> = {
  network: 15_000,
  throttled: 30_000,
  credentials: 30_000,
  space: 30_000,
};

export function createEngine(options: EngineOptions): Engine {
  const { ledger, volumes, incoming, cleanup, now, report } = options;
  const running = new Map<JobId, Running>();
  const waits = new Map<JobId, { readonly attempt: number; timer: NodeJS.Timeout | undefined; until?: number }>();
  const view = (job: StoredJob) =>
    viewOf(job, running.get(job.id)?.live, now(), { canShow: options.canShow, retryAt: waits.get(job.id)?.until });
  let closed = false;

  const feed = createFeed({
    view(id) {
      const job = ledger.jobs.get(id);
      return job && view(job);
    },
    all(): Job[] {
      const { items, problems } = ledger.jobs.all();
      for (const problem of problems) report(new Error(problem));
      return items.map(view);
    },
    running: () => running.keys(),
    now,
    onError: report,
  });

  const ends = createJobEnds({
    ledger,
    cleanup,
    incoming,
    now,
    onRemoved(id) {
      waits.delete(id);
      feed.removed(id);
    },
  });

  const mustGet = (id: JobId): StoredJob => {
    const job = ledger.jobs.get(id);
    if (!job) throw new AppError('JOB_NOT_FOUND', { job: id });
    return job;
  };
  const mustChange = (job: StoredJob, from: readonly JobState[], to: JobState, more = {}) => {
    if (!ledger.transaction(() => ledger.jobs.change(job.seq, from, to, more))) {
      throw new AppError('JOB_STATE', { state: ledger.jobs.get(job.id)?.state ?? 'gone' });
    }
    feed.changed(job.id);
  };
  const unwait = (id: JobId) => {
    clearTimeout(waits.get(id)?.timer);
  };

  const pump = () => {
    if (closed) return;
    for (const { id, state } of ledger.jobs.line()) {
      if (running.size >= mostRunning) return;
      const job = state === 'queued' ? ledger.jobs.get(id) : undefined;
      if (job && !running.has(job.id)) begin(job);
    }
  };

  const begin = (job: StoredJob) => {
    if (!ledger.transaction(() => ledger.jobs.change(job.seq, ['queued'], 'running'))) return;
    const stop = new AbortController();
    const wake = createWake();
    const live = createLiveJob(now, () => feed.progressed(job.id));
    const ended = run(job, { stop, wake, live }).catch(report);
    running.set(job.id, { stop, wake, live, ended });
    feed.changed(job.id);
  };

  const run = async (job: StoredJob, { stop, wake, live }: Omit<Running, 'ended'>) => {
    let end: RunEnd;
    try {
      const spec = parseSpec(job.spec);
      end = await runJob({
        job,
        work: workOf({ ...options, job, spec, signal: stop.signal }),
        ledger,
        live,
        slots: options.slots,
        budget: options.budget,
        line: options.line,
        volumes,
        parallel: options.parallel,
        wake,
        probe: waits.has(job.id),
        ...(spec.kind === 'receive' ? { idleFor: () => now() - incoming.lastActivity(job.id) } : {}),
        onCount: () => feed.progressed(job.id),
        report,
        signal: stop.signal,
        now,
      });
    } catch (error) {
      end = { kind: 'failed', error: asAppError(error, report) };
    }
    running.delete(job.id);
    if (closed) return;
    await conclude(job, end).catch(report);
    pump();
  };

  const again = (job: StoredJob) => {
    unwait(job.id);
    if (!ledger.transaction(() => ledger.jobs.change(job.seq, ['waiting'], 'queued'))) return;
    feed.changed(job.id);
    pump();
  };

  const wait = (job: StoredJob, from: readonly JobState[], reason: WaitReason, error: AppError, attempt: number) => {
    const change = { waitingFor: reason, error: error.toShape() };
    if (!ledger.transaction(() => ledger.jobs.change(job.seq, from, 'waiting', change))) return;
    unwait(job.id);
    const cap = longestWait[reason];
    // Bytes that a page holds come by themselves; there is nothing to try.
    const pause = cap === undefined ? undefined : backoff(attempt, firstWait, cap);
    const timer = pause === undefined ? undefined : setTimeout(() => again(job), pause);
    waits.set(job.id, { attempt, timer, ...(pause === undefined ? {} : { until: Math.round(now() + pause) }) });
    feed.changed(job.id);
  };

  const conclude = async (job: StoredJob, end: RunEnd) => {
    switch (end.kind) {
      case 'stopped':
        break;
      case 'wait': {
        const attempt = end.moved ? 1 : (waits.get(job.id)?.attempt ?? 0) + 1;
        wait(job, ['running'], end.reason, end.error, attempt);
        // What came while the job was ending must not be missed.
        const mayGo = end.reason === 'source' || end.reason === 'answer';
        if (mayGo && ledger.files.next(job.seq, 'queued', 0, 1).length > 0) again(job);
        break;
      }
      case 'failed':
        ends.fail(job, end.error);
        break;
      case 'finished':
        ends.finish(job);
        break;
    }
    const after = ledger.jobs.get(job.id);
    if (after?.state !== 'waiting' && after?.state !== 'queued') waits.delete(job.id);
    if (after?.state === 'cancelled' || after?.state === 'done') await ends.tidy(after);
    feed.changed(job.id);
    if (after && endedStates.has(after.state)) await ends.prune();
  };

  const wakeWaiting = (reasons: readonly string[]) => {
    for (const job of ledger.jobs.all().items) {
      if (job.state !== 'waiting' || job.waitingFor === undefined || !reasons.includes(job.waitingFor)) continue;
      again(job);
    }
  };
  const unsubscribe = volumes.onChange(() => wakeWaiting(['credentials', 'network']));

  const cancel = async (id: JobId) => {
    const job = mustGet(id);
    const stopped = ledger.transaction(() => {
      const from: readonly JobState[] = ['queued', 'running', 'paused', 'waiting'];
      if (!ledger.jobs.change(job.seq, from, 'cancelled', { finishedAt: now() })) return false;
      ledger.files.changeAll(job.seq, ['queued', 'running', 'waiting-bytes', 'asking'], 'cancelled');
      return true;
    });
    if (!stopped) throw new AppError('JOB_STATE', { state: job.state });
    unwait(id);
    feed.changed(id);
    const one = running.get(id);
    one?.stop.abort();
    // What was half sent is cleaned up once nothing of it is on its way.
    if (one) await one.ended;
    else await ends.tidy(mustGet(id));
  };
  const wide = createQueueWide({
    ledger,
    order: options.order,
    feed,
    isFull: () => running.size >= mostRunning,
    pump,
    stop: (id) => running.get(id)?.stop.abort(),
    unwait,
    cancel,
  });

  return {
    feed,
    start() {
      ledger.jobs.requeue();
      const receiving = ledger.jobs.all().items.filter((job) => job.state !== 'done' && job.state !== 'cancelled');
      incoming.sweep(new Set(receiving.map((job) => job.id))).catch(report);
      cleanup.uploads().catch(report);
      pump();
    },
    added(job) {
      options.order.changed();
      feed.changed(job.id);
      pump();
    },
    nudge(id) {
      running.get(id)?.wake.ring();
      const job = ledger.jobs.get(id);
      if (job?.state === 'waiting' && (job.waitingFor === 'source' || job.waitingFor === 'space')) again(job);
      else feed.progressed(id);
    },
    stuck(id, error) {
      const job = ledger.jobs.get(id);
      if (!job) return;
      wait(job, ['running', 'waiting', 'queued'], 'space', error, (waits.get(id)?.attempt ?? 0) + 1);
      running.get(id)?.stop.abort();
    },
    cancel,
    pause(id) {
      mustChange(mustGet(id), ['queued', 'running', 'waiting'], 'paused');
      unwait(id);
      running.get(id)?.stop.abort();
    },
    resume(id) {
      unwait(id);
      mustChange(mustGet(id), ['paused', 'waiting'], 'queued');
      pump();
    },
    retry(id) {
      const job = mustGet(id);
      ledger.transaction(() => {
        if (!ledger.jobs.change(job.seq, ['failed', 'changed', 'cancelled'], 'queued')) {
          throw new AppError('JOB_STATE', { state: job.state });
        }
        const again = ['failed', 'changed', 'cancelled'] as const;
        // Where the bytes are still here, the run finds them; else it asks for them again, at once: no page sends them.
        ledger.files.changeAll(job.seq, again, 'queued');
      });
      feed.changed(id);
      pump();
    },
    ...wide,
    answered(id) {
      running.get(id)?.wake.ring();
      const job = ledger.jobs.get(id);
      if (job?.state === 'waiting' && job.waitingFor === 'answer') again(job);
      else feed.changed(id);
    },
    async forget(id) {
      if (id !== undefined) {
        const job = mustGet(id);
        if (!endedStates.has(job.state)) throw new AppError('JOB_STATE', { state: job.state });
        return ends.remove(job);
      }
      for (const job of ledger.jobs.all().items) if (endedStates.has(job.state)) await ends.remove(job);
    },
    async close() {
      closed = true;
      unsubscribe();
      for (const { timer } of waits.values()) clearTimeout(timer);
      for (const one of running.values()) one.stop.abort();
      await Promise.all([...running.values()].map((one) => one.ended));
      ledger.commit.flush();
      feed.close();
    },
  };
}
