import { useMemo, useState } from 'react';
import type { Job, JobId } from '../../../preload/contract/index.ts';
import { toErrorShape, type AppErrorShape } from '../../lib/index.ts';
import type { Client } from '../../rpc/index.ts';
import { copyText, useToast } from '../../ui/index.ts';
import type { JobAction } from './job-words.ts';
import type { MoveTo } from './queue-moves.ts';
import { texts } from './texts.ts';

export interface JobActions {
  /** Why the last command failed; to be shown where the user acted. */
  readonly error: AppErrorShape | undefined;
  readonly clearError: () => void;
  readonly act: (action: JobAction, job: Job) => void;
  /** To every job of the queue that can take it. */
  readonly onAll: (action: 'pause' | 'resume' | 'cancel' | 'retry') => void;
  readonly move: (id: JobId, to: MoveTo) => void;
  /** For hosts that cannot show a folder. */
  readonly copyPath: (job: Job) => void;
  readonly clearEnded: () => void;
}

/** What the user can do to jobs. The queue answers through its stream; only failures come back here. */
export function useJobActions(client: Client): JobActions {
  const [error, setError] = useState<AppErrorShape>();
  const toast = useToast();
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
      onAll: (action: 'pause' | 'resume' | 'cancel' | 'retry') => start(() => transfers.actOnAll({ action })),
      move: (jobId: JobId, to: MoveTo) => start(() => transfers.move({ jobId, to })),
      copyPath: (job: Job) =>
        start(async () => {
          const { path } = await transfers.location({ jobId: job.id });
          if (await copyText(path)) toast({ tone: 'success', text: texts.pathCopied });
          else toast({ tone: 'info', text: path });
        }),
      clearEnded: () => start(() => transfers.forget({})),
    };
  }, [client, toast]);
  return useMemo(() => ({ error, ...actions }), [error, actions]);
}
