import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job } from './jobs.ts';
import type { JobAnswer } from './load-process.ts';

export interface LoadGenerator {
  /** Resolves with the job's figure: see the job for its unit. One job at a time. */
  run(job: Job): Promise<number>;
  stop(): Promise<void>;
}

export function startLoadGenerator(): LoadGenerator {
  const child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)), { stdio: 'inherit' });
  const ended = once(child, 'exit');
  let waiting: ((answer: JobAnswer) => void) | undefined;
  child.on('message', (answer: JobAnswer) => waiting?.(answer));
  child.once('exit', (code) => waiting?.({ failure: `the load generator ended (${code})` }));

  return {
    async run(job) {
      const answer = await new Promise<JobAnswer>((resolve) => {
        waiting = resolve;
        child.send(job);
      });
      waiting = undefined;
      if ('failure' in answer) throw new Error(`${job.kind}: ${answer.failure}`);
      return answer.figure;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
