import type { AppDatabase } from './open-database.ts';

/** Small durable writes of many workers, gathered into one transaction: one fsync for all of them. */
export interface GroupCommit {
  /** Resolves with what `work` gave once it is durable. Order is kept; a throw fails that one piece of work only. */
  run<T>(work: () => T): Promise<T>;
  /** Writes what is waiting now. */
  flush(): void;
}

/** Shortest and longest wait of a write for company, in milliseconds. */
const gatherFor = 3;
const gatherAtMost = 40;
const atMost = 256;

interface Waiting {
  apply(): void;
  settle(failure: unknown): void;
}

export function createGroupCommit(database: AppDatabase): GroupCommit {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let gather = gatherFor;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    let failure: unknown;
    const began = performance.now();
    try {
      database.transaction(() => {
        for (const one of group) one.apply();
      });
    } catch (error) {
      failure = error;
    }
    // A disk that takes long gets fewer and larger groups: at most a third of the thread's time goes to waiting for it.
    gather = Math.min(gatherAtMost, Math.max(gatherFor, 2 * (performance.now() - began)));
    for (const one of group) one.settle(failure);
  };

  return {
    flush,
    run<T>(work: () => T) {
      return new Promise<T>((resolve, reject) => {
        let outcome: { value: T } | { error: unknown } | undefined;
        waiting.push({
          apply() {
            try {
              outcome = { value: work() };
            } catch (error) {
              outcome = { error };
            }
          },
          settle(failure) {
            if (failure !== undefined) reject(asError(failure));
            else if (outcome && 'value' in outcome) resolve(outcome.value);
            else reject(asError(outcome?.error));
          },
        });
        if (waiting.length >= atMost) flush();
        else timer ??= setTimeout(flush, gather);
      });
    },
  };
}

const asError = (value: unknown): Error =>
  value instanceof Error ? value : new Error('a write to the ledger failed', { cause: value });
