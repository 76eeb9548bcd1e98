import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { StandInElectron } from '../testing/electron-standin.testkit.ts';

// Electron's order: `ready` comes only after the entry module was evaluated. The stand-in is never ready.
const electron = new StandInElectron();
vi.mock('electron', () => ({
  ...electron.api,
  app: { ...electron.api.app, whenReady: () => new Promise(() => undefined) },
}));

const home = mkdtempSync(join(tmpdir(), 'quayside-entry-'));
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('the entry module is evaluated without waiting for ready, and has registered its scheme by then', async () => {
  vi.stubEnv('QUAYSIDE_HOME', home);
  const evaluated = import('./entry.ts').then(() => 'evaluated');
  const waited = new Promise((resolve) => setTimeout(() => resolve('waits for ready'), 20_000).unref());
  expect(await Promise.race([evaluated, waited])).toBe('evaluated');
  expect(electron.schemes).toMatchObject([{ scheme: 'quayside' }]);
});
