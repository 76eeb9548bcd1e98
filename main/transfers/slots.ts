import { AppError } from '../../preload/contract/index.ts';

/**
 * A bounded number of files at a time over all jobs. Three turns of four go to the job that is first in the queue, the
 * fourth goes round all of them: the order counts, and a small job behind a large one is not starved.
 */
export interface Slots {
  /** Resolves with the way to give the slot back. Rejects with CANCELLED when the signal aborts first. */
  take(job: number, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  grant(): void;
}

/** `limit` and `rank` (lower goes first) are asked at every turn: what is changed applies at once. */
export function createSlots(limit: () => number, rank: (job: number) => number = () => 0): Slots {
  const queues = new Map<number, Waiting[]>();
  let taken = 0;
  let turns = 0;

  /** The next to be served: by rank, or the one that has waited longest for its round. */
  const nextJob = (): number | undefined => {
    let best: number | undefined;
    turns = (turns + 1) % 4;
    for (const job of queues.keys()) {
      if (turns === 0) return job;
      if (best === undefined || rank(job) < rank(best)) best = job;
    }
    return best;
  };

  const turn = () => {
    while (taken < limit()) {
      const job = nextJob();
      const queue = job === undefined ? undefined : queues.get(job);
      if (job === undefined || !queue) return;
      const waiting = queue.shift();
      // To the end of the round; gone when nothing of it waits.
      queues.delete(job);
      if (queue.length > 0) queues.set(job, queue);
      if (!waiting) continue;
      taken += 1;
      waiting.grant();
    }
  };

  return {
    take(job, signal) {
      return new Promise((resolve, reject) => {
        const refuse = () => reject(new AppError('CANCELLED', {}, { cause: signal.reason }));
        if (signal.aborted) return refuse();
        let held = true;
        const release = () => {
          if (!held) return;
          held = false;
          taken -= 1;
          turn();
        };
        const waiting: Waiting = {
          grant() {
            signal.removeEventListener('abort', leave);
            resolve(release);
          },
        };
        const leave = () => {
          const queue = queues.get(job);
          const at = queue?.indexOf(waiting) ?? -1;
          if (queue && at >= 0) queue.splice(at, 1);
          if (queue?.length === 0) queues.delete(job);
          refuse();
        };
        signal.addEventListener('abort', leave, { once: true });
        const queue = queues.get(job);
        if (queue) queue.push(waiting);
        else queues.set(job, [waiting]);
        turn();
      });
    },
  };
}
