import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { findElectron, runElectronInstaller, type Surroundings } from './electron-binary.ts';

let folder: string;
const said: string[] = [];
let installs = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-electron-'));
  said.length = 0;
  installs = 0;
});

const binary = async () => {
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'path.txt'), 'electron');
  await writeFile(join(folder, 'dist/electron'), '');
};
const around = (change: Partial<Surroundings> = {}): Surroundings => ({
  platform: 'linux',
  env: { DISPLAY: ':0' },
  userId: 1000,
  electronFolder: folder,
  install: () => {
    installs += 1;
    return Promise.resolve(false);
  },
  say: (line) => said.push(line),
  ...change,
});

test('a binary that is there is taken, with any kind of display', async () => {
  await binary();
  const found = { path: join(folder, 'dist/electron') };
  expect(await findElectron(around())).toEqual(found);
  expect(await findElectron(around({ env: { WAYLAND_DISPLAY: 'wayland-0' } }))).toEqual(found);
  expect(await findElectron(around({ platform: 'darwin', env: {}, userId: 0 }))).toEqual(found);
  expect(await findElectron(around({ platform: 'win32', env: {}, userId: undefined }))).toEqual(found);
  expect(installs).toBe(0);
});

test('without a display nothing is fetched', async () => {
  expect(await findElectron(around({ env: { DISPLAY: '' } }))).toEqual({ lack: 'there is no display' });
  expect(await findElectron(around({ userId: 0 }))).toEqual({ lack: 'this is the root account' });
  expect(await findElectron(around({ electronFolder: undefined }))).toEqual({ lack: 'Electron is not installed' });
  expect(installs).toBe(0);
  expect(said).toEqual([]);
});

test('a binary that is missing is got once, and its lack is said', async () => {
  expect(await findElectron(around())).toEqual({ lack: 'the Electron binary cannot be had' });
  expect(installs).toBe(1);
  const install = async () => {
    await binary();
    return true;
  };
  expect(await findElectron(around({ install }))).toEqual({ path: join(folder, 'dist/electron') });
});

test('the installer is run by this Node, told apart by how it ends, and given up in time', async () => {
  const script = (text: string) => writeFile(join(folder, 'install.js'), text);
  await script('process.exit(0)');
  expect(await runElectronInstaller(folder)).toBe(true);
  await script('process.exit(1)');
  expect(await runElectronInstaller(folder)).toBe(false);
  await script('setTimeout(() => {}, 60_000)');
  expect(await runElectronInstaller(folder, 100)).toBe(false);
});
