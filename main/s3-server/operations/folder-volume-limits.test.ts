import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../index.ts';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;
let root: string;
let storage: Storage;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quayside-limits-'));
  await mkdir(join(root, 'shown'));
  storage = await openStorage({ root: join(root, 'volumes'), fast: true });
  await storage.createBucket({
    name: 'folder',
    owner: 'ann',
    region: 'us-east-1',
    kind: 'folder',
    folder: join(root, 'shown'),
  });
  server = await startTestServer({ storage });
  client = createTestClient(server.port);
});
afterAll(async () => {
  await server.close();
  await storage.close();
  await rm(root, { recursive: true, force: true });
});

const put = (path: string, body: string, headers: Record<string, string> = {}) =>
  client.send({ method: 'PUT', path, body, headers });
const key = randomBytes(32);
const customer = {
  'x-amz-server-side-encryption-customer-algorithm': 'AES256',
  'x-amz-server-side-encryption-customer-key': key.toString('base64'),
  'x-amz-server-side-encryption-customer-key-md5': createHash('md5').update(key).digest('base64'),
};

describe('A folder volume', () => {
  test('versioning and encryption > 501 that says why, no file', async () => {
    const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    const rule =
      '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>';
    const answers = [
      await client.send({ method: 'PUT', path: '/folder', query: [['versioning', '']], body: enabled }),
      await client.send({ method: 'PUT', path: '/folder', query: [['encryption', '']], body: rule }),
      await put('/folder/c.txt', 'x', customer),
      await put('/folder/s.txt', 'x', { 'x-amz-server-side-encryption': 'AES256' }),
      await client.send({ method: 'POST', path: '/folder/u.txt', query: [['uploads', '']], headers: customer }),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.code]).toEqual([501, 'NotImplemented']);
      expect(answer.text).toContain('A folder volume shows');
    }
    expect((await readdir(join(root, 'shown'))).filter((name) => name.endsWith('.txt'))).toEqual([]);
  });

  test('tags, versions of the one kind there is, renames and copies > as everywhere', async () => {
    await put('/folder/a.txt', 'bytes', { 'x-amz-tagging': 'a=1' });
    expect((await client.send({ path: '/folder/a.txt', query: [['tagging', '']] })).text).toContain('<Key>a</Key>');
    expect((await client.send({ path: '/folder', query: [['versions', '']] })).text).toContain(
      '<Key>a.txt</Key><VersionId>null</VersionId><IsLatest>true</IsLatest>',
    );
    await client.send({ method: 'PUT', path: '/plain' });
    await put('/plain/from', 'sealed', customer);
    const source = Object.fromEntries(
      Object.entries(customer).map(([name, value]) => [name.replace('x-amz-', 'x-amz-copy-source-'), value]),
    );
    const copy = await put('/folder/b.txt', '', { 'x-amz-copy-source': '/plain/from', ...source });
    expect([copy.status, (await client.send({ path: '/folder/b.txt' })).text]).toEqual([200, 'sealed']);
    expect((await put('/folder/c.txt', '', { 'x-amz-rename-source': 'a.txt' })).status).toBe(200);
    expect((await client.send({ path: '/folder/c.txt' })).text).toBe('bytes');
  });
});
