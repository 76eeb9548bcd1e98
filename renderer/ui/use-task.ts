import { useEffect, useRef, useState } from 'react';
import { toErrorShape, type AppErrorShape } from '../lib/index.ts';

export interface Task {
  readonly isPending: boolean;
  /** Why the last run failed; to be shown where the user acted. */
  readonly error: AppErrorShape | undefined;
  /** Runs one action at a time; what it threw is in `error` and nothing follows it. */
  readonly run: (action: () => Promise<void>) => void;
  readonly clear: () => void;
}

/** The life of a user's action: pending, done or failed with a reason. */
export function useTask(): Task {
  const [state, setState] = useState<{ isPending: boolean; error: AppErrorShape | undefined }>({
    isPending: false,
    error: undefined,
  });
  const isRunning = useRef(false);
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const finish = (error: AppErrorShape | undefined): void => {
    isRunning.current = false;
    if (isMounted.current) setState({ isPending: false, error });
  };
  const follow = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
      finish(undefined);
    } catch (error) {
      finish(toErrorShape(error));
    }
  };
  return {
    ...state,
    run: (action) => {
      if (isRunning.current) return;
      isRunning.current = true;
      setState({ isPending: true, error: undefined });
      void follow(action);
    },
    clear: () => setState((before) => ({ ...before, error: undefined })),
  };
}
