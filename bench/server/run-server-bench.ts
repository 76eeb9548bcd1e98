import { availableParallelism, cpus, loadavg } from 'node:os';
import type { BenchRun } from '../report/bench-run.ts';
import { openArena } from './arena.ts';
import { deleteManyRow } from './delete-many.ts';
import { largeObjectRows } from './large-objects.ts';
import { openListings } from './listings.ts';
import { memoryRow } from './memory.ts';
import { multipartRow } from './multipart.ts';
import { smallObjectRows } from './small-objects.ts';
import { startRow } from './start.ts';

/** The embedded server beside s3rver, nginx and what node:http, a core and the disk can do. */
export async function runServerBench(run: BenchRun): Promise<void> {
  const [cpu] = cpus();
  run.say(
    `Node ${process.version}, ${availableParallelism()} cores of ${cpu?.model ?? 'unknown make'}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const arena = await openArena({ quick: run.quick, skipped: (reason) => run.skip(reason) });
  try {
    for (const { prepare, row } of smallObjectRows(arena)) {
      await prepare?.();
      await run.measure(row);
    }
    await run.measure(deleteManyRow(arena));
    for (const { prepare, row } of largeObjectRows(arena)) {
      await prepare?.();
      await run.measure(row);
    }
    await run.measure(multipartRow(arena));
    const listings = await openListings(arena);
    try {
      for (const row of listings.rows) await run.measure(row);
    } finally {
      await listings.stop();
    }
    await run.measure(await startRow(arena, listings.root));
    if (process.platform === 'linux') await run.measure(memoryRow(arena, listings.root, listings.keys));
    else run.skip('memory: only Linux tells the peak of a process');
  } finally {
    await arena.close();
  }
}
