import { useMemo, useState } from 'react';
import type { Job, JobId } from '../../../preload/contract/index.ts';
import { toErrorShape, type AppErrorShape } from '../../lib/index.ts';
import type { Client } from '../../rpc/index.ts';
import type { JobAction } from './job-words.ts';

/** Commands at the same time when many jobs are meant. */
const atOnce = 8;

export interface JobActions {
  /** Why the last command failed; to be shown where the user acted. */
  readonly error: AppErrorShape | undefined;
  readonly clearError: () => void;
  readonly act: (action: JobAction, job: Job) => void;
  readonly actOnAll: (action: JobAction, jobs: readonly Job[]) => void;
  readonly clearEnded: () => void;
}

/** What the user can do to jobs. The queue answers through its stream; only failures come back here. */
export function useJobActions(client: Client): JobActions {
  const [error, setError] = useState<AppErrorShape>();
  const actions = useMemo(() => {
    const { transfers } = client;
    const commands: Readonly<Record<JobAction, (jobId: JobId) => Promise<unknown>>> = {
      pause: (jobId) => transfers.pause({ jobId }),
      resume: (jobId) => transfers.resume({ jobId }),
      retry: (jobId) => transfers.retry({ jobId }),
      show: (jobId) => transfers.show({ jobId }),
      cancel: (jobId) => transfers.cancel({ jobId }),
      forget: (jobId) => transfers.forget({ jobId }),
    };
    const follow = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (thrown) {
        setError(toErrorShape(thrown));
      }
    };
    const start = (work: () => Promise<unknown>): void => {
      setError(undefined);
      void follow(work);
    };
    return {
      clearError: () => setError(undefined),
      act: (action: JobAction, job: Job) => start(() => commands[action](job.id)),
      actOnAll: (action: JobAction, jobs: readonly Job[]) =>
        start(async () => {
          const rest = [...jobs];
          await Promise.all(
            Array.from({ length: atOnce }, async () => {
              for (let job = rest.pop(); job !== undefined; job = rest.pop()) await commands[action](job.id);
            }),
          );
        }),
      clearEnded: () => start(() => transfers.forget({})),
    };
  }, [client]);
  return { error, ...actions };
}
