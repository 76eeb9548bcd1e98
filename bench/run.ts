/**
 * `npm run bench -- server`: what a user waits for, measured beside a peer or a limit in the same run. This room prints
 * figures and writes nothing else; it must never be a test that passes or fails by the clock, nor be imported by the app.
 */
import { parseArgs } from 'node:util';
import { createBenchRun, type BenchRun } from './report/bench-run.ts';
import { runServerBench, serverGroups } from './server/run-server-bench.ts';
import { runTransfersBench, transfersGroups } from './transfers/run-transfers-bench.ts';
import { runUiBench, uiGroups } from './ui/run-ui-bench.ts';

interface Bench {
  /** What `--only` may name. */
  readonly groups: readonly string[];
  readonly run: (run: BenchRun) => Promise<void>;
}

const benches: Readonly<Record<string, Bench>> = {
  server: { groups: serverGroups, run: runServerBench },
  transfers: { groups: transfersGroups, run: runTransfersBench },
  ui: { groups: uiGroups, run: runUiBench },
};

const usage = Object.entries(benches)
  .map(([name, { groups }]) => `Usage: npm run bench -- ${name} [--quick] [--only ${groups.join('|')}]\n`)
  .join('');

interface Wish {
  readonly bench: Bench;
  readonly quick: boolean;
  readonly only?: string;
}

function parse(argv: readonly string[]): Wish | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, only: { type: 'string' } },
  });
  const [name = '', ...rest] = positionals;
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  const { quick = false, only, ...unknown } = values;
  if (!bench || rest.length > 0 || Object.keys(unknown).length > 0 || typeof quick !== 'boolean') return undefined;
  if (only === undefined) return { bench, quick };
  return typeof only === 'string' && bench.groups.includes(only) ? { bench, quick, only } : undefined;
}

const wish = parse(process.argv.slice(2));
if (!wish) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  // With an `exit` event, so that what was started and written goes.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const { bench, ...options } = wish;
  const run = createBenchRun({ ...options, write: (text) => process.stdout.write(text) });
  await bench.run(run);
  run.finish();
}
