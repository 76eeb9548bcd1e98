import { AppError } from '../../preload/contract/index.ts';

/** Milliseconds before try number `attempt` (from 1): doubled each time up to `cap`, and jittered by half. */
export function backoff(attempt: number, first: number, cap: number, random: () => number = Math.random): number {
  const full = Math.min(cap, first * 2 ** Math.min(attempt - 1, 16));
  return full / 2 + (full / 2) * random();
}

/** Rejects with CANCELLED when the signal aborts first. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = () => {
      clearTimeout(timer);
      reject(new AppError('CANCELLED', {}, { cause: signal.reason }));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', refuse);
      resolve();
    }, milliseconds);
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
