import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/multi' });
});
afterAll(() => server.close());

const MiB = 1024 * 1024;
const parts = [randomBytes(5 * MiB), randomBytes(5 * MiB + 3), randomBytes(1000)] as const;
const whole = Buffer.concat(parts);
const md5 = (data: Buffer): Buffer => createHash('md5').update(data).digest();
const combined = `${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3`;

async function begin(path: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await client.send({ method: 'POST', path, query: [['uploads', '']], headers });
  expect([answer.code, answer.status]).toEqual([undefined, 200]);
  return /<UploadId>(.*?)</.exec(answer.text)?.[1] ?? '';
}

const part = (
  path: string,
  uploadId: string,
  number: number | string,
  body: Buffer | string,
  headers: Record<string, string> = {},
) =>
  client.send({
    method: 'PUT',
    path,
    query: [
      ['uploadId', uploadId],
      ['partNumber', String(number)],
    ],
    body,
    headers,
  });

async function upload(path: string, uploadId: string, headers: (data: Buffer) => Record<string, string> = () => ({})) {
  const etags: string[] = [];
  for (const [at, data] of parts.entries()) {
    const answer = await part(path, uploadId, at + 1, data, headers(data));
    expect([answer.code, answer.status]).toEqual([undefined, 200]);
    etags.push(String(answer.headers['etag']));
  }
  return etags;
}

const bodyOf = (etags: readonly string[], numbers = etags.map((_, at) => at + 1)): string =>
  `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${etags.map((etag, at) => `<Part><PartNumber>${numbers[at]}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`).join('')}</CompleteMultipartUpload>`;

const complete = (path: string, uploadId: string, body: string, headers: Record<string, string> = {}) =>
  client.send({ method: 'POST', path, query: [['uploadId', uploadId]], body, headers });

describe('CompleteMultipartUpload', () => {
  test('three parts > the bytes, the ETag of parts, metadata of the start; twice > the same', async () => {
    const path = '/multi/three';
    const id = await begin(path, { 'x-amz-meta-a': '1', 'content-type': 'text/x' });
    const etags = await upload(path, id);
    const first = await complete(path, id, bodyOf(etags));
    expect(first.status).toBe(200);
    expect(first.text).toContain(`<Bucket>multi</Bucket><Key>three</Key><ETag>&quot;${combined}&quot;</ETag>`);
    const again = await complete(path, id, bodyOf(etags));
    expect([again.status, again.text.includes(combined)]).toEqual([200, true]);
    expect((await complete(path, 'another', bodyOf(etags))).code).toBe('NoSuchUpload');
    const back = await client.send({ path });
    expect(back.body.equals(whole)).toBe(true);
    expect([back.headers['x-amz-meta-a'], back.headers['content-type'], back.headers['etag']]).toEqual([
      '1',
      'text/x',
      `"${combined}"`,
    ]);
    const second = await client.send({ path, query: [['partNumber', '2']] });
    expect([second.status, second.headers['x-amz-mp-parts-count'], second.body.equals(parts[1])]).toEqual([
      206,
      '3',
      true,
    ]);
    expect((await client.send({ path, query: [['partNumber', '4']] })).status).toBe(416);
  });

  test('wrong ETag, missing part > InvalidPart; order > InvalidPartOrder; small > EntityTooSmall; none > MalformedXML', async () => {
    const path = '/multi/wrong';
    const id = await begin(path);
    const etags = await upload(path, id);
    const codes = async (body: string) => (await complete(path, id, body)).code;
    expect(await codes(bodyOf([etags[0] ?? '', '"00000000000000000000000000000000"', etags[2] ?? '']))).toBe(
      'InvalidPart',
    );
    expect(await codes(bodyOf(etags, [1, 2, 9]))).toBe('InvalidPart');
    expect(await codes(bodyOf(etags.toReversed(), [3, 2, 1]))).toBe('InvalidPartOrder');
    expect(await codes(bodyOf([etags[0] ?? '', etags[0] ?? ''], [1, 1]))).toBe('InvalidPartOrder');
    expect(await codes('<CompleteMultipartUpload/>')).toBe('MalformedXML');
    expect(await codes('')).toBe('MalformedXML');
    await part(path, id, 4, 'tail');
    const tail = `"${md5(Buffer.from('tail')).toString('hex')}"`;
    const small = await complete(path, id, bodyOf([...etags, tail]));
    expect([small.status, small.code]).toEqual([400, 'EntityTooSmall']);
    expect((await client.send({ path })).code).toBe('NoSuchKey');
    expect((await complete(path, id, bodyOf(etags), { 'x-amz-mp-object-size': '1' })).code).toBe('InvalidRequest');
    expect((await complete(path, id, bodyOf(etags), { 'if-none-match': '*' })).status).toBe(200);
  });

  test('an id that is none > 404 NoSuchUpload, everywhere', async () => {
    const path = '/multi/none';
    const etag = `"${'0'.repeat(32)}"`;
    expect((await complete(path, 'none', bodyOf([etag]))).code).toBe('NoSuchUpload');
    expect((await part(path, 'none', 1, 'x')).code).toBe('NoSuchUpload');
    expect((await client.send({ path, query: [['uploadId', 'none']] })).code).toBe('NoSuchUpload');
    expect((await client.send({ method: 'DELETE', path, query: [['uploadId', 'none']] })).code).toBe('NoSuchUpload');
  });

  test('If-None-Match on what is there > 412', async () => {
    const path = '/multi/cond';
    await client.send({ method: 'PUT', path, body: 'x' });
    const id = await begin(path);
    const etags = await upload(path, id);
    expect((await complete(path, id, bodyOf(etags), { 'if-none-match': '*' })).status).toBe(412);
    expect((await client.send({ path })).text).toBe('x');
  });
});

