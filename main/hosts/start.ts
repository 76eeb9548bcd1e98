/**
 * `npm start`: builds what is missing or older than its sources, then opens the app: in a window where there is a display
 * and an Electron binary, else for a browser on this machine, saying so in one line.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { appRoot } from './app-folders.ts';
import { findElectron, installedElectron, runElectronInstaller } from './electron-binary.ts';
import { parseStartOptions, usage, type StartOptions } from './start-options.ts';
import { startProblem } from './start-problem.ts';

// node:sqlite still announces itself as experimental; other warnings are passed on.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.warn(`${warning.name}: ${warning.message}`);
});

try {
  const options = parseStartOptions(process.argv.slice(2), process.env);
  if (options.help) console.log(usage);
  else await start(options);
} catch (error) {
  const problem = startProblem(error, undefined);
  if (problem === undefined) throw error;
  console.error(problem);
  process.exitCode = 2;
}

async function start(options: StartOptions): Promise<void> {
  await buildIfStale();
  if (!options.headless) {
    const electron = await findElectron({
      platform: process.platform,
      env: process.env,
      userId: process.getuid?.(),
      electronFolder: installedElectron(),
      install: runElectronInstaller,
      say: (line) => console.log(line),
    });
    if ('path' in electron) {
      if (await runElectron(electron.path, options)) return;
      console.log('Quayside starts without a window: Electron does not run here.');
    } else console.log(`Quayside starts without a window: ${electron.lack}.`);
  }
  const [{ runHeadless }, { createBackend }] = await Promise.all([
    import('./run-headless.ts'),
    import('../backend.ts'),
  ]);
  await runHeadless({ ...options, createBackend });
}

async function buildIfStale(): Promise<void> {
  const { buildScript, isStale } = await import('./build/build.ts');
  if (!isStale()) return;
  console.log('Building Quayside …');
  // In a process of its own: the memory of the builders would stay with the app for as long as it runs.
  const child = spawn(process.execPath, [buildScript], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The build failed; what it said is above.');
}

/** Resolves when the window's program has ended; false where it fell over at its start. */
function runElectron(path: string, { home, s3Port, address }: StartOptions): Promise<boolean> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const child = spawn(path, [appRoot, ...(address === undefined ? [] : [address])], {
    stdio: 'inherit',
    env: { ...env, QUAYSIDE_HOME: home, ...(s3Port === undefined ? {} : { QUAYSIDE_S3_PORT: String(s3Port) }) },
  });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  child.once('error', reject);
  child.once('exit', (code, signal) => {
    for (const each of signals) process.off(each, pass);
    // Missing libraries and a sandbox that cannot be had end it within moments, by a signal or with 127.
    const asked = signal !== null && (signals as readonly string[]).includes(signal);
    const fellOver = performance.now() - startedAt < 5_000 && !asked && (signal !== null || code === 127);
    if (!fellOver) process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
    resolve(!fellOver);
  });
  return promise;
}
