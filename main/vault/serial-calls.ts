/** A call did not answer within its time; it may still be running. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

export interface SerialCalls {
  /** Runs one call after the other. Rejects with TimedOut where it, or the one before it, takes too long. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Settles when the call that is too slow has ended after all; undefined where none is. */
  waiting(): Promise<void> | undefined;
}

/** For calls that cannot be cancelled: a slow one blocks those behind it, but nobody waits longer than `limit` ms. */
export function createSerialCalls(limit: number): SerialCalls {
  let tail: Promise<void> = Promise.resolve();
  let slow: Promise<void> | undefined;
  return {
    async run(work) {
      let given = false;
      const result = tail.then(() => {
        // The caller has gone: doing it now would surprise, and a prompt might open for nobody.
        if (given) throw new TimedOut('not started in time');
        return work();
      });
      const ended = result.then(
        () => undefined,
        () => undefined,
      );
      tail = ended;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
          given = true;
          const mine = ended.finally(() => {
            if (slow === mine) slow = undefined;
          });
          slow = mine;
          reject(new TimedOut(`no answer within ${limit} ms`));
        }, limit);
      });
      try {
        return await Promise.race([result, late]);
      } finally {
        clearTimeout(timer);
      }
    },
    waiting: () => slow,
  };
}
