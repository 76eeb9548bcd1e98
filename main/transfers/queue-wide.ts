import { AppError, type JobId, type JobState } from '../../preload/contract/index.ts';
import type { StoredJob, TransfersRepository } from '../database/index.ts';
import type { Feed } from './feed.ts';
import type { MoveTo, QueueOrder } from './queue-order.ts';

export type WideAction = 'pause' | 'resume' | 'cancel' | 'retry';

/** What is done to the queue as a whole: its order, and one action to many jobs. */
export interface QueueWide {
  /** Does it to all jobs that can take it, of those that are named or of the queue; answers how many did. */
  actOnAll(action: WideAction, ids: readonly JobId[] | undefined): Promise<number>;
  move(id: JobId, to: MoveTo): void;
}

/** What each action is for. */
const takes: Readonly<Record<WideAction, ReadonlySet<JobState>>> = {
  pause: new Set(['queued', 'running', 'waiting']),
  resume: new Set(['paused']),
  cancel: new Set(['queued', 'running', 'paused', 'waiting']),
  retry: new Set(['failed', 'changed']),
};

/** Ended by itself a moment ago: that is no failure of an order to the whole queue. */
const unlessGone = (error: unknown): void => {
  if (!(error instanceof AppError) || (error.code !== 'JOB_STATE' && error.code !== 'JOB_NOT_FOUND')) throw error;
};

export function createQueueWide(options: {
  readonly ledger: TransfersRepository;
  readonly order: QueueOrder;
  readonly feed: Feed;
  /** As many jobs run as may. */
  readonly isFull: () => boolean;
  /** Begins what may begin. */
  readonly pump: () => void;
  /** Stops what a job has under way; the ledger says already what becomes of it. */
  readonly stop: (id: JobId) => void;
  /** Ends the pause before the next try of a waiting job. */
  readonly unwait: (id: JobId) => void;
  readonly cancel: (id: JobId) => Promise<void>;
}): QueueWide {
  const { ledger, order, feed, pump, stop } = options;

  /** After the queue was put in another order: the last one that runs makes room for one that is to go before it. */
  const makeRoom = () => {
    if (!options.isFull()) return pump();
    const line = ledger.jobs.line();
    const first = line.findIndex(({ state }) => state === 'queued');
    const last = line.findLastIndex(({ state }) => state === 'running');
    const yields = line[last];
    if (first < 0 || !yields || first > last) return;
    const job = ledger.jobs.get(yields.id);
    if (!job || !ledger.transaction(() => ledger.jobs.change(job.seq, ['running'], 'queued'))) return;
    feed.changed(job.id);
    stop(job.id);
  };

  const change = (action: WideAction, job: StoredJob): boolean => {
    if (!ledger.jobs.change(job.seq, [job.state], action === 'pause' ? 'paused' : 'queued')) return false;
    if (action === 'retry') ledger.files.changeAll(job.seq, ['failed', 'changed', 'cancelled'], 'queued');
    return true;
  };

  return {
    async actOnAll(action, ids) {
      const named = ids?.flatMap((id) => ledger.jobs.get(id) ?? []) ?? ledger.jobs.all().items;
      const able = named.filter((job) => takes[action].has(job.state));
      if (action === 'cancel') {
        for (const job of able) await options.cancel(job.id).catch(unlessGone);
        return able.length;
      }
      const changed = ledger.transaction(() => able.filter((job) => change(action, job)));
      for (const job of changed) {
        options.unwait(job.id);
        if (action === 'pause') stop(job.id);
      }
      feed.changedAll(changed.map((job) => job.id));
      pump();
      return changed.length;
    },
    move(id, to) {
      feed.changedAll(order.move(id, to));
      makeRoom();
    },
  };
}
