import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, headlessFixture, type HeadlessFixture } from './headless.testkit.ts';

let fixture: HeadlessFixture;
let cookie: string;

beforeEach(async () => {
  fixture = await headlessFixture();
  cookie = await fixture.signIn();
});
afterEach(() => fixture.host.close());

const tokenPath = () => {
  const { pathname, search } = new URL(fixture.host.address());
  return pathname + search;
};

describe('where a request comes from', () => {
  const signed = (headers: Record<string, string>) =>
    fixture.ask({ path: '/session', headers: { cookie, ...headers } }).then(({ status, headers: answer }) => {
      expect(Object.keys(answer).filter((name) => name.startsWith('access-control'))).toEqual([]);
      return status;
    });

  test.each(['evil.example', '0.0.0.0', '127.0.0.1.nip.io', '127.0.0.1:1', '127.0.0.1', 'localhost'])(
    'Host %j is refused',
    async (host) => expect([400, 403]).toContain(await signed({ host })),
  );
  test.each(['evil.example', '0.0.0.0', '127.0.0.1.nip.io'])('Host %j with our port is refused', async (name) =>
    expect(await signed({ host: `${name}:${fixture.host.port}` })).toBe(403),
  );
  test('our own names are answered', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) {
      expect(await signed({ host: `${name}:${fixture.host.port}` })).toBe(204);
    }
  });
  test('Origin and Sec-Fetch-Site of others are refused', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      'http://localhost:3000',
      'file://',
      'x',
      `https://127.0.0.1:${fixture.host.port}`,
    ]) {
      expect(await signed({ origin })).toBe(403);
    }
    for (const site of ['cross-site', 'same-site', 'anything'])
      expect(await signed({ 'sec-fetch-site': site })).toBe(403);
    for (const site of ['same-origin', 'none']) expect(await signed({ 'sec-fetch-site': site })).toBe(204);
    expect(await signed({ origin: `http://127.0.0.1:${fixture.host.port}` })).toBe(204);
  });
  test('a launch from another site is refused and spends nothing', async () => {
    const path = tokenPath();
    expect((await fixture.ask({ path, headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await fixture.ask({ path, headers: { 'sec-fetch-site': 'none' } })).status).toBe(303);
  });

  test.each([
    ['two Host headers', 'GET /session HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n'],
    ['no Host', 'GET /session HTTP/1.1\r\n\r\n'],
    ['an absolute target of another host', 'GET http://evil.example/session HTTP/1.1\r\nHost: HOST\r\n\r\n'],
    ['an authority as target', 'GET //evil.example HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
    ['both lengths', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : HOST\r\n\r\n'],
    ['a broken escape', 'GET /%zz HTTP/1.1\r\nHost: HOST\r\n\r\n'],
  ])('%s: refused', async (_, lines) => {
    const socket = connect(fixture.host.port, '127.0.0.1');
    socket.end(lines.replaceAll('HOST', `127.0.0.1:${fixture.host.port}`));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  test('other names are answered where they were allowed, also behind TLS', async () => {
    const other = await headlessFixture({ allowHosts: ['gpu-box.example', 'tunnel.example:9000'] });
    const try_ = (headers: Record<string, string>) =>
      other.ask({ path: '/session', headers }).then(({ status }) => status);
    expect(await try_({ host: 'gpu-box.example' })).toBe(401);
    expect(await try_({ host: 'gpu-box.example:8443' })).toBe(401);
    expect(await try_({ host: 'GPU-box.example', origin: 'https://gpu-box.example' })).toBe(401);
    expect(await try_({ host: 'tunnel.example:9000' })).toBe(401);
    expect(await try_({ host: 'tunnel.example:9001' })).toBe(403);
    expect(await try_({ host: 'gpu-box.example.evil.example' })).toBe(403);
    expect(await try_({ host: 'gpu-box.example', origin: 'https://evil.example' })).toBe(403);
    await other.host.close();
  });

  test('nothing but 127.0.0.1 is listened on', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one !== undefined && one.family === 'IPv4' && !one.internal);
    for (const one of outside) {
      const socket = connect(fixture.host.port, one?.address ?? '');
      const refused = await new Promise((resolve) => {
        socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
      });
      expect(refused).toBe(true);
    }
    await expect(ask(fixture.host.port, { path: '/session' })).resolves.toMatchObject({ status: 401 });
  });
});
