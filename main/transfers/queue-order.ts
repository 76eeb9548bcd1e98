import { AppError, type JobId } from '../../preload/contract/index.ts';
import type { TransfersRepository } from '../database/index.ts';

/** Where a job is to go. `next`: behind what runs, before what waits for its turn. */
export type MoveTo = 'top' | 'next' | 'bottom' | { readonly before: JobId };

/** The order of the jobs that have not ended. It is kept in the ledger; a job that is added goes to the end. */
export interface QueueOrder {
  /** Lower goes first; what is not in the queue goes last. */
  rank(seq: number): number;
  /** Jobs came or went. */
  changed(): void;
  /** JOB_STATE where the job, or the one it is to go before, is not in the queue. Answers the jobs that got new places. */
  move(id: JobId, to: MoveTo): readonly JobId[];
}

/** Halves of halves: below this the places are given out anew. */
const narrow = 1e-6;

export function createQueueOrder(ledger: TransfersRepository): QueueOrder {
  let ranks: Map<number, number> | undefined;
  return {
    rank(seq) {
      // One that is not known may have come back into the queue.
      if (!ranks?.has(seq)) {
        ranks = new Map(ledger.jobs.line().map((job) => [job.seq, job.position]));
        if (!ranks.has(seq)) ranks.set(seq, Number.POSITIVE_INFINITY);
      }
      return ranks.get(seq) ?? Number.POSITIVE_INFINITY;
    },
    changed() {
      ranks = undefined;
    },
    move(id, to) {
      const moved = ledger.transaction(() => {
        const line = ledger.jobs.line();
        const job = line.find((one) => one.id === id);
        if (!job) throw new AppError('JOB_STATE', { job: id });
        const others = line.filter((one) => one !== job);
        let at: number;
        if (to === 'top') at = 0;
        else if (to === 'bottom') at = others.length;
        else if (to === 'next') at = others.findLastIndex((one) => one.state === 'running') + 1;
        else {
          at = to.before === id ? line.indexOf(job) : others.findIndex((one) => one.id === to.before);
          if (at < 0) throw new AppError('JOB_STATE', { job: to.before });
        }
        const before = others[at - 1]?.position;
        const after = others[at]?.position;
        const position =
          before === undefined
            ? (after ?? job.position + 1) - 1
            : after === undefined
              ? before + 1
              : (before + after) / 2;
        const fits =
          (before === undefined || position - before > narrow) && (after === undefined || after - position > narrow);
        if (fits) {
          ledger.jobs.setPosition(job.seq, position);
          return [job.id];
        }
        const renewed = others.toSpliced(at, 0, job);
        for (const [i, one] of renewed.entries()) ledger.jobs.setPosition(one.seq, i + 1);
        return renewed.map((one) => one.id);
      });
      ranks = undefined;
      return moved;
    },
  };
}
