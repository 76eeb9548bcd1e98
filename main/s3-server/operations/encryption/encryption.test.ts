import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer({ limits: { minPartBytes: 1 } });
  client = createTestClient(server.port);
  for (const bucket of ['sealed', 'always']) await client.send({ method: 'PUT', path: `/${bucket}` });
});
afterAll(() => server.close());

const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex');
const md5Base64 = (data: Buffer): string => createHash('md5').update(data).digest('base64');
const customer = (key: Buffer, prefix = 'x-amz-'): Record<string, string> => ({
  [`${prefix}server-side-encryption-customer-algorithm`]: 'AES256',
  [`${prefix}server-side-encryption-customer-key`]: key.toString('base64'),
  [`${prefix}server-side-encryption-customer-key-md5`]: md5Base64(key),
});
const sourceOf = (key: Buffer): Record<string, string> => customer(key, 'x-amz-copy-source-');
const keyA = randomBytes(32);
const keyB = randomBytes(32);
const volume = { 'x-amz-server-side-encryption': 'AES256' };
const put = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  client.send({ method: 'PUT', path, body, headers });
const get = (path: string, headers: Record<string, string> = {}) => client.send({ path, headers });

/** Whether these bytes stand anywhere below the server's root. */
async function onDisk(needle: Buffer): Promise<boolean> {
  const entries = await readdir(server.root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.isFile() && (await readFile(join(entry.parentPath, entry.name))).includes(needle)) return true;
  }
  return false;
}

