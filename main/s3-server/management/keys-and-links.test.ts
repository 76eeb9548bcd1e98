import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestClient } from '../s3-server.testkit.ts';
import { type ManagedServer, region, startManagedServer, token } from './managed-server.testkit.ts';

let managed: ManagedServer;
let s3: TestClient;
beforeAll(async () => {
  managed = await startManagedServer();
  ({ s3 } = managed);
});
afterAll(() => managed.close());

const call: ManagedServer['call'] = (...what) => managed.call(...what);
const put: ManagedServer['put'] = (...what) => managed.put(...what);

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
    managed.ahead = 61_000;
    expect((await s3.send({ path: '/' }, as)).code).toBe('InvalidAccessKeyId');
    managed.ahead = 0;
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
    managed.ahead = 599_000;
    expect((await fetch(down)).status).toBe(200);
    managed.ahead = 601_000;
    expect((await fetch(down)).status).toBe(403);
    managed.ahead = 0;
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
    managed.ahead = 3_601_000;
    expect((await fetch(url)).status).toBe(403);
    managed.ahead = 0;
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
    const get = () => s3.send({ path: '/quota-bucket/t' }, { region, at: Date.now() + managed.ahead });
    expect((await get()).status).toBe(200);
    await expect.poll(async () => (await get()).code).toBe('QuotaExceeded');
    managed.ahead = 32 * 86_400_000;
    expect((await get()).status).toBe(200);
    managed.ahead = 0;
    await call('PATCH', '/api/storage/quotas', { transfer_bytes: null });
  });
});

test('nothing of all this > a failure in the log', () => {
  expect(managed.failures).toEqual([]);
});
