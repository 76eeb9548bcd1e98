import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface YoungCollector {
  /** So many bytes went by in buffers that nobody holds any more. */
  passed(bytes: number): void;
}

/** Short-lived buffers of so much together are let go of at once; V8 by itself would begin a full collection at 32 MiB. */
const everyBytes = 8 * 1024 * 1024;

/**
 * Lets go of short-lived buffers in time. What node:http reads comes in buffers outside of V8's heap; they are young objects
 * of a few bytes, so that V8 sees no need to collect these, and counts their memory until it starts a collection of the whole
 * heap, again and again: a third of all the processor time of a large upload. A collection of the young objects alone takes
 * less than a millisecond. There is no other way to it than the function that `--expose-gc` shows to new contexts; where it
 * cannot be had nothing is done.
 */
export function createYoungCollector(): YoungCollector {
  let collect: (() => void) | undefined;
  let since = 0;

  const find = (): (() => void) => {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('globalThis.gc');
    setFlagsFromString('--no-expose-gc');
    if (typeof gc !== 'function') return () => undefined;
    return () => Reflect.apply(gc, undefined, [{ type: 'minor' }]);
  };

  return {
    passed(bytes) {
      since += bytes;
      if (since < everyBytes) return;
      since = 0;
      collect ??= find();
      collect();
    },
  };
}
