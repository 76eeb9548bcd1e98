import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestClient, sendChunked } from '../../s3-server.testkit.ts';
import { type Store, announce, list, outcome, put, startStore } from './emulated-store.testkit.ts';

const open: Store[] = [];
const start: typeof startStore = async (...what) => {
  const store = await startStore(...what);
  open.push(store);
  return store;
};
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

describe('Archil', () => {
  const disks = ['dsk-abc', 'dsk-abc.branch-1', 'dsk-other'];

  test('a script with the AWS SDK > put, range, list and delete work; types come from name and bytes', async () => {
    const store = await start('archil', { disks });
    const sdk = store.sdk();
    const Bucket = 'dsk-abc';
    const types: Record<string, string> = {};
    for (const [Key, Body] of [
      ['a/page.html', '<p>'],
      ['a/plain', 'words'],
      ['a/picture', '\x89PNG\r\n\x1a\n...'],
      ['b.csv', '1,2'],
    ] as const) {
      await sdk.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body, 'latin1'), ContentType: 'wrong/x' }));
      types[Key] = (await sdk.send(new HeadObjectCommand({ Bucket, Key }))).ContentType ?? '';
    }
    expect(types).toEqual({
      'a/page.html': 'text/html',
      'a/plain': 'text/plain; charset=utf-8',
      'a/picture': 'image/png',
      'b.csv': 'text/csv',
    });
    const range = await sdk.send(new GetObjectCommand({ Bucket, Key: 'a/plain', Range: 'bytes=1-2' }));
    expect(await range.Body?.transformToString()).toBe('or');
    const listed = await sdk.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', EncodingType: 'url' }));
    expect([listed.CommonPrefixes?.map((entry) => entry.Prefix), listed.EncodingType]).toEqual([['a/'], undefined]);
    await sdk.send(new DeleteObjectCommand({ Bucket, Key: 'b.csv' }));
    await sdk.send(new DeleteObjectCommand({ Bucket, Key: 'b.csv' }));
    expect((await store.send({ path: '/dsk-abc/b.csv' })).status).toBe(404);
  });

  test('a branch > another namespace, the same credential; another disk > AccessDenied', async () => {
    const store = await start('archil', { disks });
    await store.send(put('/dsk-abc/file', 'disk'));
    await store.send(put('/dsk-abc.branch-1/file', 'branch'));
    expect((await store.send({ path: '/dsk-abc/file' })).text).toBe('disk');
    expect((await store.send({ path: '/dsk-abc.branch-1/file' })).text).toBe('branch');
    expect(outcome(await store.send({ path: '/dsk-abc.branch-2/file' }))).toEqual([404, 'NoSuchBucket']);
    for (const path of ['/dsk-other/file', '/dsk-none/file', '/dsk-abcd/file']) {
      expect(outcome(await store.send({ path }))).toEqual([403, 'AccessDenied']);
    }
  });

  test('listing > only version 2, only the delimiter /', async () => {
    const store = await start('archil', { disks });
    expect(outcome(await store.send({ path: '/dsk-abc' }))).toEqual([501, 'NotImplemented']);
    for (const delimiter of [',', '//', ' ']) {
      expect(outcome(await store.send(list('/dsk-abc', ['delimiter', delimiter])))).toEqual([400, 'InvalidArgument']);
    }
    for (const delimiter of ['/', '']) {
      expect((await store.send(list('/dsk-abc', ['delimiter', delimiter]))).status).toBe(200);
    }
  });

  test('streaming-signed bodies > NotImplemented; UNSIGNED-PAYLOAD and a whole SHA-256 > 200', async () => {
    const store = await start('archil', { disks });
    const client = createTestClient(store.port);
    const region = 'us-east-1';
    const streamed = await sendChunked(client, '/dsk-abc/s', { chunks: ['x'], signed: true }, { region });
    expect(outcome(streamed)).toEqual([501, 'NotImplemented']);
    expect((await store.send(put('/dsk-abc/s', 'x'), { payload: 'UNSIGNED-PAYLOAD' })).status).toBe(200);
    expect((await store.send(put('/dsk-abc/s', 'y'))).status).toBe(200);
  });

  test('.archil/ > neither written nor deleted', async () => {
    const store = await start('archil', { disks });
    expect(outcome(await store.send(put('/dsk-abc/.archil/state', 'x')))).toEqual([403, 'AccessDenied']);
    expect(outcome(await store.send({ method: 'DELETE', path: '/dsk-abc/.archil/state' }))).toEqual([
      403,
      'AccessDenied',
    ]);
    expect((await store.send(put('/dsk-abc/.archilx', 'x'))).status).toBe(200);
  });

  test('a file that a mount holds > 409 Conflict on writing and deleting, reading goes on', async () => {
    const store = await start('archil', { disks }, { quirks: { delegated: ['held.log'] } });
    await writeFile(join(store.root, 'dsk-abc', 'held.log'), 'held');
    expect(outcome(await store.send(put('/dsk-abc/held.log', 'x')))).toEqual([409, 'Conflict']);
    expect(outcome(await store.send({ method: 'DELETE', path: '/dsk-abc/held.log' }))).toEqual([409, 'Conflict']);
    expect((await store.send({ path: '/dsk-abc/held.log' })).text).toBe('held');
    expect((await store.send(put('/dsk-abc/free.log', 'x'))).status).toBe(200);
  });

  test('Content-MD5 > checked; more than 5 GB > EntityTooLarge', async () => {
    const store = await start('archil', { disks });
    const md5 = (text: string) => ({ 'content-md5': createHash('md5').update(text).digest('base64') });
    expect((await store.send(put('/dsk-abc/m', 'right', md5('right')))).status).toBe(200);
    expect(outcome(await store.send(put('/dsk-abc/m', 'right', md5('wrong'))))).toEqual([400, 'BadDigest']);
    expect(await announce(store, '/dsk-abc/large', 5 * 1024 ** 3 + 1, 'us-east-1')).toContain('EntityTooLarge');
  });

  test('limits that a test sets > the same refusal with a small body', async () => {
    const store = await start('archil', { disks }, { limits: { maxPutBytes: 10 } });
    expect((await store.send(put('/dsk-abc/ten', '0123456789'))).status).toBe(200);
    expect(outcome(await store.send(put('/dsk-abc/more', '0123456789+')))).toEqual([400, 'EntityTooLarge']);
  });

  test('strict addressing > a bucket in the host is refused', async () => {
    const store = await start('archil', { disks: ['dsk-abc'] }, { quirks: { strictAddressing: true } });
    const host = `dsk-abc.localhost:${store.port}`;
    expect(outcome(await store.send(list('/'), { host }))).toEqual([400, 'InvalidRequest']);
    expect((await store.send(list('/dsk-abc'))).status).toBe(200);
  });
});
