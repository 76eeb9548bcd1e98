import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { errnoOf, sqliteCodeOf } from './failure.ts';

/** SQLite moves its log into the index every 1,000 pages of 4 KiB: room for that many lets any delete through. */
const BALLAST_BYTES = 4 * 1024 * 1024;
const SQLITE_FULL = 13;

/**
 * A file of nothing that is given up when the disk is full. The index writes a log for a delete too, so without it a full
 * disk could never be emptied again. Its bytes are random, since some file systems keep zeros for free.
 */
export class Ballast {
  readonly #path: string;
  /** Nobody else takes it away. */
  #laid = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Lays the ballast down where it is missing; false where there is no room for it. */
  lay(): boolean {
    if (this.#laid) return true;
    try {
      if (!existsSync(this.#path)) writeFileSync(this.#path, randomBytes(BALLAST_BYTES), { mode: 0o600 });
      this.#laid = true;
      return true;
    } catch (error) {
      if (!['ENOSPC', 'EDQUOT'].includes(errnoOf(error) ?? '')) throw error;
      rmSync(this.#path, { force: true });
      return false;
    }
  }

  /** Whether there was any to give up. */
  drop(): boolean {
    this.#laid = false;
    if (!existsSync(this.#path)) return false;
    rmSync(this.#path);
    return true;
  }

  /** Runs a step of the index that must succeed on a full disk, once more without the ballast where need be. */
  spend<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      if (!isFull(error) || !this.drop()) throw error;
      return step();
    }
  }
}

/** Whether SQLite found the disk full. */
export function isFull(error: unknown): boolean {
  return sqliteCodeOf(error) === SQLITE_FULL;
}
