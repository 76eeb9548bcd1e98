import type { Job, JobId } from '../../../preload/contract/index.ts';
import { jobMoves, jobNeedsUser } from './job-words.ts';

/** The whole queue in one line. */
export interface Totals {
  /** Jobs that run, are queued or wait. */
  readonly active: number;
  readonly paused: number;
  readonly needUser: number;
  readonly done: number;
  readonly cancelled: number;
  /** Failed, or changed while it was sent. */
  readonly failed: number;
  readonly ended: number;
  /** Of the present batch: bytes, or files where nothing of it has bytes. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly filesDone: number;
  readonly filesTotal: number;
  /** 0 to 1; undefined where nothing runs or it is not known yet. */
  readonly fraction: number | undefined;
  /** Bytes a second. */
  readonly rate: number;
  /** Undefined where nothing moves. */
  readonly secondsLeft: number | undefined;
  readonly planning: boolean;
}

/**
 * Jobs that count for the total: all since the queue was last idle, so that a job that ends does not make the total
 * jump back. `before` is the batch so far.
 */
export function nextBatch(before: ReadonlySet<JobId>, jobs: Iterable<Job>): ReadonlySet<JobId> {
  const active: JobId[] = [];
  const kept: JobId[] = [];
  for (const job of jobs) {
    if (jobMoves(job.state)) active.push(job.id);
    else if (before.has(job.id) && job.state !== 'cancelled' && job.state !== 'paused') kept.push(job.id);
  }
  if (active.length === 0) return before.size === 0 ? before : new Set();
  const next = new Set([...active, ...kept]);
  return next.size === before.size && [...next].every((id) => before.has(id)) ? before : next;
}

export function totalsOf(jobs: Iterable<Job>, batch: ReadonlySet<JobId>): Totals {
  let active = 0;
  let paused = 0;
  let needUser = 0;
  let done = 0;
  let cancelled = 0;
  let failed = 0;
  let ended = 0;
  let bytesDone = 0;
  let bytesTotal = 0;
  let filesDone = 0;
  let filesTotal = 0;
  let rate = 0;
  let planning = false;
  for (const job of jobs) {
    if (jobMoves(job.state)) {
      active += 1;
      rate += job.rate;
      planning ||= job.planning;
    } else if (job.state === 'paused') paused += 1;
    else ended += 1;
    if (job.state === 'done') done += 1;
    else if (job.state === 'cancelled') cancelled += 1;
    else if (job.state === 'failed' || job.state === 'changed') failed += 1;
    if (jobNeedsUser(job)) needUser += 1;
    if (batch.has(job.id)) {
      bytesDone += job.bytesDone;
      bytesTotal += job.bytesTotal;
      filesDone += job.filesDone + job.filesSkipped;
      filesTotal += job.filesTotal;
    }
  }
  const fraction =
    active === 0
      ? undefined
      : bytesTotal > 0
        ? Math.min(1, bytesDone / bytesTotal)
        : filesTotal > 0
          ? Math.min(1, filesDone / filesTotal)
          : undefined;
  const secondsLeft = active > 0 && rate > 0 && !planning ? Math.max(0, bytesTotal - bytesDone) / rate : undefined;
  return {
    active,
    paused,
    needUser,
    done,
    cancelled,
    failed,
    ended,
    bytesDone,
    bytesTotal,
    filesDone,
    filesTotal,
    fraction,
    rate,
    secondsLeft,
    planning,
  };
}
