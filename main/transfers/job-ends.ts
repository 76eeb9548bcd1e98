import type { AppError, JobId, JobState } from '../../preload/contract/index.ts';
import type { StoredJob, TransfersRepository } from '../database/index.ts';
import type { Cleanup } from './cleanup.ts';
import type { Incoming } from './incoming.ts';
import { parseSpec } from './job-spec.ts';

/** What becomes of a job that goes no further: its last state, and what it leaves behind. */
export interface JobEnds {
  /** Nothing is left to do: done, or failed or changed where a file is. */
  finish(job: StoredJob): void;
  /** No file of it can do better. */
  fail(job: StoredJob, error: AppError): void;
  /** Removes what a job that has ended for good leaves half done. */
  tidy(job: StoredJob): Promise<void>;
  /** Forgets a job with everything of it but the files that it delivered. */
  remove(job: StoredJob): Promise<void>;
  /** Forgets the oldest ended jobs beyond those that are kept. */
  prune(): Promise<void>;
}

/** Ended jobs that are kept for people to look at. */
const mostEnded = 200;
export const endedStates: ReadonlySet<JobState> = new Set(['done', 'failed', 'changed', 'cancelled']);

export function createJobEnds(options: {
  readonly ledger: TransfersRepository;
  readonly cleanup: Cleanup;
  readonly incoming: Pick<Incoming, 'removeJob'>;
  readonly now: () => number;
  readonly onRemoved: (id: JobId) => void;
}): JobEnds {
  const { ledger, cleanup, incoming, now } = options;

  const finish = (job: StoredJob) => {
    ledger.transaction(() => {
      const counts = ledger.jobs.get(job.id);
      if (!counts) return;
      const state = counts.filesFailed > 0 ? 'failed' : counts.filesChanged > 0 ? 'changed' : 'done';
      const error = state === 'done' ? undefined : ledger.files.firstError(job.seq);
      ledger.jobs.change(job.seq, ['running'], state, { error, finishedAt: now() });
    });
  };

  const tidy = async (job: StoredJob) => {
    await cleanup.uploads();
    if (job.state === 'cancelled') await cleanup.partFiles(job);
    if (parseSpec(job.spec).kind === 'receive') await incoming.removeJob(job.id);
  };

  const remove = async (job: StoredJob) => {
    await cleanup.uploadsOf(job);
    await cleanup.partFiles(job);
    await incoming.removeJob(job.id);
    ledger.transaction(() => ledger.jobs.remove(job.seq));
    options.onRemoved(job.id);
  };

  const prune = async () => {
    const ended = ledger.jobs.all().items.filter((job) => endedStates.has(job.state));
    for (const job of ended.slice(mostEnded)) await remove(job);
  };

  return {
    finish,
    fail(job, error) {
      ledger.transaction(() => {
        const change = { error: error.toShape(), finishedAt: now() };
        if (!ledger.jobs.change(job.seq, ['running'], 'failed', change)) return;
        const open = ['queued', 'running', 'waiting-bytes', 'asking'] as const;
        ledger.files.changeAll(job.seq, open, 'failed', error.toShape());
      });
    },
    tidy,
    remove,
    prune,
  };
}
