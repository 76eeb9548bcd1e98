import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import type { Contract } from '../../preload/contract/index.ts';
import { browserSocket, createClient } from '../../preload/rpc/index.ts';
import { until } from '../../preload/rpc/transport.testkit.ts';
import { ask } from './headless/headless.testkit.ts';

const child = join(import.meta.dirname, 'testing/headless-child.testkit.ts');
const hideElectron = join(import.meta.dirname, 'testing/hide-electron.ts');

/** Windows knows no signals: a process that is told to end is cut off there. */
const cleanEnd = process.platform === 'win32' ? null : 0;

let home: string;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'quayside-home-'));
});
afterEach(() => {
  for (const one of children) one.kill('SIGKILL');
  children.clear();
});

interface Running {
  readonly process: ChildProcess;
  readonly address: URL;
  readonly output: () => string;
}

function run(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const started = spawn(process.execPath, ['--import', hideElectron, child, '--home', home, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(started);
  return started;
}

const ended = (one: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (one.exitCode === null) one.once('exit', resolve);
    else resolve(one.exitCode);
  });

async function ready(args: readonly string[] = ['--port', '0']): Promise<Running> {
  const started = run(args);
  let output = '';
  started.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  started.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  await until(() => /^Quayside is ready: (\S+)$/m.test(output) || started.exitCode !== null);
  const address = /^Quayside is ready: (\S+)$/m.exec(output)?.[1];
  if (address === undefined) throw new Error(`it ended: ${output}`);
  return { process: started, address: new URL(address), output: () => output };
}

async function signIn({ address }: Running): Promise<string> {
  const { headers } = await ask(Number(address.port), { path: address.pathname + address.search });
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('the headless host as a process, with the electron package hidden', () => {
  test('prints its address, another after it was used, and ends cleanly when asked to', async () => {
    const host = await ready();
    expect(host.address.hostname).toBe('127.0.0.1');
    expect(await signIn(host)).toMatch(/^quayside_\d+=/);
    await until(() => host.output().includes('For another window: http://127.0.0.1:'));
    host.process.kill('SIGTERM');
    expect(await ended(host.process)).toBe(cleanEnd);
  });

  test('keeps a log without tokens that only this account can read', async () => {
    const host = await ready();
    const cookie = await signIn(host);
    host.process.kill('SIGINT');
    expect(await ended(host.process)).toBe(cleanEnd);
    const file = join(home, 'logs/quayside.log');
    const log = await readFile(file, 'utf8');
    expect(log).toContain('the backend started');
    expect(log).not.toContain(host.address.searchParams.get('token'));
    expect(log).not.toContain(cookie.split('=')[1]);
    const forOthers = process.platform === 'win32' ? 0 : (await stat(file)).mode & 0o077;
    expect(forOthers).toBe(0);
  });

  test('a port that is taken is a sentence and exit code 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const host = run(['--port', String(port)]);
    const [said, code] = await Promise.all([text(host.stderr ?? process.stdin), ended(host)]);
    expect(said).toContain(`Port ${port} on 127.0.0.1 is taken by another program.`);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
    taken.close();
  });

  test('a backend that refuses this home is a sentence and exit code 1', async () => {
    const host = run(['--port', '0'], { TEST_REFUSAL: 'Quayside is running on this home already.' });
    const [said, code] = await Promise.all([text(host.stderr ?? process.stdin), ended(host)]);
    expect(said).toBe('Quayside is running on this home already.\n');
    expect(code).toBe(1);
  });

  test('killed and started again, an open page finds it by itself and is still signed in', async () => {
    const first = await ready();
    const { port } = first.address;
    const headers = { cookie: await signIn(first), origin: `http://127.0.0.1:${port}` };
    const rpc = createClient<Contract>(
      browserSocket({
        url: `ws://127.0.0.1:${port}/rpc`,
        sessionUrl: `http://127.0.0.1:${port}/session`,
        open: (url) => new NodeWebSocket(url, { headers }).on('error', () => undefined) as unknown as WebSocket,
        fetch: async (url, init) => await fetch(url, { ...init, headers }),
      }),
    );
    await rpc.client.settings.change({});
    first.process.kill('SIGKILL');
    await until(() => rpc.connection.state() === 'lost');
    const call = rpc.client.settings.change({ theme: 'dark' });
    await ready(['--port', port]);
    await expect(call).resolves.toEqual({});
    expect(rpc.connection.problem()).toBeUndefined();
    rpc.close();
  });
});
