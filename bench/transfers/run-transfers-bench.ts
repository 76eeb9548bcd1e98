import { availableParallelism, cpus, loadavg } from 'node:os';
import type { BenchRun } from '../report/bench-run.ts';
import { median } from '../report/median.ts';
import { type Arena, bucket, openArena } from './arena.ts';
import { type EngineAnswer, runEngine } from './engine.ts';
import { opsRows } from './ops.ts';
import { type Told, engineName, transferRow } from './rows.ts';

/** Groups for `--only`: single calls, one large file, many small ones, the same on another server, and a tree that is there already. */
export const transfersGroups = ['calls', 'large', 'small', 'other', 'sync'] as const;

/** The app's queue beside the SDK, aws cli, rclone, and sockets with nothing on top. */
export async function runTransfersBench(run: BenchRun): Promise<void> {
  const [cpu] = cpus();
  run.say(
    `Node ${process.version}, ${availableParallelism()} cores of ${cpu?.model ?? 'unknown make'}, load ${loadavg()[0]?.toFixed(1)}\n` +
      'quayside queue and SDK: from the order to its end in a running process; aws cli and rclone: the whole program.\n' +
      'The queue writes its ledger and its downloads through to the disk; the others leave that to the system.',
  );
  const skip = (reason: string) => run.skip(reason);
  const arena = await openArena({ skipped: skip });
  const told: Told[] = [];
  try {
    const size = run.quick ? 256 : 1024;
    const files = run.quick ? 1000 : 10_000;
    const rounds = run.quick ? 1 : 3;
    if (run.wants('calls')) {
      const calls = run.quick ? 2000 : 20_000;
      for (const op of ['put', 'get', 'list'] as const)
        for (const row of opsRows(arena, op, calls, rounds)) await run.measure(row);
    }
    if (run.wants('large')) {
      for (const kind of ['up', 'down'] as const)
        await run.measure(
          await transferRow(arena, arena.embedded, { kind, size: { mebibytes: size }, rounds }, told, skip),
        );
    }
    if (run.wants('small')) {
      for (const kind of ['up', 'down'] as const)
        await run.measure(await transferRow(arena, arena.embedded, { kind, size: { files }, rounds }, told, skip));
    }
    if (run.wants('other') && arena.other) {
      for (const kind of ['up', 'down'] as const)
        for (const amount of [{ mebibytes: 256 }, { files: run.quick ? 500 : 2000 }])
          await run.measure(await transferRow(arena, arena.other, { kind, size: amount, rounds: 1 }, told, skip));
    }
    for (const one of told) {
      await tellDelay(run, one.title, one.answers);
      await tellCpu(run, one);
    }
    if (run.wants('sync')) await measureSync(run, arena);
  } finally {
    await arena.close();
  }
}

/** What the runs above told beside their time. */
async function tellDelay(run: BenchRun, title: string, answers: readonly EngineAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  const of = (pick: (answer: EngineAnswer) => number) => () => Promise.resolve(median(answers.map(pick)));
  await run.measure({
    title: `${title}: the queue's main thread`,
    unit: 'ms',
    contenders: [
      { name: 'delay p99', measure: of((answer) => answer.delayP99) },
      { name: 'longest delay', measure: of((answer) => answer.delayMost) },
      { name: 'p99 of an idle thread meanwhile', measure: of((answer) => answer.idleDelayP99) },
    ],
    ratios: [],
    bounds: [{ of: 'delay p99', atMost: 20 }],
    rounds: 1,
  });
  await run.measure({
    title: `${title}: memory of the queue's process`,
    unit: 'MiB',
    contenders: [
      { name: 'peak RSS', measure: of((answer) => answer.mebibytes) },
      { name: 'before the order', measure: of((answer) => answer.mebibytesBefore) },
      { name: 'on top of that', measure: of((answer) => answer.mebibytes - answer.mebibytesBefore) },
    ],
    ratios: [],
    bounds: [
      { of: 'peak RSS', atMost: 150 },
      { of: 'on top of that', atMost: 128 },
    ],
    rounds: 1,
  });
}

/** The queue and the SDK without their start, the other programs with it. */
async function tellCpu(run: BenchRun, { title, cpu }: Told): Promise<void> {
  if (cpu.size === 0) return;
  await run.measure({
    title: `${title}: CPU time of one run`,
    unit: 's',
    contenders: [...cpu].map(([name, seconds]) => ({ name, measure: () => Promise.resolve(median(seconds)) })),
    ratios: [...cpu.keys()].filter((name) => name !== engineName).map((name) => ({ of: name, to: engineName })),
    rounds: 1,
  });
}

/** A tree is sent, and sent again unchanged: the second time nothing but listings may be asked for. */
async function measureSync(run: BenchRun, arena: Arena): Promise<void> {
  const files = run.quick ? 5000 : 100_000;
  const path = await arena.many(files, 16);
  const { embedded } = arena;
  const order = async () => ({
    home: await arena.fresh('home'),
    endpoint: embedded.endpoint,
    provider: embedded.provider,
    bucket,
    prefix: `tree-${files}/`,
    kind: 'up' as const,
    folder: true,
    path,
    key: '',
    sync: true,
  });
  const first = await runEngine(await order(), embedded.credential);
  const again = await runEngine(await order(), embedded.credential);
  const calls = Object.entries(again.asked).map(([name, times]) => `${name} ${times}`);
  run.say(
    `a tree of ${files.toLocaleString('en')} files, sent in ${first.seconds.toFixed(1)} s (peak RSS ${first.mebibytes.toFixed(0)} MiB, ` +
      `delay p99 ${first.delayP99.toFixed(1)} ms); sent again unchanged: ${calls.join(', ')}`,
  );
  const others = Object.entries(again.asked).reduce((sum, [name, times]) => sum + (name === 'list' ? 0 : times), 0);
  const figures = { 'calls that are no listing': others, 'pages listed': again.asked['list'] ?? 0 };
  await run.measure({
    title: `sync of an unchanged tree of ${files.toLocaleString('en')} files`,
    unit: 'calls',
    contenders: Object.entries(figures).map(([name, value]) => ({ name, measure: () => Promise.resolve(value) })),
    ratios: [],
    bounds: [
      { of: 'calls that are no listing', atMost: 0 },
      { of: 'pages listed', atMost: Math.ceil(files / 1000) + 1 },
    ],
    rounds: 1,
  });
  await tellDelay(run, `sync of ${files.toLocaleString('en')} unchanged files`, [again]);
  await tellDelay(run, `drop of ${files.toLocaleString('en')} files`, [first]);
}
