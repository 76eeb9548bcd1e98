import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  for (const bucket of ['objects', 'second']) await client.send({ method: 'PUT', path: `/${bucket}` });
});
afterAll(() => server.close());

const put = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  client.send({ method: 'PUT', path, body, headers });
const get = (path: string, headers: Record<string, string> = {}) => client.send({ path, headers });
const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex');

describe('PutObject', () => {
  test('a body > its MD5 as ETag, metadata and headers come back', async () => {
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'content-language': 'de',
      'content-disposition': 'attachment',
      'cache-control': 'no-store',
      expires: 'Thu, 01 Dec 2030 16:00:00 GMT',
      'content-encoding': 'identity',
      'x-amz-meta-one': 'a  b',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-tagging': 'a=1&b=%C3%A9',
    };
    const answer = await put('/objects/meta', 'hello', headers);
    expect([answer.status, answer.headers['etag']]).toEqual([200, `"${md5('hello')}"`]);
    const head = await client.send({ method: 'HEAD', path: '/objects/meta' });
    const { 'x-amz-tagging': _tagging, ...back } = headers;
    expect(head.headers).toMatchObject({
      ...back,
      'content-length': '5',
      'x-amz-tagging-count': '2',
      'accept-ranges': 'bytes',
    });
    expect(head.headers['x-amz-version-id']).toBeUndefined();
    expect(head.body.length).toBe(0);
  });

  test.each([
    ['UTF-8', Buffer.from('Zürich €', 'utf8').toString('latin1'), '=?UTF-8?B?WsO8cmljaCDigqw=?='],
    ['one byte a character', 'Z\xfcrich', '=?UTF-8?B?WsO8cmljaA==?='],
    ['words of RFC 2047', '=?UTF-8?Q?Z=C3=BCrich?=', '=?UTF-8?B?WsO8cmljaA==?='],
    ['words that are ASCII', '=?UTF-8?B?QU1BWk9OUzM=?=', 'AMAZONS3'],
    ['what only looks like words', '=?UTF-8?B?/w==?=', '=?UTF-8?B?/w==?='],
  ])('metadata in %s > given back mail-safe', async (_name, sent, told) => {
    expect((await put('/objects/words', 'x', { 'x-amz-meta-city': sent })).status).toBe(200);
    expect((await get('/objects/words')).headers['x-amz-meta-city']).toBe(told);
  });

  test('metadata in words that hide a line break > 400 InvalidArgument, nothing written', async () => {
    const hidden = `=?UTF-8?B?${Buffer.from('a\r\nx-amz-meta-b: c').toString('base64')}?=`;
    const answer = await put('/objects/hidden', 'x', { 'x-amz-meta-city': hidden });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidArgument']);
    expect((await get('/objects/hidden')).status).toBe(404);
  });

  test.each([
    ['deflate, gzip', 'deflate, gzip'],
    ['gzip, aws-chunked', 'gzip'],
    ['aws-chunked, gzip', 'gzip'],
    ['deflate, gzip,aws-chunked', 'deflate, gzip'],
    ['aws-chunked, aws-chunked', undefined],
    ['AWS-Chunked', undefined],
    ['x-aws-chunked', 'x-aws-chunked'],
  ])('content-encoding %s > %s is kept', async (sent, kept) => {
    expect((await put('/objects/encoded', 'x', { 'content-encoding': sent })).status).toBe(200);
    expect((await get('/objects/encoded')).headers['content-encoding']).toBe(kept);
  });

  test('nothing said > binary/octet-stream', async () => {
    await put('/objects/plain', 'x');
    expect((await get('/objects/plain')).headers['content-type']).toBe('binary/octet-stream');
  });

  test('no checksum sent > CRC64NVME, told on the PUT and on a GET that asks', async () => {
    const answer = await put('/objects/crc', '123456789');
    const told = { 'x-amz-checksum-crc64nvme': 'rosUhgp5mIg=', 'x-amz-checksum-type': 'FULL_OBJECT' };
    expect(answer.headers).toMatchObject(told);
    const head = await client.send({
      method: 'HEAD',
      path: '/objects/crc',
      headers: { 'x-amz-checksum-mode': 'ENABLED' },
    });
    expect(head.headers).toMatchObject(told);
    expect((await get('/objects/crc')).headers['x-amz-checksum-crc64nvme']).toBeUndefined();
  });

  test('1 MiB and a byte > byte-equal, hashed in the thread', async () => {
    const data = randomBytes(1024 * 1024 + 1);
    expect((await put('/objects/large', data)).headers['etag']).toBe(`"${md5(data)}"`);
    expect((await get('/objects/large')).body.equals(data)).toBe(true);
  });

  test('chunked without a length > 200', async () => {
    const answer = await client.send(
      { method: 'PUT', path: '/objects/te', headers: { 'transfer-encoding': 'chunked' }, body: 'abc' },
      { payload: 'UNSIGNED-PAYLOAD' },
    );
    expect([answer.status, (await get('/objects/te')).text]).toEqual([200, 'abc']);
  });

  test('If-None-Match: * > 200 once, then 412; If-Match > 404, 412, 200', async () => {
    expect((await put('/objects/once', 'a', { 'if-none-match': '*' })).status).toBe(200);
    const again = await put('/objects/once', 'b', { 'if-none-match': '*' });
    expect([again.status, again.code]).toEqual([412, 'PreconditionFailed']);
    expect((await put('/objects/nothing', 'b', { 'if-match': '"x"' })).code).toBe('NoSuchKey');
    expect((await put('/objects/once', 'b', { 'if-match': '"x"' })).code).toBe('PreconditionFailed');
    expect((await put('/objects/once', 'b', { 'if-match': `"${md5('a')}"` })).status).toBe(200);
  });

  test('If-None-Match with an ETag > 412 while the object is that one, else 200; with If-Match too > 501', async () => {
    const unless = (etag: string, more = {}) => put('/objects/unless', 'b', { 'if-none-match': etag, ...more });
    expect((await unless(`"${md5('b')}"`)).status).toBe(200);
    expect((await unless(`"${md5('b')}"`)).code).toBe('PreconditionFailed');
    expect((await unless(md5('b'))).code).toBe('PreconditionFailed');
    expect((await unless('"x"')).status).toBe(200);
    expect((await unless('"x"', { 'if-match': '*' })).code).toBe('NotImplemented');
  });

  test('two creations at once > one 200, the other 412 or 409', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => put('/objects/race', String(at), { 'if-none-match': '*' })),
    );
    expect(answers.filter((answer) => answer.status === 200).length).toBe(1);
    expect(answers.every((answer) => [200, 409, 412].includes(answer.status))).toBe(true);
  });

  test('bucket missing > 404 NoSuchBucket', async () => {
    const answer = await put('/nosuchbucket/x', 'x');
    expect([answer.status, answer.code]).toEqual([404, 'NoSuchBucket']);
  });

  test('a and a/b > both are there', async () => {
    await put('/objects/dir', 'file');
    await put('/objects/dir/below', 'below');
    expect([(await get('/objects/dir')).text, (await get('/objects/dir/below')).text]).toEqual(['file', 'below']);
  });
});

