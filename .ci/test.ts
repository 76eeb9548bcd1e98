/**
 * `npm test`: provides what the tests need, then runs every check there is, in the order in which a failure is cheapest to
 * find. All checks run even when one fails, so that one run tells all; the exit code is 1 if any failed.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { provide } from './provide.ts';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** Why it cannot run here. */
  readonly skip?: string | undefined;
}

const root = join(import.meta.dirname, '..');
const provided = provide();
const noBrowser = provided.browser ? undefined : 'no Chromium or Chrome was found';

const checks: readonly Check[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint and import table', command: ['oxlint', '--deny-warnings'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'unit and integration', command: ['vitest', 'run'] },
  { name: 'build', command: ['node', 'main/hosts/build/build.ts'] },
  { name: 'generated documents', command: ['node', '.ci/docs.ts', '--check'] },
  { name: 'end to end', command: ['playwright', 'test'], skip: noBrowser },
];

const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH'] ?? ''}`,
  ...(provided.browser ? { QUAYSIDE_BROWSER: provided.browser } : {}),
};

const results = checks.map((check) => {
  if (check.skip) return { check, outcome: 'skipped' as const, seconds: 0 };
  console.log(`\n== ${check.name} ==`);
  const startedAt = performance.now();
  const [command = '', ...args] = check.command;
  const status = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  }).status;
  return {
    check,
    outcome: status === 0 ? ('passed' as const) : ('failed' as const),
    seconds: (performance.now() - startedAt) / 1000,
  };
});

console.log('\n== summary ==');
for (const { check, outcome, seconds } of results) {
  console.log(`${outcome.padEnd(7)} ${check.name}${check.skip ? `: ${check.skip}` : ` (${seconds.toFixed(0)} s)`}`);
}
for (const line of provided.missing) console.log(`skipped ${line}`);
const failed = results.filter((each) => each.outcome === 'failed').length;
const passed = results.filter((each) => each.outcome === 'passed').length;
const skipped = results.length - failed - passed;
console.log(`\nchecks: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
