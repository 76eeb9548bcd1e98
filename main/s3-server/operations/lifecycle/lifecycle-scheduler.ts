import { S3Error } from '../../errors/index.ts';
import type { Storage } from '../../storage/storage.ts';
import { runLifecycle } from './run-lifecycle.ts';

export interface LifecycleScheduler {
  start(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

export interface LifecycleSchedulerOptions {
  readonly storage: Storage;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long the rules' day is, in milliseconds. */
  readonly dayMs: number;
  /** A bucket that could not be gone through; the others are, and this one is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** Passes a day: often enough that a rule acts within the hour after its midnight. */
const passesPerDay = 24;
const leastPauseMs = 1000;

/** Goes through all buckets with rules, one after the other, then rests; there is never more than one pass at a time. */
export function createLifecycleScheduler(options: LifecycleSchedulerOptions): LifecycleScheduler {
  const { storage, now, dayMs, onFailure } = options;
  const aborter = new AbortController();
  const pause = Math.max(leastPauseMs, dayMs / passesPerDay);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const pass = async (): Promise<void> => {
    for (const { name } of await storage.listBuckets()) {
      if (aborter.signal.aborted) return;
      try {
        await runLifecycle(storage, name, { now: now(), dayMs }, { signal: aborter.signal });
      } catch (error) {
        // Deleted meanwhile.
        if (!(error instanceof S3Error) || error.code !== 'NoSuchBucket') onFailure(error);
      }
    }
  };
  const rest = (): void => {
    if (aborter.signal.aborted) return;
    timer = setTimeout(() => {
      running = pass().catch(onFailure).finally(rest);
    }, pause);
    timer.unref();
  };

  return {
    start: rest,
    async stop() {
      aborter.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
