import type { AppError, VerifiedBy } from '../../preload/contract/index.ts';
import type { StoredFile, StoredJob, TransfersRepository } from '../database/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { checkDelivered } from './check-delivered.ts';
import type { deliveredTo } from './job-spec.ts';

/** Files asked about together: with one listing where they are below one folder. */
const atOnce = 50_000;

/**
 * Asks the store for what a job has sent and not seen again. A file that is not there as it was sent fails with the reason,
 * and a retry of the job sends it once more. Rejects where the store cannot be asked.
 */
export async function confirmDelivered(options: {
  readonly job: StoredJob;
  readonly ledger: TransfersRepository;
  readonly volumes: Volumes;
  readonly delivered: ReturnType<typeof deliveredTo>;
  readonly now: () => number;
  readonly onCount: () => void;
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { job, ledger, delivered, report, signal } = options;
  if (!delivered) return;
  for (let after = 0; ;) {
    const files = ledger.files.unconfirmed(job.seq, after, atOnce);
    const last = files.at(-1);
    if (!last) return;
    after = last.id;
    const volume = await options.volumes.of(delivered.connectionId);
    const intact: { file: StoredFile; verified: VerifiedBy }[] = [];
    const problems: { file: StoredFile; error: AppError }[] = [];
    const write = () => {
      const time = options.now();
      return ledger.commit.run(() => {
        for (const { file, verified } of intact.splice(0)) {
          ledger.files.learn(file.id, { verified, verifiedAt: time });
        }
        for (const { file, error } of problems.splice(0)) {
          const changed = ledger.files.change(file.id, ['done'], 'failed', error.toShape());
          if (changed) ledger.files.learn(file.id, { bytesDone: 0, verified: null });
        }
      });
    };
    try {
      await checkDelivered(files, {
        volume,
        bucket: delivered.bucket,
        prefixes: delivered.prefixes,
        readBack: false,
        onIntact: (file, verified) => void intact.push({ file, verified }),
        onProblem: (file, error) => void problems.push({ file, error }),
        report,
        signal,
      });
    } finally {
      await write();
      options.onCount();
    }
  }
}
