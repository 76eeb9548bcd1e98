import { request as httpRequest } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allRights,
  createLinkSigner,
  createManagementServer,
  createMemoryKeyStore,
  createQuota,
  createS3Server,
  createStaticKeys,
  emulate,
  joinKeySources,
  openStorage,
} from '../index.ts';
import { createTestClient, type TestClient } from '../s3-server.testkit.ts';

const token = 'correct-horse-battery';
const region = 'eu-central';
let base: string;
let s3: TestClient;
let clock = 0;
let close: () => Promise<void>;
const failures: unknown[] = [];

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'quayside-management-'));
  const storage = await openStorage({ root, fast: true });
  const now = (): number => Date.now() + clock;
  const keys = createMemoryKeyStore();
  let endpoint = '';
  const links = createLinkSigner({ secret: Buffer.from('links'), endpoint: () => endpoint, region });
  const user = 'ann';
  const quota = createQuota({ storage, user, limits: { storage: undefined, transfer: undefined }, now });
  const given = createStaticKeys([
    { accessKeyId: 'AK', secret: 'SK', user, scope: allRights },
    { accessKeyId: 'BK', secret: 'SB', user: 'ben', scope: allRights },
  ]);
  const store = emulate('runsite');
  const server = createS3Server({
    storage,
    keys: joinKeySources([given, keys, links]),
    region,
    now,
    quota,
    storeOf: () => store,
  });
  endpoint = await server.listen();
  s3 = createTestClient(Number(new URL(endpoint).port));
  const management = createManagementServer({
    workspace: { storage, user, region, keys, links, quota, now },
    token,
    onFailure: (_id, error) => failures.push(error),
  });
  base = await management.listen({ port: 0 });
  close = async () => {
    await management.close();
    await server.close({ deadlineMs: 200 });
    await storage.close();
    await rm(root, { recursive: true, force: true });
  };
});
afterAll(() => close());

interface Reply {
  readonly status: number;
  readonly json: Record<string, never>;
  readonly text: string;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const answer = await fetch(base + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: (text === '' ? {} : JSON.parse(text)) as Record<string, never> };
}
const codeOf = ({ status, json }: Reply) => [status, (json['error'] as { code?: string } | undefined)?.code];
const put = (path: string, body: string, key?: { id: string; secret: string }) =>
  s3.send({ method: 'PUT', path, body }, { region, ...(key ? { accessKeyId: key.id, secret: key.secret } : {}) });

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

describe('Keys', () => {
  test('made > its rights hold at once, its secret is shown once; deleted > refused at once', async () => {
    await call('POST', '/api/storage/buckets', { name: 'scoped' });
    await call('POST', '/api/storage/buckets', { name: 'elsewhere' });
    const made = await call('POST', '/api/storage/keys', {
      name: 'ci-uploader',
      buckets: ['scoped'],
      permissions: { read: true, write: true, delete: false, admin: false },
    });
    expect(made.status).toBe(201);
    const key = {
      id: String(made.json['access_key_id']),
      secret: String(made.json['secret_access_key']),
    };
    expect(key.secret.length).toBeGreaterThanOrEqual(40);
    const as = { region, accessKeyId: key.id, secret: key.secret };
    expect((await put('/scoped/a', '1', key)).status).toBe(200);
    expect((await s3.send({ path: '/scoped/a' }, as)).text).toBe('1');
    expect((await s3.send({ method: 'DELETE', path: '/scoped/a' }, as)).status).toBe(403);
    expect((await s3.send({ method: 'PUT', path: '/made-by-it' }, as)).status).toBe(403);
    expect((await put('/elsewhere/a', '1', key)).status).toBe(403);
    const listed = await call('GET', '/api/storage/keys');
    expect(listed.text).toContain(key.id);
    expect(listed.text).not.toContain(key.secret);
    expect((await call('DELETE', `/api/storage/keys/${key.id}`)).status).toBe(204);
    expect((await s3.send({ path: '/scoped/a' }, as)).code).toBe('InvalidAccessKeyId');
    expect((await call('DELETE', `/api/storage/keys/${key.id}`)).status).toBe(404);
  });

  test('an expiry > unknown from then on', async () => {
    const made = await call('POST', '/api/storage/keys', {
      name: 'short',
      buckets: ['*'],
      permissions: { read: true },
      expires_in_seconds: 60,
    });
    const as = {
      region,
      accessKeyId: String(made.json['access_key_id']),
      secret: String(made.json['secret_access_key']),
    };
    expect((await s3.send({ path: '/' }, as)).status).toBe(200);
    clock = 61_000;
    expect((await s3.send({ path: '/' }, as)).code).toBe('InvalidAccessKeyId');
    clock = 0;
  });

  test.each([
    [{ name: 'x', buckets: [], permissions: {} }],
    [{ name: 'x', permissions: {} }],
    [{ name: 'x', buckets: ['a'] }],
    [{ buckets: ['a'], permissions: {} }],
    [{ name: 'x', buckets: ['a'], permissions: { read: 1 } }],
    [{ name: 'x', buckets: ['a'], permissions: { root: true } }],
  ])('%j > 400', async (body) => {
    expect((await call('POST', '/api/storage/keys', body)).status).toBe(400);
  });
});

