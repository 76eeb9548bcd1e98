import { availableParallelism, cpus, loadavg } from 'node:os';
import type { BenchRun } from '../report/bench-run.ts';
import { openArena, type Arena } from './arena.ts';
import { deleteManyRow } from './delete-many.ts';
import { largeObjectRows } from './large-objects.ts';
import { openListings } from './listings.ts';
import { memoryRow } from './memory.ts';
import { multipartRow } from './multipart.ts';
import { smallObjectRows } from './small-objects.ts';
import { signatureRow } from './signature.ts';
import { startRow } from './start.ts';

/** Groups for `--only`: small objects, large objects, and many keys (lists, start, memory). */
export const serverGroups = ['small', 'large', 'many'] as const;

/** The embedded server beside s3rver, nginx and what node:http, a core and the disk can do. */
export async function runServerBench(run: BenchRun): Promise<void> {
  const [cpu] = cpus();
  run.say(
    `Node ${process.version}, ${availableParallelism()} cores of ${cpu?.model ?? 'unknown make'}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const arena = await openArena({ quick: run.quick, skipped: (reason) => run.skip(reason) });
  try {
    if (run.wants('small')) {
      for (const { prepare, row } of smallObjectRows(arena)) {
        await prepare?.();
        await run.measure(row);
      }
      await run.measure(deleteManyRow(arena));
      await run.measure(signatureRow());
    }
    if (run.wants('large')) {
      for (const { prepare, row } of largeObjectRows(arena)) {
        await prepare?.();
        await run.measure(row);
      }
      await run.measure(multipartRow(arena));
    }
    if (run.wants('many')) await measureManyKeys(run, arena);
  } finally {
    await arena.close();
  }
}

async function measureManyKeys(run: BenchRun, arena: Arena): Promise<void> {
  const listings = await openListings(arena);
  try {
    for (const row of listings.rows) await run.measure(row);
  } finally {
    await listings.stop();
  }
  await run.measure(await startRow(arena, listings.root));
  if (process.platform === 'linux') await run.measure(memoryRow(arena, listings.root, listings.keys));
  else run.skip('memory: only Linux tells the peak of a process');
}
