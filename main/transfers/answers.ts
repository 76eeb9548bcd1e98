import { AppError, type ConflictAnswer, type FileId, type JobId } from '../../preload/contract/index.ts';
import type { StoredJob, TransfersRepository } from '../database/index.ts';

/** What the user says about names that are taken, kept with the files and, where it is to hold on, with the job. */
export interface Answers {
  /**
   * For the named files, or for all of the job that ask; answers how many were waiting for it. JOB_STATE for a job that
   * has ended.
   */
  answer(options: {
    readonly jobId: JobId;
    readonly fileIds?: readonly FileId[] | undefined;
    readonly rule: ConflictAnswer;
    readonly remember: boolean;
  }): number;
}

export function createAnswers(options: {
  readonly ledger: TransfersRepository;
  readonly mustGet: (id: JobId) => StoredJob;
  readonly answered: (id: JobId) => void;
}): Answers {
  const { ledger } = options;
  return {
    answer({ jobId, fileIds, rule, remember }) {
      const job = options.mustGet(jobId);
      if (job.finishedAt !== undefined) throw new AppError('JOB_STATE', { state: job.state });
      const answered = ledger.transaction(() => {
        if (remember) ledger.jobs.setConflict(job.seq, rule);
        if (!fileIds) return ledger.files.answer(job.seq, rule);
        return fileIds.reduce((sum, id) => sum + ledger.files.answer(job.seq, rule, Number(id)), 0);
      });
      options.answered(jobId);
      return answered;
    },
  };
}
