import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allRights, createQuota, createS3Server, createStaticKeys, openStorage, type Quota } from './index.ts';
import { createTestClient, type TestClient } from './s3-server.testkit.ts';

let root: string;
let quota: Quota;
let client: TestClient;
let close: () => Promise<void>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quayside-form-'));
  const storage = await openStorage({ root, fast: true });
  const keys = createStaticKeys([{ accessKeyId: 'AK', secret: 'SK', user: 'ann', scope: allRights }]);
  quota = createQuota({ storage, user: 'ann', limits: { storage: 2000, transfer: undefined }, now: Date.now });
  const server = createS3Server({ storage, keys, quota });
  const endpoint = await server.listen();
  client = createTestClient(Number(new URL(endpoint).port));
  close = async () => {
    await server.close({ deadlineMs: 500 });
    await storage.close();
  };
  await client.send({ method: 'PUT', path: '/open', headers: { 'x-amz-acl': 'public-read-write' } });
});
afterAll(async () => {
  await close();
  await rm(root, { recursive: true, force: true });
});

test('forms > counted by the object they put in the place of: a replacement fits where another does not', async () => {
  const post = (key: string) => {
    const field = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    return client.sendRaw({
      method: 'POST',
      path: '/open',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: `${field('key', key)}${field('file', 'x'.repeat(1500))}--b--\r\n`,
    });
  };
  expect((await post('a')).status).toBe(204);
  const another = await post('b');
  expect([another.status, another.code]).toEqual([403, 'QuotaExceeded']);
  expect((await post('a')).status).toBe(204);
  expect((await quota.usage()).storage).toBe(1500);
});
