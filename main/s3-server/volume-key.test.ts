import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allRights, createS3Server, createStaticKeys, openStorage } from './index.ts';
import { createTestClient, startTestServer } from './s3-server.testkit.ts';
import { readVolumeKey } from './volume-key.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'quayside-volume-key-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('readVolumeKey', () => {
  test('twice > the same key, in one file that its owner alone can read', async () => {
    const first = await readVolumeKey(root);
    expect(first.symmetricKeySize).toBe(32);
    expect((await readVolumeKey(root)).equals(first)).toBe(true);
    expect(await readdir(root)).toEqual(['volume.key']);
    expect((await stat(join(root, 'volume.key'))).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
  });

  test('a file that is no key > an error, and the file is left as it is', async () => {
    await writeFile(join(root, 'volume.key'), 'short');
    await expect(readVolumeKey(root)).rejects.toThrow('does not hold a key of 32 bytes');
    expect(await readFile(join(root, 'volume.key'), 'utf8')).toBe('short');
  });
});

describe('A volume key', () => {
  test('the same one after a restart > the bytes; another > 500 with the reason in the log, never wrong bytes', async () => {
    const storage = await openStorage({ root, fast: true });
    const volumeKey = createSecretKey(randomBytes(32));
    const sse = { 'x-amz-server-side-encryption': 'AES256' };
    const ask = async (key: typeof volumeKey, raw: { method?: string; path: string; body?: string }) => {
      const server = await startTestServer({ storage, volumeKey: key });
      const headers = raw.body === undefined ? {} : sse;
      const answer = await createTestClient(server.port).send({ ...raw, headers });
      await server.close();
      return { answer, event: server.events.at(-1) };
    };
    await ask(volumeKey, { method: 'PUT', path: '/kept' });
    await ask(volumeKey, { method: 'PUT', path: '/kept/a', body: 'secret' });
    expect((await ask(volumeKey, { path: '/kept/a' })).answer.text).toBe('secret');
    const { answer, event } = await ask(createSecretKey(randomBytes(32)), { path: '/kept/a' });
    expect([answer.status, answer.code, answer.text.includes('volume key')]).toEqual([500, 'InternalError', false]);
    expect(event?.failure).toMatchObject({
      cause: { message: expect.stringContaining('another volume key') as string },
    });
    await storage.close();
  });

  test('none > SSE-S3 answers 501, and a rule for a bucket is not taken', async () => {
    const storage = await openStorage({ root, fast: true });
    const keys = createStaticKeys([{ accessKeyId: 'AK', secret: 'SK', user: 'ann', scope: allRights }]);
    const server = createS3Server({ storage, keys });
    const client = createTestClient(Number(new URL(await server.listen()).port));
    await client.send({ method: 'PUT', path: '/none' });
    const put = await client.send({
      method: 'PUT',
      path: '/none/a',
      body: 'x',
      headers: { 'x-amz-server-side-encryption': 'AES256' },
    });
    const rule = await client.send({
      method: 'PUT',
      path: '/none',
      query: [['encryption', '']],
      body: '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
    });
    expect([put.status, rule.status]).toEqual([501, 501]);
    await server.close();
    await storage.close();
  });
});
