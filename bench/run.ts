/**
 * `npm run bench -- server`: what a user waits for, measured beside a peer or a limit in the same run. This room prints
 * figures and writes nothing else; it must never be a test that passes or fails by the clock, nor be imported by the app.
 */
import { createBenchRun, type BenchRun } from './report/bench-run.ts';
import { runServerBench } from './server/run-server-bench.ts';

const benches: Readonly<Record<string, (run: BenchRun) => Promise<void>>> = { server: runServerBench };

const [name = '', ...flags] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (!bench || flags.some((flag) => flag !== '--quick')) {
  process.stderr.write(`Usage: npm run bench -- ${Object.keys(benches).join('|')} [--quick]\n`);
  process.exitCode = 2;
} else {
  // With an `exit` event, so that what was started and written goes.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const run = createBenchRun({
    quick: flags.includes('--quick'),
    write: (text) => process.stdout.write(text),
  });
  await bench(run);
  run.finish();
}
