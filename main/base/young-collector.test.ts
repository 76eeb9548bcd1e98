import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { createYoungCollector } from './index.ts';

/** Full collections while `work` runs. */
async function fullCollections(work: () => void): Promise<number> {
  let full = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { readonly detail?: { readonly kind: number } })[]) {
      if (entry.detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR) full += 1;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  work();
  // What happened is told in a later turn.
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  return full;
}

const pass = (mebibytes: number, told: (bytes: number) => void): void => {
  for (let round = 0; round < mebibytes; round += 1) {
    for (let piece = 0; piece < 16; piece += 1) Buffer.allocUnsafeSlow(64 * 1024);
    told(1024 * 1024);
  }
};

test('a GiB in buffers nobody holds > goes without full collections', async () => {
  const untold = await fullCollections(() => pass(1024, () => undefined));
  const collector = createYoungCollector();
  const told = await fullCollections(() => pass(1024, (bytes) => collector.passed(bytes)));
  process.stdout.write(`full collections for a GiB of short-lived buffers: ${told}, and ${untold} left alone\n`);
  expect(told).toBeLessThan(untold / 4);
});
