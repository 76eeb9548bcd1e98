import type { Slab } from '../../base/index.ts';
import type { HashName } from '../../base/hashing/index.ts';
import type { OperationContext } from './operation.ts';
import type { ByteSink } from './receive-body.ts';

/** One slab is filled while one is hashed and written and one waits its turn. */
const mostInFlight = 3;
/** A stream that fills a slab within this time is given large ones; with less than 4 MiB/s it is not. */
const fastMs = 250;

type Engine = Pick<OperationContext, 'hashes' | 'slabs' | 'collector'>;

/**
 * Gathers the pieces of a body into slabs; each is hashed in a thread and written to the disk at the same time, while the next
 * one is filled. Resolves with the digests once all of it is hashed and written. Memory: three slabs, or one small one where
 * the stream is slow or there are many streams.
 */
export async function receiveInSlabs(
  { hashes, slabs, collector }: Engine,
  chunks: AsyncIterable<Uint8Array>,
  sink: ByteSink,
  names: readonly HashName[],
): Promise<readonly Buffer[]> {
  const stream = hashes.open(names);
  const flights: Promise<Error | undefined>[] = [];
  let written: Promise<void> = Promise.resolve();
  let slab: Slab | undefined;
  let used = 0;
  let takenAt = 0;
  let fast = false;

  // Settles to the failure instead of rejecting, so that a failure met while others still fly is reported once, when landed.
  const launch = (full: Slab, length: number): void => {
    const hashed = stream.update(full, length);
    written = written.then(() => sink.write(full.subarray(0, length)));
    flights.push(
      Promise.allSettled([hashed, written]).then((results) => {
        slabs.give(full);
        return failureOf(results);
      }),
    );
  };
  const land = async (most: number): Promise<void> => {
    while (flights.length > most) {
      const failure = await flights.shift();
      if (failure) throw failure;
    }
  };
  const nextSlab = async (): Promise<Slab> => {
    await land(mostInFlight - 1);
    if (!slabs.hasSpare()) await land(0);
    takenAt = performance.now();
    used = 0;
    return slabs.take(fast ? 'large' : 'small');
  };

  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.byteLength;) {
        slab ??= await nextSlab();
        const step = Math.min(slab.byteLength - used, chunk.byteLength - at);
        slab.set(at === 0 && step === chunk.byteLength ? chunk : chunk.subarray(at, at + step), used);
        used += step;
        at += step;
        if (used === slab.byteLength) {
          fast = performance.now() - takenAt < fastMs;
          const full = slab;
          slab = undefined;
          launch(full, used);
          collector.passed(used);
        }
      }
    }
    if (slab) {
      const rest = slab;
      slab = undefined;
      launch(rest, used);
    }
    await land(0);
    return await stream.digest();
  } finally {
    if (slab) slabs.give(slab);
    await Promise.all(flights);
    stream.abandon();
  }
}

function failureOf(results: readonly PromiseSettledResult<void>[]): Error | undefined {
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return undefined;
  return failed.reason instanceof Error ? failed.reason : new Error('The write failed', { cause: failed.reason });
}
