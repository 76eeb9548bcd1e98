import type { HashPool } from '../base/hashing/index.ts';
import type { ConflictRule } from '../../preload/contract/index.ts';
import type { StoredFile, TransfersRepository } from '../database/index.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Pace } from './pace.ts';
import type { Progress } from './progress.ts';
import type { EtagTrust, Proof } from './proof.ts';
import type { Throttle } from './throttle.ts';

/** The bounds and the hashing threads that all jobs share. */
export interface Line {
  readonly pace: Pace;
  readonly up: Throttle;
  readonly down: Throttle;
  readonly hashes: HashPool;
}

/** One file of a job, on its way: what every kind of transfer gets. */
export interface FileTask {
  /** As it was stored before this try; `attempts` counts the earlier ones. */
  readonly file: StoredFile;
  readonly conflict: ConflictRule;
  readonly ledger: TransfersRepository;
  readonly budget: ByteBudget;
  readonly line: Line;
  readonly trust: EtagTrust;
  readonly progress: Progress;
  readonly now: () => number;
  /** All bytes are here and right: the next file may go while this one is made durable. */
  readonly onMoved: () => void;
  readonly signal: AbortSignal;
}

/** How a file ended well. What went wrong is thrown as AppError. */
export interface Outcome {
  readonly state: 'done' | 'skipped';
  /** What the bytes counted in the end. */
  readonly size: number;
  readonly etag?: string | undefined;
  readonly proof?: Proof | undefined;
}
