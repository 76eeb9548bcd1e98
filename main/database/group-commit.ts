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
/** Pieces of work in one transaction: about two milliseconds of this thread. */
const atMost = 64;

interface Waiting {
  apply(): void;
  settle(failure: unknown): void;
}

export function createGroupCommit(database: AppDatabase): GroupCommit {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = false;

  const apply = (group: readonly Waiting[], transaction: (work: () => void) => void): unknown => {
    try {
      transaction(() => {
        for (const one of group) one.apply();
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
      while (waiting.length > 0 && applied.length < atMost * 8) {
        const group = waiting.splice(0, atMost);
        const failure = apply(group, (work) => database.unsynced(work));
        if (failure === undefined) applied.push(...group);
        else settle(group, failure);
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
      const group = waiting;
      waiting = [];
      if (group.length > 0)
        settle(
          group,
          apply(group, (work) => database.transaction(work)),
        );
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
