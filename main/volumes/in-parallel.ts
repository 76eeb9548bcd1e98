/**
 * Works through items, so many at once. The first failure stops the others and is thrown once all have ended: nothing
 * runs on behind the caller's back.
 */
export async function inParallel<T>(
  atOnce: number,
  items: Iterable<T>,
  signal: AbortSignal | undefined,
  work: (item: T, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const waiting = items[Symbol.iterator]();
  const problems: unknown[] = [];
  const worker = async () => {
    for (let next = waiting.next(); !next.done && !failed.signal.aborted; next = waiting.next()) {
      try {
        await work(next.value, stop);
      } catch (error) {
        problems.push(error);
        failed.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (problems.length > 0) throw problems[0];
}
