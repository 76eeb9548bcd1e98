import type { AppDatabase } from './open-database.ts';

/** Small durable writes of many workers, gathered into few transactions, with one wait for the disk for all of them. */
export interface GroupCommit {
  /** Resolves with what `work` gave once it is durable. Order is kept; a throw fails that one piece of work only. */
  run<T>(work: () => T): Promise<T>;
  /** Writes what is waiting now, and waits for the disk. */
  flush(): void;
}

/** How long a write waits for company, milliseconds. */
const gatherFor = 3;
/** A transaction takes no more of this thread at a time than this, milliseconds; a piece of work is never cut. */
const atATime = 4;
/** Pieces of work that wait for the disk together. */
const together = 512;

interface Waiting {
  apply(): void;
  settle(failure: unknown): void;
}

export function createGroupCommit(database: AppDatabase): GroupCommit {
  const waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = false;

  /** Takes from those that wait as many as fit into `most` milliseconds; what is taken is in `group`, also after a failure. */
  const apply = (group: Waiting[], most: number, transaction: (work: () => void) => void): unknown => {
    try {
      transaction(() => {
        const began = performance.now();
        // On a full disk it runs a second time, for the same ones.
        for (const one of group) one.apply();
        for (let next = waiting[0]; next && performance.now() - began < most; next = waiting[0]) {
          waiting.shift();
          group.push(next);
          next.apply();
        }
      });
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const settle = (group: readonly Waiting[], failure: unknown) => {
    for (const one of group) one.settle(failure);
  };

  /** What is waiting goes to the log of the database, group by group, and then to the disk, while this thread does other work. */
  const write = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const applied: Waiting[] = [];
      while (waiting.length > 0 && applied.length < together) {
        const group: Waiting[] = [];
        const failure = apply(group, atATime, (work) => database.unsynced(work));
        if (failure === undefined) applied.push(...group);
        else settle(group.length > 0 ? group : waiting.splice(0), failure);
        if (waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
      }
      if (applied.length === 0) continue;
      const failure = await database.sync().then(
        () => undefined,
        (error: unknown) => asError(error),
      );
      settle(applied, failure);
    }
    writing = false;
  };

  return {
    flush() {
      clearTimeout(timer);
      timer = undefined;
      if (waiting.length === 0) return;
      const group: Waiting[] = [];
      const failure = apply(group, Number.POSITIVE_INFINITY, (work) => database.transaction(work));
      settle(group.length > 0 ? group : waiting.splice(0), failure);
    },
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
        if (!writing) timer ??= setTimeout(() => void write(), gatherFor);
      });
    },
  };
}

const asError = (value: unknown): Error =>
  value instanceof Error ? value : new Error('a write to the ledger failed', { cause: value });
