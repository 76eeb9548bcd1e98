import {
  AppError,
  type AppErrorShape,
  type FileId,
  type JobId,
  type ReceiptFile,
  type VerifiedBy,
} from '../../preload/contract/index.ts';
import type { StoredFile, StoredJob, TransfersRepository } from '../database/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { checkDelivered } from './check-delivered.ts';
import { checkLocal } from './check-local.ts';
import { deliveredTo, parseSpec } from './job-spec.ts';
import { idOf } from './job-texts.ts';
import { savedAs } from './shown-file.ts';
import { asAppError } from './verdict.ts';

export interface Receipt {
  readonly files: ReceiptFile[];
  /** Of the whole job: files delivered, their bytes, and how many of them the target was found to hold. */
  readonly total: number;
  readonly bytes: number;
  readonly verified: number;
}
export interface VerifyResult {
  readonly checked: number;
  readonly intact: number;
  readonly problems: { fileId: FileId; key: string; error: AppErrorShape }[];
}

/** What jobs delivered, and the proof of it. It changes no state of a job: what is found is told. */
export interface Receipts {
  receipt(options: { jobId: JobId; offset: number; limit: number }): Receipt;
  /** JOB_STATE for a job that delivers nothing, as a delete. */
  verify(options: { jobId: JobId; readBack: boolean; signal?: AbortSignal }): Promise<VerifyResult>;
}

const atOnce = 5000;
const mostProblems = 500;

export function createReceipts(options: {
  readonly ledger: TransfersRepository;
  readonly volumes: Volumes;
  readonly mustGet: (id: JobId) => StoredJob;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}): Receipts {
  const { ledger, volumes, now, report } = options;

  return {
    receipt({ jobId, offset, limit }) {
      const job = options.mustGet(jobId);
      const { files, bytes, verified } = ledger.files.receiptCounts(job.seq);
      return { files: ledger.files.page(job.seq, offset, limit, 'done').map(shown), total: files, bytes, verified };
    },
    async verify({ jobId, readBack, signal = new AbortController().signal }) {
      const job = options.mustGet(jobId);
      const spec = parseSpec(job.spec);
      const at = deliveredTo(spec);
      if (!at && spec.kind !== 'download') throw new AppError('JOB_STATE', { state: job.state });
      let checked = 0;
      let intact = 0;
      const problems: VerifyResult['problems'] = [];
      const found: { file: StoredFile; verified: VerifiedBy }[] = [];
      const onIntact = (file: StoredFile, verified: VerifiedBy) => {
        intact += 1;
        found.push({ file, verified });
      };
      const onProblem = (file: StoredFile, error: AppError) => {
        if (problems.length < mostProblems) {
          problems.push({ fileId: idOf(file), key: file.key, error: error.toShape() });
        }
      };
      for (let after = 0; ;) {
        const files = ledger.files.next(job.seq, 'done', after, atOnce);
        const last = files.at(-1);
        if (!last) break;
        after = last.id;
        checked += files.length;
        if (at) {
          const volume = await volumes.of(at.connectionId);
          const { bucket, prefixes } = at;
          await checkDelivered(files, { volume, bucket, prefixes, readBack, onIntact, onProblem, report, signal });
        } else if (spec.kind === 'download') {
          for (const file of files) {
            signal.throwIfAborted();
            await checkLocal(spec.into, file, signal).then(
              (verified) => onIntact(file, verified),
              (error: unknown) => onProblem(file, asAppError(error, report)),
            );
          }
        }
        const time = now();
        const some = found.splice(0);
        await ledger.commit.run(() => {
          for (const { file, verified } of some) ledger.files.learn(file.id, { verified, verifiedAt: time });
        });
      }
      return { checked, intact, problems };
    },
  };
}

function shown(file: StoredFile): ReceiptFile {
  const at = file.checksum?.indexOf(':') ?? -1;
  const other = savedAs(file);
  return {
    id: idOf(file),
    path: file.path,
    key: file.key,
    size: file.size,
    ...(other === undefined ? {} : { savedAs: other }),
    ...(file.etag === undefined || file.etag === '' ? {} : { etag: file.etag }),
    ...(file.checksum === undefined || at < 0
      ? {}
      : { checksum: { algorithm: file.checksum.slice(0, at).toUpperCase(), value: file.checksum.slice(at + 1) } }),
    ...(file.verified === undefined ? {} : { verified: file.verified }),
    ...(file.verifiedAt === undefined ? {} : { verifiedAt: file.verifiedAt }),
  };
}