describe('Links', () => {
  const name = 'linked';
  const presign = (body: Record<string, unknown>) => call('POST', `/api/storage/buckets/${name}/presign`, body);

  test('put and get > without credentials, for 600 s', async () => {
    await call('POST', '/api/storage/buckets', { name });
    const up = await presign({ key: 'a b/é.png', operation: 'put', content_type: 'image/png' });
    expect(up.json).toMatchObject({ method: 'PUT', headers: { 'Content-Type': 'image/png' }, expires_in_seconds: 600 });
    const url = String(up.json['url']);
    expect((await fetch(url, { method: 'PUT', body: 'bytes', headers: { 'content-type': 'text/x' } })).status).toBe(
      403,
    );
    expect((await fetch(url, { method: 'PUT', body: 'bytes', headers: { 'content-type': 'image/png' } })).status).toBe(
      200,
    );
    expect((await fetch(url)).status).toBe(403);
    const down = String((await presign({ key: 'a b/é.png', operation: 'get' })).json['url']);
    const got = await fetch(down);
    expect([got.status, got.headers.get('content-type'), await got.text()]).toEqual([200, 'image/png', 'bytes']);
    expect((await fetch(down, { method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await fetch(down.replace('%C3%A9', 'x'))).status).toBe(403);
    clock = 599_000;
    expect((await fetch(down)).status).toBe(200);
    clock = 601_000;
    expect((await fetch(down)).status).toBe(403);
    clock = 0;
  });

  test.each([
    [{ operation: 'get' }, 400],
    [{ key: 'k', operation: 'delete' }, 400],
    [{ key: 'k', operation: 'get', expires_in_seconds: 0 }, 400],
    [{ key: 'k', operation: 'get', expires_in_seconds: 86_401 }, 400],
    [{ key: 'k', operation: 'get', expires_in_seconds: 1.5 }, 400],
    [{ key: 'k', operation: 'get', expires_in_seconds: 86_400 }, 200],
    [{ key: 'k', operation: 'put', content_type: 'a\r\nb' }, 400],
    [{ key: 'x'.repeat(1025), operation: 'get' }, 400],
  ])('presign %j > %i', async (body, status) => {
    expect((await presign(body)).status).toBe(status);
  });

  test('a share > opens inline with no credentials until it ends', async () => {
    await put(`/${name}/path/to/file.csv`, '1,2');
    const share = (query: string) =>
      call('POST', `/api/disks/${name}/share/path/to/file.csv${query}`, undefined, { authorization: `key-${token}` });
    expect((await share('')).json).toMatchObject({ expiresIn: 86_400 });
    for (const seconds of [3600, 28_800, 86_400, 604_800]) {
      expect((await share(`?expiresIn=${seconds}`)).json).toMatchObject({ expiresIn: seconds });
    }
    for (const bad of ['0', '3601', '604801', '-1', 'x', '3600.0', '']) {
      expect((await share(`?expiresIn=${bad}`)).status).toBe(400);
    }
    expect((await call('POST', `/api/disks/${name}/share/none`)).status).toBe(404);
    expect((await call('POST', '/api/disks/none/share/path')).status).toBe(404);
    const url = String((await share('?expiresIn=3600')).json['url']);
    const opened = await fetch(url, { headers: { range: 'bytes=0-0' } });
    expect([opened.status, await opened.text(), opened.headers.get('content-disposition')]).toEqual([
      206,
      '1',
      "inline; filename*=UTF-8''file.csv",
    ]);
    clock = 3_601_000;
    expect((await fetch(url)).status).toBe(403);
    clock = 0;
  });
});

describe('Quotas', () => {
  test('beyond the storage quota > 403 QuotaExceeded, and room again after a deletion', async () => {
    await call('POST', '/api/storage/buckets', { name: 'quota-bucket' });
    const { storage } = (await call('GET', '/api/storage/quotas')).json as unknown as {
      storage: { used_bytes: number };
    };
    const limit = storage.used_bytes + 10;
    expect((await call('PATCH', '/api/storage/quotas', { storage_bytes: limit })).json).toMatchObject({
      storage: { limit_bytes: limit, used_bytes: storage.used_bytes },
    });
    expect((await put('/quota-bucket/a', '12345678')).status).toBe(200);
    const refused = await put('/quota-bucket/b', '123');
    expect([refused.status, refused.code]).toEqual([403, 'QuotaExceeded']);
    expect((await put('/quota-bucket/a', '1234567890')).status).toBe(200);
    expect((await put('/quota-bucket/a', '12345678901')).code).toBe('QuotaExceeded');
    expect((await s3.send({ path: '/quota-bucket/a' }, { region })).text).toBe('1234567890');
    const begun = await s3.send({ method: 'POST', path: '/quota-bucket/m', query: [['uploads', '']] }, { region });
    const uploadId = /<UploadId>(.*?)</.exec(begun.text)?.[1] ?? '';
    const part = await s3.send(
      {
        method: 'PUT',
        path: '/quota-bucket/m',
        query: [
          ['partNumber', '1'],
          ['uploadId', uploadId],
        ],
        body: 'x',
      },
      { region },
    );
    expect(part.code).toBe('QuotaExceeded');
    const copy = await s3.send(
      { method: 'PUT', path: '/quota-bucket/copy', headers: { 'x-amz-copy-source': '/quota-bucket/a' } },
      { region },
    );
    expect(copy.code).toBe('QuotaExceeded');
    const unknown = await s3.send(
      { method: 'PUT', path: '/quota-bucket/u', headers: { 'transfer-encoding': 'chunked' }, body: 'x' },
      { region },
    );
    expect(unknown.code).toBe('MissingContentLength');
    const bens = { region, accessKeyId: 'BK', secret: 'SB' };
    await s3.send({ method: 'PUT', path: '/bens-own' }, bens);
    expect((await s3.send({ method: 'PUT', path: '/bens-own/a', body: 'x'.repeat(100) }, bens)).status).toBe(200);
    await s3.send({ method: 'DELETE', path: '/quota-bucket/a' }, { region });
    expect((await put('/quota-bucket/b', '123')).status).toBe(200);
    await Promise.all(Array.from({ length: 4 }, () => put('/quota-bucket/b', '1')));
    const { storage: after } = (await call('GET', '/api/storage/quotas')).json as unknown as {
      storage: { used_bytes: number };
    };
    expect(after.used_bytes).toBe(storage.used_bytes + 1);
    expect((await call('PATCH', '/api/storage/quotas', { storage_bytes: null })).json).toMatchObject({
      storage: { limit_bytes: null },
    });
  });

  test('many at once > together never beyond the quota', async () => {
    const { storage } = (await call('GET', '/api/storage/quotas')).json as unknown as {
      storage: { used_bytes: number };
    };
    await call('PATCH', '/api/storage/quotas', { storage_bytes: storage.used_bytes + 100 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => put(`/quota-bucket/many-${at}`, 'x'.repeat(20))),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBe(5);
    expect(answers.filter(({ code }) => code === 'QuotaExceeded').length).toBe(15);
    await call('PATCH', '/api/storage/quotas', { storage_bytes: null });
  });

  test('beyond the transfer of a month > 403 until the next', async () => {
    await put('/quota-bucket/t', 'x'.repeat(1000));
    const { transfer } = (await call('GET', '/api/storage/quotas')).json as unknown as {
      transfer: { used_bytes: number };
    };
    await call('PATCH', '/api/storage/quotas', { transfer_bytes: transfer.used_bytes + 500 });
    const get = () => s3.send({ path: '/quota-bucket/t' }, { region, at: Date.now() + clock });
    expect((await get()).status).toBe(200);
    await expect.poll(async () => (await get()).code).toBe('QuotaExceeded');
    clock = 32 * 86_400_000;
    expect((await get()).status).toBe(200);
    clock = 0;
    await call('PATCH', '/api/storage/quotas', { transfer_bytes: null });
  });
});

test('nothing of all this > a failure in the log', () => {
  expect(failures).toEqual([]);
});
