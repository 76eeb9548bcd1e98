import { AppError } from '../../preload/contract/index.ts';

/** A bounded number of files at a time over all jobs, handed round the jobs so that a small one is not starved. */
export interface Slots {
  /** Resolves with the way to give the slot back. Rejects with CANCELLED when the signal aborts first. */
  take(job: number, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  grant(): void;
}

/** `limit` is asked at every turn: a changed setting applies at once. */
export function createSlots(limit: () => number): Slots {
  const queues = new Map<number, Waiting[]>();
  let taken = 0;

  const turn = () => {
    while (taken < limit()) {
      const first = queues.entries().next();
      if (first.done) return;
      const [job, queue] = first.value;
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
