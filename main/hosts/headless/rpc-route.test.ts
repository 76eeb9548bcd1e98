import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import type { Contract } from '../../../preload/contract/index.ts';
import { browserSocket, createClient, type Connect } from '../../../preload/rpc/index.ts';
import { until } from '../../../preload/rpc/transport.testkit.ts';
import { FakeBackend } from '../testing/fake-backend.testkit.ts';
import { headlessFixture, type HeadlessFixture } from './headless.testkit.ts';

let fixture: HeadlessFixture;
let cookie: string;

beforeEach(async () => {
  fixture = await headlessFixture({ sessionGrace: 20 });
  cookie = await fixture.signIn();
});
afterEach(() => fixture.host.close());

const origin = () => `http://127.0.0.1:${fixture.host.port}`;

/** As a page of ours would, with the browser's part (cookie and origin) played here. */
function pageConnect(port: number, headers: Record<string, string>): Connect {
  return browserSocket({
    url: `ws://127.0.0.1:${port}/rpc`,
    sessionUrl: `http://127.0.0.1:${port}/session`,
    open: (url) => new NodeWebSocket(url, { headers }).on('error', () => undefined) as unknown as WebSocket,
    fetch: async (url, init) => await fetch(url, { ...init, headers: { cookie: headers['cookie'] ?? '' } }),
  });
}

async function upgrade(path: string, headers: Record<string, string>): Promise<number> {
  const socket = connect(fixture.host.port, '127.0.0.1');
  const lines = Object.entries({
    Host: `127.0.0.1:${fixture.host.port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const status = await new Promise<number>((resolve) => {
    socket.once('data', (data) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1])));
  });
  socket.destroy();
  return status;
}

describe('the WebSocket', () => {
  test('opens for a page of ours and for nobody else', async () => {
    const good = { Origin: origin(), Cookie: cookie };
    expect(await upgrade('/rpc', good)).toBe(101);
    expect(await upgrade('/rpc', { Origin: origin() })).toBe(401);
    expect(await upgrade('/rpc', { ...good, Cookie: cookie.replace(/.$/, '!') })).toBe(401);
    expect(await upgrade('/rpc', { Cookie: cookie })).toBe(403);
    expect(await upgrade('/rpc', { ...good, Origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade('/rpc', { ...good, Origin: 'null' })).toBe(403);
    expect(await upgrade('/rpc', { ...good, Origin: 'http://localhost:3000' })).toBe(403);
    expect(await upgrade('/rpc', { ...good, Host: 'evil.example' })).toBe(403);
    expect(await upgrade('/rpc', { ...good, 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(
      await upgrade(`/rpc?token=${new URL(fixture.host.address()).searchParams.get('token')}`, { Origin: origin() }),
    ).toBe(401);
    expect(await upgrade('/other', good)).toBe(404);
  });

  test('carries the contract', async () => {
    const rpc = createClient<Contract>(pageConnect(fixture.host.port, { cookie, origin: origin() }));
    const themes: string[] = [];
    rpc.client.settings.watch.subscribe({}, { snapshot: ({ theme }) => themes.push(theme), delta: () => undefined });
    await expect(rpc.client.settings.change({ theme: 'dark' })).resolves.toEqual({});
    await expect(rpc.client.server.restart({})).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(themes).toEqual(['system']);
    rpc.close();
  });

  test('the last window of a session closed: its grants end after a while, not while another is open', async () => {
    const open = () => createClient<Contract>(pageConnect(fixture.host.port, { cookie, origin: origin() }));
    const [one, two] = [open(), open()];
    await Promise.all([one.client.settings.change({}), two.client.settings.change({})]);
    one.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(fixture.backend.ended).toHaveLength(0);
    two.close();
    await until(() => fixture.backend.ended.length === 1);
    expect(fixture.backend.ended[0]).toMatch(/^web-/);
  });

  test('a page reconnects by itself after a restart on the same port, and a call made meanwhile is answered', async () => {
    const { port } = fixture.host;
    const rpc = createClient<Contract>(pageConnect(port, { cookie, origin: origin() }), { firstPause: 10 });
    await rpc.client.settings.change({});
    await fixture.host.close();
    await until(() => rpc.connection.state() === 'lost');
    const call = rpc.client.settings.change({ theme: 'light' });
    fixture = await headlessFixture({ port, backend: new FakeBackend(fixture.backend.sessions) });
    await expect(call).resolves.toEqual({});
    expect(rpc.connection.state()).toBe('open');
    rpc.close();
  });

  test('a page whose session is not known any more is told so', async () => {
    const rpc = createClient<Contract>(pageConnect(fixture.host.port, { cookie: 'quayside_1=x', origin: origin() }), {
      firstPause: 10,
    });
    await until(() => rpc.connection.problem() !== undefined);
    expect(rpc.connection.problem()).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(rpc.connection.state()).toBe('lost');
    rpc.close();
  });

  test('a text of 100 MB is refused before it is read, and the host goes on answering', async () => {
    const socket = new NodeWebSocket(`ws://127.0.0.1:${fixture.host.port}/rpc`, {
      headers: { cookie, origin: origin() },
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve).on('error', () => undefined));
    socket.send('x'.repeat(100 * 1024 * 1024));
    await expect(fixture.ask({ path: '/session', headers: { cookie } })).resolves.toMatchObject({ status: 204 });
    expect([1006, 1009]).toContain(await closed);
  });

  test('a client too large a frame is made by gets BAD_INPUT and keeps its channel', async () => {
    const rpc = createClient<Contract>(pageConnect(fixture.host.port, { cookie, origin: origin() }));
    const huge = { bucket: 'x'.repeat(40 * 1024 * 1024) } as unknown as { connectionId: string; bucket: string };
    await expect(rpc.client.buckets.create(huge)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(rpc.client.settings.change({})).resolves.toEqual({});
    rpc.close();
  });

  test('half-open connections do not keep honest ones waiting and are closed', async () => {
    const other = await headlessFixture({ headersTimeout: 300 });
    const half = Array.from({ length: 300 }, () => connect(other.host.port, '127.0.0.1').on('error', () => undefined));
    for (const socket of half) socket.write('GET / HTTP/1.1\r\nHost: ');
    await expect(other.ask({ path: '/session' })).resolves.toMatchObject({ status: 401 });
    const [first] = half;
    expect(first === undefined ? '' : await text(first)).toMatch(/^HTTP\/1\.1 408 /);
    for (const socket of half) socket.destroy();
    await other.host.close();
  });
});
