import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';
import { createKeyTurns } from './key-turns.ts';

describe('createKeyTurns', () => {
  const place = { bucket: 'b', key: 'k' };
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  test('one key > in order, also after a failure; another key > at once', async () => {
    const turns = createKeyTurns();
    const told: string[] = [];
    const first = turns.take(place, async () => {
      await wait(30);
      told.push('first');
      throw new Error('failed');
    });
    const second = turns.take(place, async () => told.push('second'));
    const other = turns.take({ bucket: 'b', key: 'other' }, async () => told.push('other'));
    await expect(first).rejects.toThrow('failed');
    await Promise.all([second, other]);
    expect(told).toEqual(['other', 'first', 'second']);
  });
});

describe('PutObjectTagging', () => {
  let server: TestServer;
  let client: TestClient;
  beforeAll(async () => {
    server = await startTestServer();
    client = createTestClient(server.port);
    await client.send({ method: 'PUT', path: '/turns' });
  });
  afterAll(() => server.close());

  test('while objects are put in its place > each keeps its own metadata and can be decrypted', async () => {
    const sse = { 'x-amz-server-side-encryption': 'AES256' };
    const body = '<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>';
    const datas = Array.from({ length: 40 }, () => randomBytes(2000));
    const put = (at: number) =>
      client.send({
        method: 'PUT',
        path: '/turns/k',
        body: datas[at] ?? '',
        headers: { ...sse, 'x-amz-meta-at': String(at) },
      });
    await put(0);
    for (let at = 1; at < datas.length; at += 1) {
      await Promise.all([
        put(at),
        ...Array.from({ length: 3 }, () =>
          client.send({ method: 'PUT', path: '/turns/k', query: [['tagging', '']], body }),
        ),
      ]);
      const back = await client.send({ path: '/turns/k' });
      expect([back.headers['x-amz-meta-at'], back.body.equals(datas[at] ?? Buffer.alloc(0))]).toEqual([
        String(at),
        true,
      ]);
    }
  });
});
