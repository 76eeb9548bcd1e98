import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** SQLite moves its log into the database every 1,000 pages of 4 KiB: room for that many lets any change through. */
const reserveBytes = 4 * 1024 * 1024;

/** Room on the disk of the home that is kept back, so that on a full disk it can still be written down what waits. */
export interface Reserve {
  /** Keeps the room where there is some; does nothing where it is kept already. */
  keep(): void;
  /** Gives the room up. False where there was none. */
  release(): boolean;
}

/** A file of random bytes, since some file systems keep zeros for free. */
export function createReserve(path: string): Reserve {
  let kept = false;
  return {
    keep() {
      if (kept) return;
      if (!existsSync(path)) {
        try {
          writeFileSync(path, randomBytes(reserveBytes), { mode: 0o600 });
        } catch (error) {
          rmSync(path, { force: true });
          if (isFullDisk(error)) return;
          throw error;
        }
      }
      kept = true;
    },
    release() {
      if (!existsSync(path)) return false;
      rmSync(path);
      kept = false;
      return true;
    },
  };
}

const isFullDisk = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
