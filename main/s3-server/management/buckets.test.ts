import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestClient } from '../s3-server.testkit.ts';
import { type ManagedServer, codeOf, region, startManagedServer, token } from './managed-server.testkit.ts';

let managed: ManagedServer;
let s3: TestClient;
let base: string;
beforeAll(async () => {
  managed = await startManagedServer();
  ({ s3, base } = managed);
});
afterAll(() => managed.close());

const call: ManagedServer['call'] = (...what) => managed.call(...what);
const put: ManagedServer['put'] = (...what) => managed.put(...what);

describe('Who may call', () => {
  test.each([
    ['no token', { authorization: '' }],
    ['a wrong token', { authorization: 'Bearer wrong-horse-battery' }],
    ['the right token with more behind it', { authorization: `Bearer ${token}x` }],
    ['another scheme', { authorization: `Basic ${token}` }],
  ])('%s > 401, whether or not there is such a resource', async (_name, headers) => {
    for (const path of ['/api/storage/buckets', '/nothing']) {
      expect(codeOf(await call('GET', path, undefined, headers))).toEqual([401, 'unauthorized']);
    }
  });

  test.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'null' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ Host: 'evil.example' }],
    [{ Host: '127.0.0.1:1' }],
    [{ Host: '127.0.0.1.nip.io' }],
  ])('%j with the right token > 403', async (headers) => {
    const { port } = new URL(base);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const all = { authorization: `Bearer ${token}`, ...headers };
      httpRequest({ host: '127.0.0.1', port, path: '/api/storage/keys', headers: all }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('a management path on the S3 listener > S3’s own refusal', async () => {
    for (const path of ['/api/storage/buckets', '/api/storage/keys', '/api/disks/x/share/y']) {
      for (const method of ['GET', 'POST']) {
        const answer = await s3.sendRaw({ method, path, headers: { authorization: `Bearer ${token}` } });
        expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/xml']);
      }
    }
  });
});

describe('Bodies and paths', () => {
  const path = '/api/storage/buckets';
  test.each<[string, unknown, Record<string, string>, number]>([
    ['no JSON', '{', {}, 400],
    ['a list', [], {}, 400],
    ['another type', '{}', { 'content-type': 'text/plain' }, 415],
    ['70 KB', JSON.stringify({ name: 'x'.repeat(70_000) }), {}, 413],
    ['a field too many', { name: 'abc', admin: true }, {}, 400],
    ['__proto__', '{"name":"abc","__proto__":{"x":1}}', {}, 400],
    ['a number for a name', { name: 5 }, {}, 400],
    ['a text for a flag', { name: 'abc', public: 'yes' }, {}, 400],
  ])('%s > %s', async (_name, body, headers, status) => {
    expect((await call('POST', path, body, headers)).status).toBe(status);
  });

  test('unknown paths and methods > 404, 405', async () => {
    expect(codeOf(await call('GET', '/api/storage/nothing'))).toEqual([404, 'not_found']);
    expect(codeOf(await call('PUT', path, {}))).toEqual([405, 'method_not_allowed']);
    expect(codeOf(await call('GET', '/api/storage/buckets/%ff'))).toEqual([400, 'invalid_request']);
    for (const name of ['constructor', '__proto__', '..', '%2e%2e']) {
      expect((await call('DELETE', `/api/storage/keys/${name}`)).status).toBeGreaterThanOrEqual(404);
    }
  });
});

describe('Buckets', () => {
  test('create, list, public, delete', async () => {
    const made = await call('POST', '/api/storage/buckets', { name: 'user-uploads', public: false });
    expect([made.status, made.json]).toEqual([
      201,
      expect.objectContaining({ id: 'user-uploads', name: 'user-uploads', public: false, region }),
    ]);
    expect((await put('/user-uploads/a.txt', 'hello')).status).toBe(200);
    expect((await s3.sendRaw({ path: '/user-uploads/a.txt' })).status).toBe(403);
    expect((await call('PATCH', '/api/storage/buckets/user-uploads', { public: true })).json).toMatchObject({
      public: true,
    });
    expect((await s3.sendRaw({ path: '/user-uploads/a.txt' })).text).toBe('hello');
    for (const raw of [
      { path: '/user-uploads' },
      { path: '/user-uploads', query: [['policy', '']] as const },
      { method: 'PUT', path: '/user-uploads/b', body: 'x' },
      { method: 'DELETE', path: '/user-uploads/a.txt' },
    ]) {
      expect((await s3.sendRaw(raw)).status).toBe(403);
    }
    expect((await call('PATCH', '/api/storage/buckets/user-uploads', { public: false })).status).toBe(200);
    expect((await s3.sendRaw({ path: '/user-uploads/a.txt' })).status).toBe(403);
    expect(codeOf(await call('DELETE', '/api/storage/buckets/user-uploads'))).toEqual([409, 'bucket_not_empty']);
    await s3.send({ method: 'DELETE', path: '/user-uploads/a.txt' }, { region });
    expect((await call('DELETE', '/api/storage/buckets/user-uploads')).status).toBe(204);
    expect(codeOf(await call('GET', '/api/storage/buckets/user-uploads'))).toEqual([404, 'not_found']);
  });

  test.each(['ab', 'x'.repeat(64), 'Upper', 'a_b', 'a.b', '-ab', 'ab-', '192.168.0.1', '..', 'xn--a'])(
    'the name %s > 400',
    async (name) => {
      expect((await call('POST', '/api/storage/buckets', { name })).status).toBe(400);
    },
  );

  test('a name that is taken > 409; a bucket of another user > 404', async () => {
    await s3.send({ method: 'PUT', path: '/bens' }, { region, accessKeyId: 'BK', secret: 'SB' });
    expect(codeOf(await call('POST', '/api/storage/buckets', { name: 'bens' }))).toEqual([
      409,
      'bucket_already_exists',
    ]);
    expect((await call('DELETE', '/api/storage/buckets/bens')).status).toBe(404);
    expect((await call('GET', '/api/storage/buckets')).text).not.toContain('bens');
  });

  test('CORS > the preflight of that origin is answered, others are refused', async () => {
    await call('POST', '/api/storage/buckets', { name: 'cors-bucket' });
    const rules = [
      {
        allowed_origins: ['https://example.com'],
        allowed_methods: ['GET', 'PUT'],
        allowed_headers: ['*'],
        max_age_seconds: 3600,
      },
    ];
    const set = await call('PATCH', '/api/storage/buckets/cors-bucket/cors', { rules });
    expect([set.status, set.json]).toMatchObject([200, { cors: { rules } }]);
    const preflight = (origin: string) =>
      s3.sendRaw({
        method: 'OPTIONS',
        path: '/cors-bucket/x',
        headers: { origin, 'access-control-request-method': 'PUT' },
      });
    const allowed = await preflight('https://example.com');
    expect([
      allowed.status,
      allowed.headers['access-control-allow-origin'],
      allowed.headers['access-control-max-age'],
    ]).toEqual([200, 'https://example.com', '3600']);
    expect((await preflight('https://evil.example')).status).toBe(403);
    for (const bad of [
      { allowed_origins: ['a\r\nb'], allowed_methods: ['GET'] },
      { allowed_origins: ['*'], allowed_methods: ['PATCH'] },
      { allowed_origins: ['*'], allowed_methods: ['GET'], expose_headers: ['x\r\ny'] },
      { allowed_methods: ['GET'] },
    ]) {
      expect((await call('PATCH', '/api/storage/buckets/cors-bucket/cors', { rules: [bad] })).status).toBe(400);
    }
    expect((await call('PATCH', '/api/storage/buckets/cors-bucket/cors', { rules: [] })).json).toMatchObject({
      cors: { rules: [] },
    });
    expect((await preflight('https://example.com')).status).toBe(403);
  });
});

test('nothing of all this > a failure in the log', () => {
  expect(managed.failures).toEqual([]);
});
