import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/renames' });
});
afterAll(() => server.close());

const put = (path: string, body: string, headers: Record<string, string> = {}) =>
  client.send({ method: 'PUT', path, body, headers });
const rename = (to: string, source: string, headers: Record<string, string> = {}) =>
  client.send({
    method: 'PUT',
    path: `/renames/${to}`,
    query: [['renameObject', '']],
    headers: { 'x-amz-rename-source': source, ...headers },
  });
const etag = (data: string): string => `"${createHash('md5').update(data).digest('hex')}"`;
const status = async (key: string): Promise<number> => (await client.send({ path: `/renames/${key}` })).status;
const past = 'Mon, 01 Jan 2001 00:00:00 GMT';
const future = 'Fri, 01 Jan 2100 00:00:00 GMT';

describe('RenameObject', () => {
  beforeEach(async () => {
    await put('/renames/from', 'body', { 'x-amz-meta-a': '1' });
    await client.send({ method: 'DELETE', path: '/renames/to' });
  });

  test.each(['from', '/from', '/renames/from', 'fro%6D'])(
    'source %s > the object under its new name',
    async (source) => {
      const answer = await rename('to', source);
      expect([answer.status, answer.body.length]).toEqual([200, 0]);
      const back = await client.send({ path: '/renames/to' });
      expect([back.text, back.headers['x-amz-meta-a'], back.headers['etag']]).toEqual(['body', '1', etag('body')]);
      expect(await status('from')).toBe(404);
    },
  );

  test('the header without the query > renamed too', async () => {
    const answer = await client.send({
      method: 'PUT',
      path: '/renames/to',
      headers: { 'x-amz-rename-source': 'from' },
    });
    expect([answer.status, await status('to'), await status('from')]).toEqual([200, 200, 404]);
  });

  test('no source, an empty one, one that climbs > 400', async () => {
    const bare = await client.send({ method: 'PUT', path: '/renames/to', query: [['renameObject', '']] });
    expect([bare.status, bare.code]).toEqual([400, 'InvalidRequest']);
    expect((await rename('to', '/')).code).toBe('InvalidArgument');
    expect((await rename('to', '../x')).code).toBe('InvalidArgument');
    expect((await rename('to', '%zz')).code).toBe('InvalidArgument');
    expect(await status('from')).toBe(200);
  });

  test('no such source > 404; onto itself, names with a slash at the end > 400', async () => {
    expect((await rename('to', 'missing')).code).toBe('NoSuchKey');
    expect((await rename('from', 'from')).code).toBe('InvalidRequest');
    expect((await rename('to/', 'from')).code).toBe('InvalidRequest');
    expect(await status('from')).toBe(200);
  });

  test.each([
    [{ 'x-amz-rename-source-if-match': '"x"' }, 412],
    [{ 'x-amz-rename-source-if-match': etag('body') }, 200],
    [{ 'x-amz-rename-source-if-none-match': '*' }, 412],
    [{ 'x-amz-rename-source-if-none-match': '"x"' }, 200],
    [{ 'x-amz-rename-source-if-modified-since': future }, 412],
    [{ 'x-amz-rename-source-if-modified-since': past }, 200],
    [{ 'x-amz-rename-source-if-unmodified-since': past }, 412],
    [{ 'x-amz-rename-source-if-unmodified-since': future }, 200],
    [{ 'if-none-match': '*' }, 200],
    [{ 'if-match': '*' }, 412],
  ])('%j on a free name > %i', async (headers, expected) => {
    expect((await rename('to', 'from', headers)).status).toBe(expected);
    expect(await status('from')).toBe(expected === 200 ? 404 : 200);
  });

  test.each([
    [{ 'if-none-match': '*' }, 412],
    [{ 'if-match': etag('old') }, 200],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-modified-since': future }, 412],
    [{ 'if-unmodified-since': past }, 412],
    [{ 'if-unmodified-since': future }, 200],
    [{}, 200],
  ])('%j on a taken name > %i', async (headers, expected) => {
    await put('/renames/to', 'old');
    expect((await rename('to', 'from', headers)).status).toBe(expected);
    expect((await client.send({ path: '/renames/to' })).text).toBe(expected === 200 ? 'body' : 'old');
  });

  test('the same client token again > 200 and nothing done; with another name > 400', async () => {
    const token = { 'x-amz-client-token': 'token-1' };
    expect((await rename('to', 'from', token)).status).toBe(200);
    await put('/renames/from', 'later');
    expect((await rename('to', 'from', token)).status).toBe(200);
    expect((await client.send({ path: '/renames/to' })).text).toBe('body');
    const other = await rename('elsewhere', 'from', token);
    expect([other.status, other.code]).toEqual([400, 'IdempotencyParameterMismatch']);
    expect((await rename('to', 'from', { 'x-amz-client-token': 'x'.repeat(65) })).code).toBe('InvalidArgument');
  });

  test('a bucket that has or had versions > 409 InvalidBucketState', async () => {
    await client.send({ method: 'PUT', path: '/versioned' });
    await put('/versioned/a', 'x');
    for (const state of ['Enabled', 'Suspended']) {
      await client.send({
        method: 'PUT',
        path: '/versioned',
        query: [['versioning', '']],
        body: `<VersioningConfiguration><Status>${state}</Status></VersioningConfiguration>`,
      });
      const answer = await client.send({
        method: 'PUT',
        path: '/versioned/b',
        query: [['renameObject', '']],
        headers: { 'x-amz-rename-source': 'a' },
      });
      expect([answer.status, answer.code]).toEqual([409, 'InvalidBucketState']);
    }
  });

  test('a key that may not delete > 403', async () => {
    server.keys.set('NODEL', {
      accessKeyId: 'NODEL',
      secret: 'S',
      user: 'ann',
      scope: { buckets: '*', read: true, write: true, delete: false, admin: false },
    });
    const answer = await client.send(
      {
        method: 'PUT',
        path: '/renames/to',
        query: [['renameObject', '']],
        headers: { 'x-amz-rename-source': 'from' },
      },
      { accessKeyId: 'NODEL', secret: 'S' },
    );
    expect([answer.status, answer.code, await status('from')]).toEqual([403, 'AccessDenied', 200]);
  });
});
