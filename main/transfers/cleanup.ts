import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type FileState } from '../../preload/contract/index.ts';
import type { StoredFile, StoredJob, TransfersRepository } from '../database/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { type JobSpec, deliveredTo, parseSpec } from './job-spec.ts';
import { partPath } from './local-target.ts';

export interface Cleanup {
  /**
   * Ends the unfinished multipart uploads of cancelled jobs and of files that need none any more. What cannot be reached now
   * stays in the ledger for the next call. Answers how many are left.
   */
  uploads(): Promise<number>;
  /** Ends the unfinished uploads of one job, whatever its state. */
  uploadsOf(job: StoredJob): Promise<void>;
  /** Removes what half finished downloads of a job left in the user's folder. */
  partFiles(job: StoredJob): Promise<void>;
}

const atOnce = 500;
const unfinished: readonly FileState[] = ['queued', 'running', 'failed', 'changed', 'cancelled'];

export function createCleanup(options: {
  readonly ledger: TransfersRepository;
  readonly volumes: Volumes;
  readonly report: (error: unknown) => void;
}): Cleanup {
  const { ledger, volumes, report } = options;

  const abort = async (file: StoredFile, spec: JobSpec): Promise<boolean> => {
    const target = deliveredTo(spec);
    if (!target || file.uploadId === undefined) return true;
    try {
      const volume = await volumes.of(target.connectionId);
      await volume.abortUpload({ bucket: target.bucket, key: file.key, uploadId: file.uploadId });
    } catch (error) {
      // Without its connection or bucket there is nothing left to end.
      const gone =
        error instanceof AppError && (error.code === 'CONNECTION_NOT_FOUND' || error.code === 'BUCKET_NOT_FOUND');
      if (!gone) {
        report(error);
        return false;
      }
    }
    ledger.transaction(() => {
      ledger.files.clearParts(file.id);
      ledger.files.learn(file.id, { uploadId: null, partSize: null, inode: null });
    });
    return true;
  };

  const eachFile = async (job: StoredJob, use: (file: StoredFile) => Promise<unknown>) => {
    for (const state of unfinished) {
      for (let after = 0; ;) {
        const files = ledger.files.next(job.seq, state, after, atOnce);
        for (const file of files) await use(file);
        const last = files.at(-1);
        if (!last) break;
        after = last.id;
      }
    }
  };

  return {
    async uploads() {
      const left = ledger.files.abandoned(atOnce);
      let failed = 0;
      for (const { file, spec } of left) if (!(await abort(file, parseSpec(spec)))) failed += 1;
      return failed;
    },
    async uploadsOf(job) {
      const spec = parseSpec(job.spec);
      if (!deliveredTo(spec)) return;
      await eachFile(job, (file) => (file.uploadId === undefined ? Promise.resolve() : abort(file, spec)));
    },
    async partFiles(job) {
      const spec = parseSpec(job.spec);
      if (spec.kind !== 'download') return;
      await eachFile(job, async (file) => {
        if (file.local === undefined || file.inode === undefined) return;
        await rm(partPath(join(spec.into, file.local)), { force: true }).catch(report);
      });
    },
  };
}
