import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isFull, type Ballast } from './ballast.ts';
import { asS3Error } from './failure.ts';

export interface CommitOptions {
  /** The change makes room (a delete), so it may use up the ballast of a full disk. */
  readonly frees?: boolean;
}

interface Task {
  readonly frees: boolean;
  run(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/** Bounds the time one transaction may hold the event loop. */
const MAX_GROUP = 256;

/**
 * Gathers the index changes that arrive in one turn of the event loop into one transaction, so that sixteen writers share
 * one fsync. A task judges its preconditions inside the transaction and before it changes anything. It may be run again: where
 * one of a group throws, all of them are undone and run once more, and then it is undone alone. Where COMMIT itself fails
 * nobody of the group is told yes.
 */
export class CommitQueue {
  readonly #database: DatabaseSync;
  readonly #ballast: Ballast;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;
  readonly #savepoint: StatementSync;
  readonly #release: StatementSync;
  readonly #undo: StatementSync;
  #waiting: Task[] = [];
  #scheduled = false;
  #idle: (() => void)[] = [];
  #settled = 0;

  constructor(database: DatabaseSync, ballast: Ballast) {
    this.#database = database;
    this.#ballast = ballast;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#savepoint = database.prepare('SAVEPOINT task');
    this.#release = database.prepare('RELEASE task');
    this.#undo = database.prepare('ROLLBACK TO task');
  }

  /** Resolves with what `change` returned once it is durable; rejects with an S3Error and nothing changed. */
  run<T>(change: () => T, options: CommitOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: { value: T } | undefined;
      this.#waiting.push({
        frees: options.frees === true,
        run: () => {
          result = { value: change() };
        },
        resolve: () => {
          if (result !== undefined) resolve(result.value);
        },
        reject: (error) => reject(asS3Error(error)),
      });
      this.#schedule();
    });
  }

  /** Grows with every transaction: what was read since it last grew is still so. */
  get settled(): number {
    return this.#settled;
  }

  /** Resolves when everything handed in so far is settled. */
  async drain(): Promise<void> {
    if (this.#waiting.length === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const group = this.#waiting.splice(0, MAX_GROUP);
      this.#settle(group);
      if (this.#waiting.length > 0) this.#schedule();
      else for (const done of this.#idle.splice(0)) done();
    });
  }

  #settle(group: readonly Task[]): void {
    let accepted: readonly Task[];
    this.#settled += 1;
    try {
      this.#begin.run();
      accepted = this.#runAll(group) ?? this.#runEach(group);
      this.#commit.run();
    } catch (error) {
      if (this.#database.isTransaction) this.#rollback.run();
      // On a full disk those that make room get another chance, by themselves, with the ballast gone.
      const again = isFull(error) && group.some((task) => task.frees) && this.#ballast.drop();
      // A task that was refused before has its answer; a second reject of a promise does nothing.
      for (const task of group) if (!again || !task.frees) task.reject(error);
      if (again) this.#settle(group.filter((task) => task.frees));
      return;
    }
    for (const task of accepted) task.resolve();
  }

  /** With nothing to undo one of them by, as mostly nothing is refused. Undefined, and nothing changed, where one was. */
  #runAll(group: readonly Task[]): readonly Task[] | undefined {
    try {
      for (const task of group) task.run();
      return group;
    } catch (error) {
      if (isFull(error)) throw error;
      if (this.#database.isTransaction) this.#rollback.run();
      this.#begin.run();
      return undefined;
    }
  }

  #runEach(group: readonly Task[]): readonly Task[] {
    return group.filter((task) => this.#attempt(task));
  }

  #attempt(task: Task): boolean {
    this.#savepoint.run();
    try {
      task.run();
    } catch (error) {
      // Some failures make SQLite roll the whole transaction back by itself; a full disk is everybody's.
      if (!this.#database.isTransaction || isFull(error)) throw error;
      this.#undo.run();
      this.#release.run();
      task.reject(error);
      return false;
    }
    this.#release.run();
    return true;
  }
}
