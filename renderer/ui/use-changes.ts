import { useState } from 'react';
import { toErrorShape, type AppErrorShape } from '../lib/index.ts';
import { createChangeLine } from './change-line.ts';

export interface Changes<T extends object> {
  /** What there is, with the changes that are still on their way: what is typed next builds on it. */
  readonly value: T | undefined;
  /** Why the last changes were not taken; they are shown no more. */
  readonly error: AppErrorShape | undefined;
  readonly change: (part: Partial<T>) => void;
  readonly clear: () => void;
}

/**
 * Changes that apply at once, however fast they are made.
 * @param current what the backend says, as it changes
 */
export function useChanges<T extends object>(
  current: T | undefined,
  send: (part: Partial<T>) => Promise<unknown>,
): Changes<T> {
  const [made, setMade] = useState<Partial<T>>({});
  const [error, setError] = useState<AppErrorShape>();
  const [line] = useState(() => createChangeLine<T>());
  const [seen, setSeen] = useState(current);
  if (seen !== current) {
    setSeen(current);
    // What is said while nothing is under way is the newest there is.
    if (!line.isSending) setMade({});
  }
  const follow = async (part: Partial<T>): Promise<void> => {
    const failure = await line.add(part, send);
    if (failure === undefined) return;
    setMade({});
    setError(toErrorShape(failure));
  };
  return {
    value: current === undefined ? undefined : { ...current, ...made },
    error,
    change: (part) => {
      setMade((before) => ({ ...before, ...part }));
      setError(undefined);
      void follow(part);
    },
    clear: () => setError(undefined),
  };
}
