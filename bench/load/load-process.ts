/** The load generator: a process of its own, so that what a client spends is not on the event loop of what it measures. */
import type { Job } from './jobs.ts';
import { runCalls } from './run-calls.ts';
import { runDisk, runMd5 } from './run-limit.ts';
import { runMultipart } from './run-multipart.ts';
import { runFill, runSmall } from './run-small.ts';
import { runDownload, runStreams, runUpload } from './run-transfer.ts';

/** What goes back for a job. */
export type JobAnswer = { readonly figure: number } | { readonly failure: string };

async function run(job: Job): Promise<number> {
  switch (job.kind) {
    case 'download':
      return await runDownload(job);
    case 'upload':
      return await runUpload(job);
    case 'small':
      return await runSmall(job);
    case 'fill':
      return await runFill(job);
    case 'multipart':
      return await runMultipart(job);
    case 'calls':
      return await runCalls(job);
    case 'streams':
      return await runStreams(job);
    case 'md5':
      return runMd5(job);
    case 'disk':
      return await runDisk(job);
  }
}

const answer = (message: JobAnswer): void => {
  process.send?.(message);
};

process.on('message', (job: Job) => {
  run(job).then(
    (figure) => answer({ figure }),
    (error: unknown) => answer({ failure: error instanceof Error ? error.message : 'unknown' }),
  );
});
process.once('disconnect', () => process.exit(0));
