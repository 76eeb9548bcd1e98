import { useCallback, useEffect, useState } from 'react';
import { toErrorShape, type AppErrorShape } from '../lib/index.ts';

export interface Loaded<T> {
  /** The last answer; it stays while it is asked again, also for other arguments. */
  readonly value: T | undefined;
  readonly error: AppErrorShape | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface Question<T> {
  readonly load: (signal: AbortSignal) => Promise<T>;
  readonly time: number;
}
interface Answer<T> {
  readonly load: Question<T>['load'];
  readonly time: number;
  readonly value: T | undefined;
  readonly error: AppErrorShape | undefined;
}

/** Asks once, and again when `load` (made with useCallback) is another one. Answers that come too late are dropped. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [time, setTime] = useState(0);
  const [answer, setAnswer] = useState<Answer<T>>();
  useEffect(() => {
    const end = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const value = await load(end.signal);
        if (!end.signal.aborted) setAnswer({ load, time, value, error: undefined });
      } catch (error) {
        if (!end.signal.aborted)
          setAnswer((before) => ({ load, time, value: before?.value, error: toErrorShape(error) }));
      }
    };
    void ask();
    return () => end.abort();
  }, [load, time]);
  const reload = useCallback(() => setTime((before) => before + 1), []);
  return {
    value: answer?.value,
    error: answer?.error,
    isLoading: answer === undefined || answer.load !== load || answer.time !== time,
    reload,
  };
}
