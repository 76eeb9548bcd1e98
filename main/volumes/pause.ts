import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../preload/contract/index.ts';

/** Waits, milliseconds; CANCELLED when aborted meanwhile. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw new AppError('CANCELLED', {}, { cause: error });
  }
}
