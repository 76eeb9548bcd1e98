import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import type { Contract } from '../../preload/contract/index.ts';
import { browserSocket, createClient, type RpcClient } from '../../preload/rpc/index.ts';
import { until } from '../../preload/rpc/transport.testkit.ts';
import { ask } from './headless/headless.testkit.ts';

const entry = join(import.meta.dirname, 'headless/entry.ts');
const hideElectron = join(import.meta.dirname, 'testing/hide-electron.ts');

let home: string;
const children = new Set<ChildProcess>();
const clients = new Set<RpcClient<Contract>>();

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'quayside-home-'));
});
afterEach(() => {
  for (const client of clients) client.close();
  for (const child of children) child.kill('SIGKILL');
  clients.clear();
  children.clear();
});

function run(port: string): ChildProcess {
  const env = {
    ...process.env,
    QUAYSIDE_KEYCHAIN_SERVICE: `Quayside test ${process.pid}`,
    QUAYSIDE_CHECK_ANSWERS: '1',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
  };
  const args = ['--import', hideElectron, entry, '--headless', '--port', port, '--home', home];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  return child;
}

async function ready(port = '0'): Promise<{ child: ChildProcess; address: URL }> {
  const child = run(port);
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  const line = () => /^Quayside is ready: (\S+)$/m.exec(output)?.[1];
  await until(() => line() !== undefined || child.exitCode !== null);
  const address = line();
  if (address === undefined) throw new Error(`it ended: ${output}`);
  return { child, address: new URL(address) };
}

async function openPage(address: URL): Promise<RpcClient<Contract> & { readonly cookie: string }> {
  const { headers: answer } = await ask(Number(address.port), { path: address.pathname + address.search });
  const headers = { cookie: answer['set-cookie']?.[0]?.split(';')[0] ?? '', origin: address.origin };
  const client = createClient<Contract>(
    browserSocket({
      url: `ws://${address.host}/rpc`,
      sessionUrl: `${address.origin}/session`,
      open: (url) => new NodeWebSocket(url, { headers }).on('error', () => undefined) as unknown as WebSocket,
      fetch: async (url, init) => await fetch(url, { ...init, headers }),
    }),
  );
  clients.add(client);
  return { ...client, cookie: headers.cookie };
}

describe('the whole app without the electron package', () => {
  test('starts, has a volume that is ready, and after a kill an open page goes on by itself', async () => {
    const first = await ready();
    const { client, connection } = await openPage(first.address);
    expect(await client.host.capabilities({})).toMatchObject({
      host: 'headless',
      dropped: 'bytes',
      nativeDialogs: false,
    });
    const { buckets } = await client.buckets.list({ connectionId: 'local' });
    expect(buckets).toHaveLength(1);
    const folder = { connectionId: 'local', bucket: buckets[0]?.name ?? '', key: 'kept/' };
    await client.objects.createFolder(folder);

    first.child.kill('SIGKILL');
    await until(() => connection.state() === 'lost');
    const { port } = first.address;
    const { connectionId, bucket } = folder;
    // Asked while nothing answers: it waits for the next start.
    const page = client.objects.list({ connectionId, bucket, prefix: '', recursive: false, limit: 10 });
    await ready(port);
    expect((await page).prefixes).toEqual(['kept/']);
    expect(connection.problem()).toBeUndefined();
  });

  test('a second one on the same home says so and ends with 1, and leaves the first alone', async () => {
    const first = await ready();
    const second = run('0');
    const [said, code] = await Promise.all([
      text(second.stderr ?? process.stdin),
      new Promise((resolve) => second.once('exit', resolve)),
    ]);
    expect(code).toBe(1);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said).toContain(home);
    const { client } = await openPage(first.address);
    expect(await client.host.capabilities({})).toMatchObject({ host: 'headless' });
  });

  test('no token, cookie or secret is anywhere in the home', async () => {
    const { child, address } = await ready();
    const { client, cookie } = await openPage(address);
    await client.vault.useSession({});
    const rights = { read: true, write: false, delete: false, admin: false };
    const { secretAccessKey } = await client.keys.create({ name: 'for a test', volumes: '*', permissions: rights });
    await client.host.openExternal({ url: 'javascript:alert(1)' }).catch(() => undefined);
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    const files = await filesBelow(home);
    expect(files.some((file) => file.endsWith('quayside.log'))).toBe(true);
    const canaries = [address.searchParams.get('token') ?? '', cookie.split('=')[1] ?? '', secretAccessKey];
    expect(canaries.every((canary) => canary.length >= 40)).toBe(true);
    for (const file of files) {
      const content = await readFile(file);
      expect(canaries.filter((canary) => content.includes(canary))).toEqual([]);
    }
  });
});

const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