describe('SSE-C', () => {
  test.each([0, 5, 4096, 200_000])(
    '%i bytes > back with the key, told in the headers, not on the disk',
    async (size) => {
      const data = randomBytes(size);
      const answer = await put(`/sealed/c${size}`, data, { ...customer(keyA), 'content-type': 'text/x' });
      expect([answer.status, answer.headers['x-amz-server-side-encryption-customer-algorithm']]).toEqual([
        200,
        'AES256',
      ]);
      expect(answer.headers['x-amz-server-side-encryption-customer-key-md5']).toBe(md5Base64(keyA));
      expect(answer.headers['etag']).not.toBe(`"${md5(data)}"`);
      expect(answer.headers['etag']).toMatch(/^"[0-9a-f]{32}"$/);
      const back = await get(`/sealed/c${size}`, customer(keyA));
      expect([back.status, back.body.equals(data), back.headers['content-type']]).toEqual([200, true, 'text/x']);
      expect(back.headers['x-amz-server-side-encryption-customer-key-md5']).toBe(md5Base64(keyA));
      expect(back.headers['etag']).toBe(answer.headers['etag']);
    },
  );

  test('a large one > in no file as it was, and any range of it can be had', async () => {
    const data = randomBytes(200_000);
    await put('/sealed/ranged', data, customer(keyA));
    expect(await onDisk(data.subarray(1000, 1064))).toBe(false);
    const ranged = await get('/sealed/ranged', { ...customer(keyA), range: 'bytes=65530-65560' });
    expect([ranged.status, ranged.body.equals(data.subarray(65_530, 65_561))]).toEqual([206, true]);
  });

  test('a small one > in no row of the index as it was', async () => {
    const data = randomBytes(4096);
    await put('/sealed/small', data, customer(keyA));
    expect(await onDisk(data.subarray(1000, 1064))).toBe(false);
    await put('/sealed/small-open', data);
    expect(await onDisk(data.subarray(1000, 1064))).toBe(true);
  });

  test('GetObject, HeadObject, GetObjectAttributes > no key > 400; another > 403; a key for a plain object > 400', async () => {
    await put('/sealed/locked', 'secret', customer(keyA));
    for (const method of ['GET', 'HEAD']) {
      const path = '/sealed/locked';
      expect((await client.send({ method, path })).status).toBe(400);
      expect((await client.send({ method, path, headers: customer(keyB) })).status).toBe(403);
      expect((await client.send({ method, path, headers: customer(keyA) })).status).toBe(200);
    }
    expect((await get('/sealed/locked')).code).toBe('InvalidRequest');
    expect((await get('/sealed/locked', customer(keyB))).code).toBe('AccessDenied');
    await put('/sealed/open', 'open');
    expect((await get('/sealed/open', customer(keyA))).code).toBe('InvalidRequest');
    const attributes = (headers: Record<string, string>) =>
      client.send({
        path: '/sealed/locked',
        query: [['attributes', '']],
        headers: { 'x-amz-object-attributes': 'ObjectSize', ...headers },
      });
    expect([(await attributes({})).status, (await attributes(customer(keyA))).status]).toEqual([400, 200]);
  });

  const { 'x-amz-server-side-encryption-customer-algorithm': algorithm, ...withoutAlgorithm } = customer(keyA);
  test.each([
    ['no algorithm', withoutAlgorithm, 'InvalidArgument'],
    ['the algorithm alone', { 'x-amz-server-side-encryption-customer-algorithm': algorithm ?? '' }, 'InvalidArgument'],
    [
      'another algorithm',
      { ...customer(keyA), 'x-amz-server-side-encryption-customer-algorithm': 'AES128' },
      'InvalidEncryptionAlgorithmError',
    ],
    ['a short key', customer(randomBytes(16)), 'InvalidArgument'],
    [
      'the MD5 of another key',
      { ...customer(keyA), 'x-amz-server-side-encryption-customer-key-md5': md5Base64(keyB) },
      'InvalidRequest',
    ],
    ['both kinds', { ...customer(keyA), ...volume }, 'InvalidArgument'],
  ])('%s > 400 and nothing stored', async (_name, headers, code) => {
    const answer = await put('/sealed/refused', 'x', headers);
    expect([answer.status, answer.code, answer.text.includes(keyA.toString('base64'))]).toEqual([400, code, false]);
    expect((await get('/sealed/refused')).status).toBe(404);
  });

  test('CreateMultipartUpload, UploadPart > each with the key, ranges and partNumber across them', async () => {
    const path = '/sealed/parts';
    const begun = await client.send({ method: 'POST', path, query: [['uploads', '']], headers: customer(keyA) });
    expect(begun.headers['x-amz-server-side-encryption-customer-algorithm']).toBe('AES256');
    const uploadId = /<UploadId>(.*?)</.exec(begun.text)?.[1] ?? '';
    const send = (number: number, body: Buffer, headers: Record<string, string>) =>
      client.send({
        method: 'PUT',
        path,
        query: [
          ['partNumber', String(number)],
          ['uploadId', uploadId],
        ],
        headers,
        body,
      });
    const datas = [randomBytes(70_000), randomBytes(65_551), randomBytes(9)];
    expect((await send(1, Buffer.from('x'), {})).code).toBe('InvalidRequest');
    expect((await send(1, Buffer.from('x'), customer(keyB))).code).toBe('InvalidRequest');
    await send(1, randomBytes(100), customer(keyA));
    const rows: string[] = [];
    for (const [at, data] of datas.entries()) {
      const part = await send(at + 1, data, customer(keyA));
      expect([part.status, part.headers['x-amz-server-side-encryption-customer-algorithm']]).toEqual([200, 'AES256']);
      rows.push(`<Part><PartNumber>${at + 1}</PartNumber><ETag>${String(part.headers['etag'])}</ETag></Part>`);
    }
    const body = `<CompleteMultipartUpload>${rows.join('')}</CompleteMultipartUpload>`;
    expect((await client.send({ method: 'POST', path, query: [['uploadId', uploadId]], body })).status).toBe(200);
    const whole = Buffer.concat(datas);
    expect((await get(path, customer(keyA))).body.equals(whole)).toBe(true);
    for (const [first, last] of [
      [0, 0],
      [69_990, 70_010],
      [65_535, 65_536],
      [135_540, 135_559],
      [1, 135_000],
    ] as const) {
      const ranged = await get(path, { ...customer(keyA), range: `bytes=${first}-${last}` });
      expect([first, ranged.body.equals(whole.subarray(first, last + 1))]).toEqual([first, true]);
    }
    const second = await client.send({ path, query: [['partNumber', '2']], headers: customer(keyA) });
    expect([second.headers['x-amz-mp-parts-count'], second.body.equals(whole.subarray(70_000, 135_551))]).toEqual([
      '3',
      true,
    ]);
    expect(await onDisk(whole.subarray(100, 164))).toBe(false);
    expect((await get(path)).status).toBe(400);
  });

  test('CopyObject > from a key, to a key, from one to another', async () => {
    const data = randomBytes(70_000);
    await put('/sealed/from', data, customer(keyA));
    const source = { 'x-amz-copy-source': '/sealed/from' };
    expect((await put('/sealed/copied', '', source)).code).toBe('InvalidRequest');
    expect((await put('/sealed/copied', '', { ...source, ...sourceOf(keyB) })).code).toBe('AccessDenied');
    expect((await put('/sealed/plain', '', { ...source, ...sourceOf(keyA) })).status).toBe(200);
    expect((await get('/sealed/plain')).body.equals(data)).toBe(true);
    const turned = await put('/sealed/turned', '', { ...source, ...sourceOf(keyA), ...customer(keyB) });
    expect(turned.headers['x-amz-server-side-encryption-customer-key-md5']).toBe(md5Base64(keyB));
    expect((await get('/sealed/turned', customer(keyB))).body.equals(data)).toBe(true);
    expect((await get('/sealed/turned', customer(keyA))).status).toBe(403);
    expect((await put('/sealed/from', '', { ...source, ...sourceOf(keyA), ...customer(keyB) })).status).toBe(200);
    expect((await get('/sealed/from', customer(keyB))).body.equals(data)).toBe(true);
  });

  test('UploadPartCopy > from one key to another', async () => {
    const data = randomBytes(70_000);
    await put('/sealed/partsource', data, customer(keyA));
    const path = '/sealed/partcopy';
    const begun = await client.send({ method: 'POST', path, query: [['uploads', '']], headers: customer(keyB) });
    const uploadId = /<UploadId>(.*?)</.exec(begun.text)?.[1] ?? '';
    const part = await client.send({
      method: 'PUT',
      path,
      query: [
        ['partNumber', '1'],
        ['uploadId', uploadId],
      ],
      headers: {
        'x-amz-copy-source': '/sealed/partsource',
        'x-amz-copy-source-range': 'bytes=10-69999',
        ...sourceOf(keyA),
        ...customer(keyB),
      },
    });
    const etag = /<ETag>(.*?)</.exec(part.text)?.[1] ?? '';
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`;
    await client.send({ method: 'POST', path, query: [['uploadId', uploadId]], body });
    expect((await get(path, customer(keyB))).body.equals(data.subarray(10))).toBe(true);
  });
});

describe('SSE-S3', () => {
  test('asked for > AES256 told, the MD5 as ETag, nothing on the disk', async () => {
    const data = randomBytes(100_000);
    const answer = await put('/sealed/s3', data, volume);
    expect([answer.headers['x-amz-server-side-encryption'], answer.headers['etag']]).toEqual([
      'AES256',
      `"${md5(data)}"`,
    ]);
    const back = await get('/sealed/s3', { range: 'bytes=99990-' });
    expect([back.headers['x-amz-server-side-encryption'], back.body.equals(data.subarray(99_990))]).toEqual([
      'AES256',
      true,
    ]);
    expect(await onDisk(data.subarray(70_000, 70_064))).toBe(false);
    const copy = await put('/sealed/s3copy', '', { 'x-amz-copy-source': '/sealed/s3', ...volume });
    expect(copy.headers['x-amz-server-side-encryption']).toBe('AES256');
    expect((await get('/sealed/s3copy')).body.equals(data)).toBe(true);
    const open = await put('/sealed/s3open', '', { 'x-amz-copy-source': '/sealed/s3' });
    expect([open.status, open.headers['x-amz-server-side-encryption']]).toEqual([200, undefined]);
    expect((await get('/sealed/s3open')).body.equals(data)).toBe(true);
  });

  test('asked for on GET or HEAD > 400; a key service > 501; an unknown method > 400', async () => {
    await put('/sealed/read', 'x', volume);
    for (const method of ['GET', 'HEAD']) {
      expect((await client.send({ method, path: '/sealed/read', headers: volume })).status).toBe(400);
    }
    const kms = (value: string) => put('/sealed/kms', 'x', { 'x-amz-server-side-encryption': value });
    expect([(await kms('aws:kms')).code, (await kms('AES512')).code]).toEqual(['NotImplemented', 'InvalidArgument']);
    const keyId = await put('/sealed/kms', 'x', { 'x-amz-server-side-encryption-aws-kms-key-id': 'k' });
    expect(keyId.code).toBe('InvalidArgument');
  });

  test('PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption > set, told, applied to puts, uploads and copies, taken away', async () => {
    const config = (method: string, body = '') =>
      client.send({ method, path: '/always', query: [['encryption', '']], body });
    const rule = (algorithm: string): string =>
      `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>${algorithm}</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`;
    const none = await config('GET');
    expect([none.status, none.code]).toEqual([404, 'ServerSideEncryptionConfigurationNotFoundError']);
    expect((await config('PUT', rule('aws:kms'))).code).toBe('NotImplemented');
    expect((await config('PUT', rule('X'))).code).toBe('MalformedXML');
    expect((await config('PUT', rule('AES256'))).status).toBe(200);
    expect((await config('GET')).text).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
    expect((await put('/always/a', 'x')).headers['x-amz-server-side-encryption']).toBe('AES256');
    await put('/sealed/unsealed', 'plain');
    await put('/always/b', '', { 'x-amz-copy-source': '/sealed/unsealed' });
    const back = await get('/always/b');
    expect([back.text, back.headers['x-amz-server-side-encryption']]).toEqual(['plain', 'AES256']);
    const begun = await client.send({ method: 'POST', path: '/always/c', query: [['uploads', '']] });
    expect(begun.headers['x-amz-server-side-encryption']).toBe('AES256');
    expect((await put('/always/d', 'x', customer(keyA))).headers['x-amz-server-side-encryption']).toBeUndefined();
    expect((await config('DELETE')).status).toBe(204);
    expect((await put('/always/e', 'x')).headers['x-amz-server-side-encryption']).toBeUndefined();
    expect((await get('/always/a')).text).toBe('x');
  });

  test('tags, metadata in place and renames > still readable', async () => {
    await put('/sealed/kept', 'kept', volume);
    const tagging = '<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>';
    await client.send({ method: 'PUT', path: '/sealed/kept', query: [['tagging', '']], body: tagging });
    await put('/sealed/kept', '', {
      'x-amz-copy-source': '/sealed/kept',
      'x-amz-metadata-directive': 'REPLACE',
      'x-amz-meta-a': '1',
      ...volume,
    });
    await put('/sealed/moved', '', { 'x-amz-rename-source': 'kept' });
    const back = await get('/sealed/moved');
    expect([back.text, back.headers['x-amz-meta-a'], back.headers['x-amz-tagging-count']]).toEqual(['kept', '1', '1']);
  });
});
