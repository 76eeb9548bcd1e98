/**
 * Bad inputs over HTTP that no other test of this server sends: each test is named after its answer. What is about one room
 * alone is beside that room (signatures, bodies, hosts and paths, forms, policies, lists).
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRights, createS3Server, createStaticKeys, openStorage, type Storage } from './index.ts';
import { createTestClient, encode, startTestServer, type TestClient, type TestServer } from './s3-server.testkit.ts';
import { faultyFileSystem } from './storage/faulty-file-system.ts';

const outcome = ({ status, code }: { status: number; code: string | undefined }) => [status, code];
const pathOf = (bucket: string, key: string): string => `/${bucket}/${key.split('/').map(encode).join('/')}`;

describe('A volume of objects', () => {
  let server: TestServer;
  let client: TestClient;
  beforeAll(async () => {
    server = await startTestServer();
    client = createTestClient(server.port);
    await client.send({ method: 'PUT', path: '/bad' });
    await client.send({ method: 'PUT', path: '/bad/old', body: 'old' });
  });
  afterAll(() => server.close());

  const listed = async (): Promise<string[]> => {
    const { text } = await client.send({ path: '/bad', query: [['encoding-type', 'url']] });
    return [...text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => decodeURIComponent(key));
  };

  test.each([
    ['another service', { service: 'ec2' }],
    ['another region', { region: 'eu-west-1' }],
    ['no key id', { accessKeyId: '' }],
  ])('a presigned request for %s > 400 AuthorizationQueryParametersError', async (_name, options) => {
    const answer = await client.sendPresigned({ path: '/bad/old' }, options);
    expect(outcome(answer)).toEqual([400, 'AuthorizationQueryParametersError']);
  });

  test.each([
    ['X-Amz-Algorithm', 'AWS3'],
    ['X-Amz-Credential', 'AK'],
    ['X-Amz-Credential', 'AK/20200101/us-east-1/s3/aws4_request'],
    ['X-Amz-Credential', 'AK/20200101/us-east-1/s3/aws5'],
    ['X-Amz-Date', 'yesterday'],
    ['X-Amz-SignedHeaders', ''],
    ['X-Amz-Expires', ''],
    ['X-Amz-Signature', ''],
  ])('a presigned request with %s=%s > 400 AuthorizationQueryParametersError', async (name, value) => {
    const { query } = client.presign({ path: '/bad/old' });
    const changed = query.map(([own, text]) => [own, own === name ? value : text] as const);
    expect(outcome(await client.sendRaw({ path: '/bad/old', query: changed }))).toEqual([
      400,
      'AuthorizationQueryParametersError',
    ]);
  });

  test('a presigned request with its token twice > 400 AuthorizationQueryParametersError', async () => {
    const { query } = client.presign({ path: '/bad/old' });
    const twice = [...query, ...query.filter(([name]) => name === 'X-Amz-Signature')];
    const answer = await client.sendRaw({ path: '/bad/old', query: twice });
    expect(outcome(answer)).toEqual([400, 'AuthorizationQueryParametersError']);
  });

  test.each(['\x01', '\x1f', '\x7f', ' '])('the raw byte %j in a path > 400', async (mark) => {
    const host = `127.0.0.1:${server.port}`;
    const answer = await client.wire(`GET /bad/a${mark}b HTTP/1.1\r\nHost: ${host}\r\n\r\n`, { ms: 400 });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('names that file systems have other plans for > stored, listed and read back byte for byte', async () => {
    const names = [
      'CON',
      'nul.txt',
      'a.',
      'a ',
      'x:ads',
      'C:\\x',
      '\\\\srv\\share\\f',
      'A.txt',
      'a.txt',
      'caf\u00e9',
      'cafe\u0301',
      'a',
      'a/b',
      'a/b/',
      'a//b',
      '.quayside/index.db',
      'volume.key',
      '\u202egnp.exe',
      '<img src=x onerror=alert(1)>',
      '\u0001\u001b[31m',
    ];
    for (const name of names) {
      const answer = await client.send({ method: 'PUT', path: pathOf('bad', name), body: name });
      expect([name, answer.status]).toEqual([name, 200]);
    }
    for (const name of names) expect((await client.send({ path: pathOf('bad', name) })).text).toBe(name);
    expect(await listed()).toEqual(expect.arrayContaining(names));
    for (const name of names) await client.send({ method: 'DELETE', path: pathOf('bad', name) });
    expect(await listed()).toEqual(['old']);
  });

  test('200 ranges in one request > the whole once, and no more bytes than it has', async () => {
    const ranges = Array.from({ length: 200 }, () => '0-').join(',');
    const answer = await client.send({ path: '/bad/old', headers: { range: `bytes=${ranges}` } });
    expect([answer.status, answer.text]).toEqual([200, 'old']);
    expect(outcome(await client.send({ path: '/bad/old', headers: { range: 'bytes=3-' } }))).toEqual([
      416,
      'InvalidRange',
    ]);
  });

  test('a line break in metadata > 400, and no header of its writer', async () => {
    const { headers } = client.sign({ method: 'PUT', path: '/bad/split' }, { payload: 'UNSIGNED-PAYLOAD' });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const answer = await client.wire(
      `PUT /bad/split HTTP/1.1\r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\nx-amz-meta-a: b\rx-evil: 1\r\n\r\n`,
      { ms: 400 },
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect((await client.send({ path: '/bad/split' })).status).toBe(404);
  });

  test.each(['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'])(
    '%s of a stranger on what is hidden > 403, there or not',
    async (name) => {
      const value = name.endsWith('since') ? new Date(0).toUTCString() : '*';
      for (const path of ['/bad/old', '/bad/missing']) {
        const answer = await client.sendRaw({ path, headers: { [name]: value } });
        expect(outcome(answer)).toEqual([403, 'AccessDenied']);
      }
    },
  );

  test('20 creations of one key at once, each if it is not there > one is done, the others are told so', async () => {
    const headers = { 'if-none-match': '*' };
    const bodies = Array.from({ length: 20 }, (_, at) => `${at}`.padEnd(100_000, '.'));
    const answers = await Promise.all(
      bodies.map((body) => client.send({ method: 'PUT', path: '/bad/race', body, headers })),
    );
    const won = answers.findIndex((answer) => answer.status === 200);
    const others = answers.filter((_, at) => at !== won).map((answer) => `${answer.status} ${answer.code}`);
    expect(others).toHaveLength(19);
    expect(new Set([...others, '409 ConditionalRequestConflict', '412 PreconditionFailed']).size).toBe(2);
    expect((await client.send({ path: '/bad/race' })).text).toBe(bodies[won]);
    await client.send({ method: 'DELETE', path: '/bad/race' });
  });
});

describe('A volume that shows a directory', () => {
  let top: string;
  let storage: Storage;
  let close: () => Promise<void>;
  let client: TestClient;
  const shown = (...names: string[]): string => join(top, 'shown', ...names);
  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'quayside-bad-'));
    await mkdir(shown());
    await mkdir(join(top, 'outside'));
    await writeFile(join(top, 'outside', 'secret'), 'secret');
    storage = await openStorage({ root: join(top, 'root'), fast: true });
    await storage.createBucket({ name: 'folder', owner: 'ann', region: 'us-east-1', kind: 'folder', folder: shown() });
    ({ client, close } = await serve(storage));
  });
  afterAll(async () => {
    await close();
    await rm(top, { recursive: true, force: true });
  });

  test('links to the outside, dangling ones too > 403 or 404, and what they lead to stays as it was', async () => {
    await symlink(join(top, 'outside'), shown('out'));
    await symlink(join(top, 'outside', 'new'), shown('dangling'));
    for (const key of ['out/secret', 'dangling', 'out/', 'out/new']) {
      const path = pathOf('folder', key);
      expect((await client.send({ path })).status).toBe(404);
      expect(outcome(await client.send({ method: 'PUT', path, body: key.endsWith('/') ? '' : 'x' }))).toEqual([
        403,
        'AccessDenied',
      ]);
      expect((await client.send({ method: 'DELETE', path })).status).toBe(204);
    }
    expect(await readdir(join(top, 'outside'))).toEqual(['secret']);
    expect(await readFile(join(top, 'outside', 'secret'), 'utf8')).toBe('secret');
  });

  test('keys that a directory cannot hold > 400 InvalidObjectName, and nothing is made', async () => {
    const before = await readdir(top, { recursive: true });
    for (const key of ['a//b', './a', '.quayside/x', '.QUAYSIDE/index.db', 'x'.repeat(256)]) {
      const answer = await client.send({ method: 'PUT', path: pathOf('folder', key), body: 'x' });
      expect([key, ...outcome(answer)]).toEqual([key, 400, 'InvalidObjectName']);
    }
    expect(await readdir(top, { recursive: true })).toEqual(before);
  });

  test('the directory goes away > 503 ServiceUnavailable, and what comes back is served', async () => {
    await writeFile(shown('here'), 'x');
    await rename(shown(), join(top, 'moved'));
    for (const raw of [{ path: '/folder' }, { method: 'PUT', path: '/folder/new', body: 'x' }]) {
      expect(outcome(await client.send(raw))).toEqual([503, 'ServiceUnavailable']);
    }
    await rename(join(top, 'moved'), shown());
    expect((await client.send({ path: '/folder/here' })).text).toBe('x');
  });
});

describe('A disk that fails', () => {
  let top: string;
  let close: () => Promise<void>;
  let client: TestClient;
  const faulty = faultyFileSystem();
  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'quayside-bad-'));
    const storage = await openStorage({ root: top }, { files: faulty.files });
    await storage.createBucket({ name: 'disk', owner: 'ann', region: 'us-east-1' });
    ({ client, close } = await serve(storage));
    await client.send({ method: 'PUT', path: '/disk/key', body: 'old' });
  });
  afterAll(async () => {
    faulty.arm();
    await close();
    await rm(top, { recursive: true, force: true });
  });

  test.each([
    ['ENOSPC', 507, 'InsufficientStorage'],
    ['EIO', 500, 'InternalError'],
    ['EROFS', 503, 'ServiceUnavailable'],
  ])('%s while an object is written > %i %s, the old one stays and is read', async (errno, status, code) => {
    faulty.arm({ at: 0, errno, sticky: true });
    const body = Buffer.alloc(3 * 1024 * 1024, 1);
    const refused = await client.send({ method: 'PUT', path: '/disk/key', body });
    expect(outcome(refused)).toEqual([status, code]);
    expect(refused.text).not.toContain(top);
    faulty.arm();
    expect((await client.send({ path: '/disk/key' })).text).toBe('old');
    expect((await client.send({ method: 'PUT', path: '/disk/next', body })).status).toBe(200);
  });
});

async function serve(storage: Storage): Promise<{ client: TestClient; close: () => Promise<void> }> {
  const keys = createStaticKeys([{ accessKeyId: 'AK', secret: 'SK', user: 'ann', scope: allRights }]);
  const server = createS3Server({ storage, keys });
  const endpoint = await server.listen();
  return {
    client: createTestClient(Number(new URL(endpoint).port)),
    async close() {
      await server.close({ deadlineMs: 500 });
      await storage.close();
    },
  };
}
