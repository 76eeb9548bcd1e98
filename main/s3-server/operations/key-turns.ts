/** Whoever changes an object in more than one step of the storage does so while nobody else puts another in its place. */
export interface KeyTurns {
  /** Runs `work` once all that was begun before on the same key is over, however it ended. */
  take<T>(place: { readonly bucket: string; readonly key: string }, work: () => Promise<T>): Promise<T>;
}

/** Only commits take turns, never the transfer of bytes. One process holds a root, so memory is enough. */
export function createKeyTurns(): KeyTurns {
  const last = new Map<string, Promise<void>>();
  return {
    async take({ bucket, key }, work) {
      // No bucket's name has a slash.
      const name = `${bucket}/${key}`;
      const before = last.get(name);
      const run = before ? before.then(work) : work();
      const over = run.then(
        () => undefined,
        () => undefined,
      );
      last.set(name, over);
      try {
        return await run;
      } finally {
        if (last.get(name) === over) last.delete(name);
      }
    },
  };
}
