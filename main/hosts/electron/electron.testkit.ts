import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageFolder } from '../headless/headless.testkit.ts';
import { StandInElectron } from '../testing/electron-standin.testkit.ts';
import { FakeBackend, noKeychain } from '../testing/fake-backend.testkit.ts';
import { startElectron, type ElectronHost, type ElectronOptions } from './start-electron.ts';

export interface ElectronFixture {
  readonly electron: StandInElectron;
  readonly backend: FakeBackend;
  readonly host: ElectronHost;
  readonly logged: string[];
}

export async function electronOptions(backend: FakeBackend, logged: string[] = []): Promise<ElectronOptions> {
  return {
    home: await mkdtemp(join(tmpdir(), 'quayside-home-')),
    createBackend: backend.create,
    keychain: noKeychain,
    version: '0.0.0',
    pageFolder: await pageFolder(),
    preload: '/app/dist/preload/bridge.cjs',
    args: [],
    platform: 'linux',
    log: (line) => logged.push(line),
    checkOutput: true,
  };
}

export async function electronFixture(options: Partial<ElectronOptions> = {}): Promise<ElectronFixture> {
  const electron = new StandInElectron();
  const backend = new FakeBackend();
  const logged: string[] = [];
  const host = await startElectron(electron.api, { ...(await electronOptions(backend, logged)), ...options });
  if (host === undefined) throw new Error('another instance runs');
  return { electron, backend, host, logged };
}
