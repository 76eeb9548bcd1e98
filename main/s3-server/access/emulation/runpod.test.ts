import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestClient, sendChunked } from '../../s3-server.testkit.ts';
import { type Store, announce, list, outcome, put, startStore, tokenOf } from './emulated-store.testkit.ts';

const open: Store[] = [];
const start: typeof startStore = async (...what) => {
  const store = await startStore(...what);
  open.push(store);
  return store;
};
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

describe('Runpod', () => {
  const region = 'EUR-IS-1';

  test('a script with the AWS SDK > put, parts below 5 MB, copy, list and delete work', async () => {
    const sdk = (await start('runpod', { disks: ['volume1'] })).sdk();
    const Bucket = 'volume1';
    expect((await sdk.send(new ListBucketsCommand({}))).Buckets?.map((bucket) => bucket.Name)).toEqual([Bucket]);
    await sdk.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a/notes.json',
        Body: '{}',
        ContentType: 'text/x',
        Metadata: { mine: '1' },
      }),
    );
    const head = await sdk.send(new HeadObjectCommand({ Bucket, Key: 'a/notes.json' }));
    expect([head.ContentType, head.Metadata]).toEqual(['application/json', {}]);
    const { UploadId } = await sdk.send(new CreateMultipartUploadCommand({ Bucket, Key: 'b.bin' }));
    const parts = [];
    for (const [at, Body] of ['one', 'two', 'three'].entries()) {
      const PartNumber = at + 1;
      const { ETag } = await sdk.send(new UploadPartCommand({ Bucket, Key: 'b.bin', UploadId, PartNumber, Body }));
      parts.push({ PartNumber, ETag });
    }
    await sdk.send(
      new CompleteMultipartUploadCommand({ Bucket, Key: 'b.bin', UploadId, MultipartUpload: { Parts: parts } }),
    );
    await sdk.send(new CopyObjectCommand({ Bucket, Key: 'c.bin', CopySource: `${Bucket}/b.bin` }));
    const copied = await sdk.send(new GetObjectCommand({ Bucket, Key: 'c.bin' }));
    expect(await copied.Body?.transformToString()).toBe('onetwothree');
    await sdk.send(new DeleteObjectCommand({ Bucket, Key: 'b.bin' }));
    const listed = await sdk.send(new ListObjectsV2Command({ Bucket }));
    expect(listed.Contents?.map((entry) => entry.Key)).toContain('c.bin');
    expect(listed.Contents?.map((entry) => entry.Key)).not.toContain('b.bin');
  });

  test.each([
    ['EU-RO-1', 200],
    ['US-KS-2', 200],
    ['eu-ro-1', 400],
    ['us-east-1', 400],
  ])('signed for the region %s > %i', async (signed, status) => {
    const store = await start('runpod', { disks: ['volume1'] });
    const answer = await store.send({ path: '/' }, { region: signed });
    expect(answer.status).toBe(status);
    const meant = signed === 'eu-ro-1' ? 'EU-RO-1' : 'EUR-IS-1';
    expect(answer.text.includes(`<Region>${meant}</Region>`)).toBe(status === 400);
  });

  test('--region > that one only', async () => {
    const store = await start('runpod', {}, { region: 'EU-CZ-1' });
    expect((await store.send({ path: '/' })).status).toBe(200);
    expect(outcome(await store.send({ path: '/' }, { region }))).toEqual([400, 'AuthorizationHeaderMalformed']);
  });

  test('a clock 59 minutes off > 200; 61 > RequestTimeTooSkewed', async () => {
    const store = await start('runpod', {});
    const minutes = 60_000;
    for (const sign of [-1, 1]) {
      expect((await store.send({ path: '/' }, { at: Date.now() + sign * 59 * minutes })).status).toBe(200);
      expect(outcome(await store.send({ path: '/' }, { at: Date.now() + sign * 61 * minutes }))).toEqual([
        403,
        'RequestTimeTooSkewed',
      ]);
    }
  });

  test('more than 500 MB in one request > EntityTooLarge before a byte is read', async () => {
    const store = await start('runpod', { disks: ['volume1'] });
    const answer = await announce(store, '/volume1/large', 500_000_001, region);
    expect(answer).toMatch(/^HTTP\/1.1 400 [^]*<Code>EntityTooLarge<[^]*<MaxSizeAllowed>500000000</);
  });

  test('presigned, streaming-signed, chunked without a signature > 501 NotImplemented', async () => {
    const store = await start('runpod', { disks: ['volume1'] });
    const client = createTestClient(store.port);
    expect(outcome(await store.presigned({ path: '/volume1/x' }))).toEqual([501, 'NotImplemented']);
    for (const signed of [true, false]) {
      const answer = await sendChunked(client, '/volume1/x', { chunks: ['x'], signed }, { region });
      expect(outcome(answer)).toEqual([501, 'NotImplemented']);
    }
    expect((await store.send({ path: '/volume1/x' })).status).toBe(404);
  });

  test('the hidden folder of parts > never listed, never written', async () => {
    const store = await start('runpod', { disks: ['volume1'] });
    await mkdir(join(store.root, 'volume1', '.s3compat_uploads'));
    await writeFile(join(store.root, 'volume1', '.s3compat_uploads', 'part'), 'x');
    await mkdir(join(store.root, 'volume1', 'empty'));
    for (const query of [[], [['delimiter', '/']]] as [string, string][][]) {
      const { text } = await store.send(list('/volume1', ...query));
      expect(text).not.toContain('s3compat');
      expect(text).toContain('empty/');
    }
    expect(outcome(await store.send(put('/volume1/.s3compat_uploads/part', 'y')))).toEqual([403, 'AccessDenied']);
    expect((await store.send({ method: 'DELETE', path: '/volume1/.s3compat_uploads/part' })).status).toBe(403);
  });

  test('the same next token > once, then the listing goes on where it was', async () => {
    const store = await start('runpod', { disks: ['volume1'] }, { quirks: { repeatedToken: 1 } });
    for (const name of ['a', 'b', 'c']) await store.send(put(`/volume1/${name}`, name));
    const first = await store.send(list('/volume1', ['max-keys', '1']));
    const token = tokenOf(first) ?? '';
    const again = await store.send(list('/volume1', ['max-keys', '1'], ['continuation-token', token]));
    expect([tokenOf(again), again.text.includes('<IsTruncated>true'), again.text.includes('<Contents>')]).toEqual([
      token,
      true,
      false,
    ]);
    const second = await store.send(list('/volume1', ['max-keys', '1'], ['continuation-token', token]));
    expect(second.text).toContain('<Key>b</Key>');
    expect(tokenOf(second)).not.toBe(token);
  });

  test('a slow first page > the first of a prefix alone', async () => {
    const store = await start('runpod', { disks: ['volume1'] }, { quirks: { slowFirstPageMs: 300 } });
    const took = async (prefix: string): Promise<boolean> => {
      const begun = performance.now();
      await store.send(list('/volume1', ['prefix', prefix]));
      return performance.now() - begun >= 290;
    };
    expect([await took('a'), await took('a'), await took('b')]).toEqual([true, false, true]);
  });
});