describe('Checksums of parts', () => {
  const base64 = (value: number): string => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes.toString('base64');
  };
  const crc = (data: Buffer): string => base64(crc32(data));

  test('full object > the checksum of all bytes from those of the parts', async () => {
    const path = '/multi/full';
    const id = await begin(path, { 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'FULL_OBJECT' });
    const etags = await upload(path, id, (data) => ({ 'x-amz-checksum-crc32': crc(data) }));
    const wrong = await complete(path, id, bodyOf(etags), { 'x-amz-checksum-crc32': 'AAAAAA==' });
    expect(wrong.code).toBe('BadDigest');
    const done = await complete(path, id, bodyOf(etags), { 'x-amz-checksum-crc32': crc(whole) });
    expect(done.text).toContain(`<ChecksumCRC32>${crc(whole)}</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType>`);
  });

  test('CRC64NVME computed by the server > equals that of one PUT', async () => {
    const id = await begin('/multi/nvme', { 'x-amz-checksum-algorithm': 'CRC64NVME' });
    const etags = await upload('/multi/nvme', id);
    await complete('/multi/nvme', id, bodyOf(etags));
    const value = (
      await client.send({ method: 'HEAD', path: '/multi/nvme', headers: { 'x-amz-checksum-mode': 'ENABLED' } })
    ).headers['x-amz-checksum-crc64nvme'];
    const single = await client.send({
      method: 'PUT',
      path: '/multi/single',
      body: whole,
      headers: { 'x-amz-checksum-crc64nvme': String(value) },
    });
    expect(single.status).toBe(200);
  });

  test('composite > the checksum of the checksums, and -3', async () => {
    const path = '/multi/composite';
    const id = await begin(path, { 'x-amz-checksum-algorithm': 'SHA256' });
    const sha = (data: Buffer): Buffer => createHash('sha256').update(data).digest();
    const etags = await upload(path, id, (data) => ({ 'x-amz-checksum-sha256': sha(data).toString('base64') }));
    const unsaid = await complete(path, id, bodyOf(etags));
    expect([unsaid.status, unsaid.code]).toEqual([400, 'InvalidRequest']);
    expect(unsaid.text).toContain('It was missing for part 1 in the request.');
    const named = etags.map(
      (etag, at) =>
        `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag><ChecksumSHA256>${sha(parts[at] ?? whole).toString('base64')}</ChecksumSHA256></Part>`,
    );
    const done = await complete(path, id, `<CompleteMultipartUpload>${named.join('')}</CompleteMultipartUpload>`);
    const expected = `${sha(Buffer.concat(parts.map(sha))).toString('base64')}-3`;
    expect(done.text).toContain(`<ChecksumSHA256>${expected}</ChecksumSHA256><ChecksumType>COMPOSITE</ChecksumType>`);
  });

  test('of one part, by GET and HEAD with partNumber > its own checksum, with the type of the object', async () => {
    const path = '/multi/composite';
    for (const method of ['GET', 'HEAD']) {
      const answer = await client.send({
        method,
        path,
        query: [['partNumber', '2']],
        headers: { 'x-amz-checksum-mode': 'ENABLED' },
      });
      const value = createHash('sha256').update(parts[1]).digest('base64');
      expect([answer.status, answer.headers['x-amz-checksum-sha256'], answer.headers['x-amz-checksum-type']]).toEqual([
        206,
        value,
        'COMPOSITE',
      ]);
    }
  });

  test('no checksum in a part > refused where one is made of them, else summed up here', async () => {
    const composite = await begin('/multi/null', { 'x-amz-checksum-algorithm': 'SHA256' });
    const refused = await part('/multi/null', composite, 1, 'x');
    expect([refused.status, refused.code]).toEqual([400, 'InvalidRequest']);
    expect(refused.text).toContain('actual checksum Type: null');
    const full = await begin('/multi/null', { 'x-amz-checksum-algorithm': 'CRC64NVME' });
    expect((await part('/multi/null', full, 1, 'x')).status).toBe(200);
  });

  test('another algorithm in a part, an impossible type > 400 InvalidRequest', async () => {
    const id = await begin('/multi/mixed', { 'x-amz-checksum-algorithm': 'SHA256' });
    expect((await part('/multi/mixed', id, 1, 'x', { 'x-amz-checksum-crc32': crc(Buffer.from('x')) })).code).toBe(
      'InvalidRequest',
    );
    const full = { 'x-amz-checksum-algorithm': 'SHA256', 'x-amz-checksum-type': 'FULL_OBJECT' };
    expect(
      (await client.send({ method: 'POST', path: '/multi/m', query: [['uploads', '']], headers: full })).code,
    ).toBe('InvalidRequest');
  });
});