describe('GetObject > Range', () => {
  beforeAll(() => put('/objects/range', '0123456789'));
  test.each([
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=2-5', 206, '2345', 'bytes 2-5/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-100', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=5-100', 206, '56789', 'bytes 5-9/10'],
    ['bytes=5-2', 200, '0123456789', undefined],
    ['bytes=0-1,3-4', 200, '0123456789', undefined],
    ['items=0-1', 200, '0123456789', undefined],
    ['bytes=a-b', 200, '0123456789', undefined],
  ])('%s > %i', async (range, status, text, contentRange) => {
    const answer = await get('/objects/range', { range });
    expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([status, text, contentRange]);
  });

  test.each(['bytes=10-', 'bytes=11-12', 'bytes=-0'])('%s > 416 InvalidRange with the size', async (range) => {
    const answer = await get('/objects/range', { range });
    expect([answer.status, answer.code, answer.headers['content-range']]).toEqual([416, 'InvalidRange', 'bytes */10']);
    expect(answer.text).toContain('<ActualObjectSize>10</ActualObjectSize>');
  });

  test('200 ranges > the whole once', async () => {
    const range = `bytes=${Array.from({ length: 200 }, () => '0-9').join(',')}`;
    expect((await get('/objects/range', { range })).text).toBe('0123456789');
  });

  test('If-Range > only while it is that object', async () => {
    const etag = `"${md5('0123456789')}"`;
    expect((await get('/objects/range', { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206);
    expect((await get('/objects/range', { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
  });

  test('partNumber of a plain object > 1 is the whole, 2 is 416', async () => {
    const part = (number: string) => client.send({ path: '/objects/range', query: [['partNumber', number]] });
    expect([(await part('1')).status, (await part('1')).text]).toEqual([206, '0123456789']);
    expect((await part('2')).code).toBe('InvalidPartNumber');
    for (const number of ['0', '10001', '-1'])
      expect([number, (await part(number)).code]).toEqual([number, 'InvalidArgument']);
  });

  test('an empty object > 200, nothing', async () => {
    await put('/objects/nil', '');
    const answer = await get('/objects/nil');
    expect([answer.status, answer.body.length, answer.headers['content-length']]).toEqual([200, 0, '0']);
    expect((await get('/objects/nil', { range: 'bytes=0-' })).status).toBe(416);
  });
});

describe('GetObject > conditions', () => {
  const past = new Date(Date.now() - 86_400_000).toUTCString();
  const future = new Date(Date.now() + 86_400_000).toUTCString();
  const etag = `"${md5('cond')}"`;
  beforeAll(() => put('/objects/cond', 'cond'));
  test.each([
    [{ 'if-match': etag }, 200],
    [{ 'if-match': `"x", ${etag}` }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-none-match': etag }, 304],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-modified-since': past }, 200],
    [{ 'if-modified-since': future }, 304],
    [{ 'if-unmodified-since': past }, 412],
    [{ 'if-unmodified-since': future }, 200],
    [{ 'if-match': etag, 'if-unmodified-since': past }, 200],
    [{ 'if-none-match': '"x"', 'if-modified-since': future }, 200],
    [{ 'if-none-match': etag, 'if-modified-since': past }, 304],
    [{ 'if-modified-since': 'nonsense' }, 200],
  ])('%j > %i', async (headers, status) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await client.send({ method, path: '/objects/cond', headers });
      expect([method, answer.status]).toEqual([method, status]);
    }
  });

  test('not modified > the ETag and no body', async () => {
    const answer = await get('/objects/cond', { 'if-none-match': etag });
    expect([answer.headers['etag'], answer.body.length]).toEqual([etag, 0]);
  });

  test('by nobody > 403, whatever the conditions', async () => {
    for (const headers of [{ 'if-match': '"x"' }, { 'if-none-match': etag }]) {
      expect((await client.sendRaw({ path: '/objects/cond', headers })).status).toBe(403);
    }
  });
});

describe('x-amz-expected-bucket-owner', () => {
  test('another user > 403, the owner > 200, also of a copy source', async () => {
    const name = 'x-amz-expected-bucket-owner';
    expect((await get('/objects/cond', { [name]: 'ben' })).code).toBe('AccessDenied');
    expect((await get('/objects/cond', { [name]: 'ann' })).status).toBe(200);
    const copy = { 'x-amz-copy-source': '/objects/cond', 'x-amz-source-expected-bucket-owner': 'ben' };
    expect((await put('/objects/expected', '', copy)).code).toBe('AccessDenied');
  });
});

describe('DeleteObject', () => {
  test('there or not > 204; then 404', async () => {
    await put('/objects/gone', 'x');
    for (let at = 0; at < 2; at += 1) {
      expect((await client.send({ method: 'DELETE', path: '/objects/gone' })).status).toBe(204);
    }
    expect((await get('/objects/gone')).code).toBe('NoSuchKey');
  });
});

describe('CopyObject', () => {
  const copy = (path: string, source: string, headers: Record<string, string> = {}) =>
    client.send({ method: 'PUT', path, headers: { 'x-amz-copy-source': source, ...headers } });
  beforeAll(() => put('/objects/src%20%C3%A9', 'source', { 'x-amz-meta-a': '1', 'content-type': 'text/a' }));

  test('COPY > bytes and metadata, in another bucket too', async () => {
    const answer = await copy('/second/copy', '/objects/src%20%C3%A9');
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(
      /<CopyObjectResult xmlns=[^>]+><LastModified>[^<]+<\/LastModified><ETag>&quot;[0-9a-f]{32}&quot;<\/ETag><ChecksumCRC64NVME>[^<]{12}<\/ChecksumCRC64NVME><ChecksumType>FULL_OBJECT<\/ChecksumType><\/CopyObjectResult>/,
    );
    const back = await get('/second/copy');
    expect([back.text, back.headers['x-amz-meta-a'], back.headers['content-type']]).toEqual(['source', '1', 'text/a']);
  });

  test('REPLACE > new metadata', async () => {
    await copy('/objects/replaced', 'objects/src%20%C3%A9', {
      'x-amz-metadata-directive': 'REPLACE',
      'x-amz-meta-b': '2',
    });
    const { headers } = await get('/objects/replaced');
    expect([headers['x-amz-meta-a'], headers['x-amz-meta-b'], headers['content-type']]).toEqual([
      undefined,
      '2',
      'binary/octet-stream',
    ]);
  });

  test('onto itself > 400 InvalidRequest; with REPLACE > 200', async () => {
    await put('/objects/self', 'self');
    expect((await copy('/objects/self', '/objects/self')).code).toBe('InvalidRequest');
    const answer = await copy('/objects/self', '/objects/self', {
      'x-amz-metadata-directive': 'REPLACE',
      'x-amz-meta-n': '1',
    });
    expect(answer.status).toBe(200);
    expect((await get('/objects/self')).text).toBe('self');
  });

  test('a source of another user > 403; missing > 404; unknown directive > 400', async () => {
    const ben = { accessKeyId: 'BK', secret: 'SB' };
    await client.send({ method: 'PUT', path: '/bens' }, ben);
    await client.send({ method: 'PUT', path: '/bens/secret', body: 'x' }, ben);
    expect((await copy('/objects/stolen', '/bens/secret')).code).toBe('AccessDenied');
    expect((await copy('/objects/stolen', '/bens/missing')).code).toBe('AccessDenied');
    expect((await copy('/objects/stolen', '/objects/missing')).code).toBe('NoSuchKey');
    expect((await copy('/objects/stolen', '/objects/self', { 'x-amz-metadata-directive': 'X' })).code).toBe(
      'InvalidArgument',
    );
    expect((await get('/objects/stolen')).code).toBe('NoSuchKey');
  });

  test('conditions of the source > 412 or 200', async () => {
    const etag = `"${md5('source')}"`;
    const name = '/objects/src%20%C3%A9';
    expect((await copy('/objects/c', name, { 'x-amz-copy-source-if-match': '"x"' })).status).toBe(412);
    expect((await copy('/objects/c', name, { 'x-amz-copy-source-if-none-match': etag })).status).toBe(412);
    expect((await copy('/objects/c', name, { 'x-amz-copy-source-if-match': etag })).status).toBe(200);
    expect((await copy('/objects/c', name, { 'if-none-match': '*' })).status).toBe(412);
  });
});
