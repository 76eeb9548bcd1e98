import { type GroupCommit, createGroupCommit } from './group-commit.ts';
import type { AppDatabase } from './open-database.ts';
import { type TransferFiles, createTransferFiles } from './transfer-files.ts';
import { type TransferJobs, createTransferJobs } from './transfer-jobs.ts';

/**
 * The ledger of the transfer queue. `jobs` and `files` write at once and must run inside `transaction` or `commit` where
 * several writes belong together; `commit` gathers the small writes of many workers into one durable transaction.
 */
export interface TransfersRepository {
  readonly jobs: TransferJobs;
  readonly files: TransferFiles;
  readonly commit: GroupCommit;
  transaction<T>(work: () => T): T;
}

export function createTransfersRepository(database: AppDatabase): TransfersRepository {
  const commit = createGroupCommit(database);
  return {
    jobs: createTransferJobs(database),
    files: createTransferFiles(database),
    commit,
    transaction(work) {
      // What was asked before happens before.
      commit.flush();
      return database.transaction(work);
    },
  };
}