describe('UploadPart', () => {
  test.each(['0', '10001', '-1', 'x', ''])('part number %s > 400 InvalidArgument', async (number) => {
    const id = await begin('/multi/numbers');
    expect((await part('/multi/numbers', id, number, 'x')).code).toBe('InvalidArgument');
  });

  test('sent again > the later one counts', async () => {
    const id = await begin('/multi/again');
    await part('/multi/again', id, 1, 'first');
    const second = await part('/multi/again', id, 1, 'second');
    await complete('/multi/again', id, bodyOf([String(second.headers['etag'])]));
    expect((await client.send({ path: '/multi/again' })).text).toBe('second');
  });

  test('aborted > 404 for parts and Complete; nothing is listed', async () => {
    const id = await begin('/multi/aborted');
    await part('/multi/aborted', id, 1, 'x');
    expect((await client.send({ method: 'DELETE', path: '/multi/aborted', query: [['uploadId', id]] })).status).toBe(
      204,
    );
    expect((await part('/multi/aborted', id, 2, 'x')).code).toBe('NoSuchUpload');
    const { text } = await client.send({
      path: '/multi',
      query: [
        ['uploads', ''],
        ['prefix', 'aborted'],
      ],
    });
    expect(text).not.toContain('<Upload>');
  });
});

describe('UploadPartCopy', () => {
  test('a range of an object > that part; beyond > 400 InvalidArgument', async () => {
    await client.send({ method: 'PUT', path: '/multi/source', body: whole });
    const id = await begin('/multi/copied');
    const copy = (range: string) =>
      part('/multi/copied', id, 1, '', { 'x-amz-copy-source': '/multi/source', 'x-amz-copy-source-range': range });
    const answer = await copy('bytes=10-109');
    expect(answer.text).toMatch(
      /<CopyPartResult .*<ETag>&quot;[0-9a-f]{32}&quot;<\/ETag><ChecksumCRC64NVME>[^<]{12}<\/ChecksumCRC64NVME><\/CopyPartResult>/,
    );
    for (const range of [`bytes=0-${whole.length}`, 'bytes=5-2', 'bytes=-5', 'bytes=1-', '1-2']) {
      expect((await copy(range)).code).toBe('InvalidArgument');
    }
    const etag = /&quot;(.*?)&quot;/.exec(answer.text)?.[1] ?? '';
    await complete('/multi/copied', id, bodyOf([etag]));
    expect((await client.send({ path: '/multi/copied' })).body.equals(whole.subarray(10, 110))).toBe(true);
  });
});

describe('ListParts and ListMultipartUploads', () => {
  test('pages > each part once; uploads by key', async () => {
    const id = await begin('/multi/listed');
    for (const number of [1, 2, 3]) await part('/multi/listed', id, number, 'x');
    const page = await client.send({
      path: '/multi/listed',
      query: [
        ['uploadId', id],
        ['max-parts', '2'],
      ],
    });
    expect(page.text).toContain(
      '<PartNumberMarker>0</PartNumberMarker><NextPartNumberMarker>2</NextPartNumberMarker><MaxParts>2</MaxParts><IsTruncated>true</IsTruncated>',
    );
    const rest = await client.send({
      path: '/multi/listed',
      query: [
        ['uploadId', id],
        ['part-number-marker', '2'],
      ],
    });
    expect(rest.text.match(/<PartNumber>\d+/g)).toEqual(['<PartNumber>3']);
    expect(rest.text).toContain('<IsTruncated>false</IsTruncated>');
    const { text } = await client.send({
      path: '/multi',
      query: [
        ['uploads', ''],
        ['prefix', 'listed'],
      ],
    });
    expect(text).toContain(`<Upload><Key>listed</Key><UploadId>${id}</UploadId><Initiator><ID>ann</ID>`);
  });
});
