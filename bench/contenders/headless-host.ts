import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bundle = fileURLToPath(new URL('../../dist/main/headless.js', import.meta.url));

/** Whether `npm run build` was run. */
export const hasHeadlessHost = (): boolean => existsSync(bundle);

/** Starts the built headless host on a home of its own, ends it, and resolves with the time until it was ready, in milliseconds. */
export async function startHeadlessHost(home: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [bundle, '--port', '0', '--s3-port', '0', '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const kill = (): void => void child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('Quayside is ready')) return performance.now() - started;
    }
    throw new Error('the headless host ended before it was ready');
  } finally {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', kill);
  }
}
