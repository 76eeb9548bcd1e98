import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../preload/rpc/transport.testkit.ts';
import { FakeBackend, MemorySessions } from '../testing/fake-backend.testkit.ts';
import { headlessFixture, type HeadlessFixture } from './headless.testkit.ts';

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

describe('launch token', () => {
  test('is exchanged for a strict cookie and a clean address, and the next address is announced', async () => {
    const { status, headers } = await fixture.ask({ path: tokenPath() });
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['set-cookie']?.[0]).toMatch(
      /^quayside_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    expect(fixture.announced).toHaveLength(2);
    expect(new Set([...fixture.announced, fixture.host.address()]).size).toBe(2);
  });

  test('has 256 bits', () => {
    const token = new URL(fixture.host.address()).searchParams.get('token') ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  test.each([
    ['used before', (path: string) => path, true],
    ['wrong', () => `/?token=${'A'.repeat(43)}`, false],
    ['empty', () => '/?token=', false],
    ['given twice', (path: string) => `${path}&${path.slice(2)}`, false],
    ['on another path', (path: string) => `/session${path.slice(1)}`, false],
    ['of 8,000 characters', () => `/?token=${'A'.repeat(8_000)}`, false],
  ])('%s is refused, with and without a session', async (_, change, use) => {
    const path = change(tokenPath());
    if (use) await fixture.ask({ path });
    for (const headers of [{}, { cookie }]) {
      const answer = await fixture.ask({ path, headers });
      expect(answer.status).toBe(401);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  test('only GET redeems it', async () => {
    const path = tokenPath();
    expect((await fixture.ask({ method: 'HEAD', path })).status).toBe(401);
    expect((await fixture.ask({ method: 'PUT', path })).status).toBe(401);
    expect((await fixture.ask({ path })).status).toBe(303);
  });

  test('neither it nor the cookie is ever logged or stored', async () => {
    const token = tokenPath().slice('/?token='.length);
    await fixture.ask({ path: tokenPath() });
    await fixture.ask({ path: '/?token=wrong' });
    const kept = JSON.stringify([
      [...(fixture.backend.sessions as MemorySessions).records.values()],
      fixture.logged,
      fixture.backend.incidents,
    ]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(cookie.split('=')[1]);
  });
});

describe('session', () => {
  test('without it nothing is served', async () => {
    for (const path of ['/', '/index.html', '/assets/index-abc123.js', '/session', '/files/hello', '/rpc']) {
      expect((await fixture.ask({ path })).status).toBe(401);
    }
    expect(fixture.backend.served).toHaveLength(0);
  });

  test.each(['A'.repeat(43), '', 'x', '../../etc/passwd'])('a cookie that is none: %j', async (value) => {
    const name = cookie.split('=')[0] ?? '';
    expect((await fixture.ask({ path: '/session', headers: { cookie: `${name}=${value}` } })).status).toBe(401);
    expect((await fixture.ask({ path: '/session', headers: { cookie: `${cookie}; ${name}=${value}` } })).status).toBe(
      401,
    );
  });

  test('outlives a restart on the same home and port', async () => {
    const { port } = fixture.host;
    await fixture.host.close();
    const backend = new FakeBackend(fixture.backend.sessions);
    fixture = await headlessFixture({ backend, port });
    expect((await fixture.ask({ path: '/session', headers: { cookie } })).status).toBe(204);
  });

  test('ends thirty days after the last visit', async () => {
    const clock = { time: Date.now(), now: () => clock.time };
    const other = await headlessFixture({ clock });
    const mine = await other.signIn();
    const day = 86_400_000;
    clock.time += 29 * day;
    expect((await other.ask({ path: '/session', headers: { cookie: mine } })).status).toBe(204);
    clock.time += 29 * day;
    expect((await other.ask({ path: '/session', headers: { cookie: mine } })).status).toBe(204);
    clock.time += 31 * day;
    expect((await other.ask({ path: '/session', headers: { cookie: mine } })).status).toBe(401);
    await other.host.close();
  });
});

describe('the page', () => {
  test('comes with its policy and is never kept', async () => {
    const { status, headers, body } = await fixture.ask({ path: '/', headers: { cookie } });
    expect(status).toBe(200);
    expect(body).toContain('<title>Quayside</title>');
    expect(headers['cache-control']).toBe('no-store');
    const policy = headers['content-security-policy'] as string;
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self' ws://127.0.0.1:${fixture.host.port}`,
      "object-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    expect(headers['permissions-policy']).toContain('camera=()');
  });

  test('its hashed assets are kept for ever and packed for those who can unpack', async () => {
    const path = '/assets/index-abc123.js';
    const plain = await fixture.ask({ path, headers: { cookie } });
    expect(plain.headers['cache-control']).toContain('immutable');
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
    const packed = await fixture.ask({ path, headers: { cookie, 'accept-encoding': 'gzip, br' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(Number(packed.headers['content-length'])).toBeLessThan(plain.body.length / 4);
  });

  test.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fx',
    '/assets/index-abc123.js.map',
    '/nope',
    '/%00',
    '/..%5cx',
  ])('%s is not there', async (path) => expect((await fixture.ask({ path, headers: { cookie } })).status).toBe(404));

  test('no other method is served', async () => {
    for (const method of ['POST', 'DELETE', 'PATCH', 'OPTIONS', 'PUT']) {
      expect((await fixture.ask({ method, path: '/', headers: { cookie } })).status).toBe(405);
    }
  });
});

describe('file bytes', () => {
  const origin = () => `http://127.0.0.1:${fixture.host.port}`;

  test('a ticket is asked for with the session and the range, never with the cookie', async () => {
    const answer = await fixture.ask({ path: '/files/hello', headers: { cookie, range: 'bytes=0-4' } });
    expect(answer).toMatchObject({ status: 200, body: 'hello from a file' });
    expect(answer.headers['content-security-policy']).toBe('sandbox');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const [asked] = fixture.backend.served;
    expect(asked).toMatchObject({ method: 'GET', ticket: 'hello' });
    expect(asked?.session).toMatch(/^web-[0-9a-f]{32}$/);
    expect(asked?.headers['range']).toBe('bytes=0-4');
    expect(JSON.stringify(asked?.headers)).not.toContain(cookie.split('=')[1]);
  });

  test('HEAD has no body, an unknown ticket is refused', async () => {
    expect(await fixture.ask({ method: 'HEAD', path: '/files/hello', headers: { cookie } })).toMatchObject({
      status: 200,
      body: '',
    });
    expect((await fixture.ask({ path: '/files/other', headers: { cookie } })).status).toBe(403);
  });

  test('a PUT of 20 MiB arrives whole; without an Origin it is refused', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, 'abc');
    const put = { method: 'PUT', path: '/files/put', body };
    expect((await fixture.ask({ ...put, headers: { cookie, origin: origin() } })).status).toBe(204);
    expect(fixture.backend.received[0]?.equals(body)).toBe(true);
    expect((await fixture.ask({ ...put, body: 'x', headers: { cookie } })).status).toBe(403);
    expect((await fixture.ask({ ...put, body: 'x', headers: { cookie, origin: 'http://evil.example' } })).status).toBe(
      403,
    );
    expect(fixture.backend.received).toHaveLength(1);
  });

  test('a browser that goes away stops the source; a reader that waits is not raced ahead of', async () => {
    const before = process.memoryUsage().rss;
    const request = httpRequest({
      host: '127.0.0.1',
      port: fixture.host.port,
      path: '/files/endless',
      headers: { cookie },
    });
    request.end();
    await new Promise<void>((resolve) =>
      request.once('response', (response) => response.once('readable', () => resolve())),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    request.on('error', () => undefined);
    request.destroy();
    await until(() => fixture.backend.aborted === 1);
  });

  test('a source that breaks off cuts the connection instead of ending it well', async () => {
    await expect(fixture.ask({ path: '/files/breaks', headers: { cookie } })).rejects.toThrow('aborted');
  });
});
