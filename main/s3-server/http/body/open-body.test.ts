import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestClient,
  sendChunked,
  startTestServer,
  type TestClient,
  type TestServer,
} from '../../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/body' });
});
afterAll(() => server.close());

const crcOf = (data: Buffer): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString('base64');
};
const chunks = [randomBytes(64 * 1024), randomBytes(70_000), randomBytes(11)];
const all = Buffer.concat(chunks);
const good = { 'x-amz-checksum-crc32': crcOf(all) };

async function stored(path: string): Promise<Buffer | undefined> {
  const answer = await client.send({ path });
  return answer.status === 200 ? answer.body : undefined;
}

describe('Chunked body > whole', () => {
  test.each([
    ['signed', true, undefined],
    ['signed with a trailer', true, good],
    ['unsigned with a trailer', false, good],
    ['unsigned without a trailer', false, undefined],
  ])('%s > 200, byte-equal', async (name, signed, trailers) => {
    const path = `/body/${name.replaceAll(' ', '-')}`;
    const answer = await sendChunked(client, path, { chunks, signed, ...(trailers ? { trailers } : {}) });
    expect([answer.code, answer.status]).toEqual([undefined, 200]);
    expect((await stored(path))?.equals(all)).toBe(true);
    expect(answer.headers['x-amz-checksum-crc32']).toBe(trailers?.['x-amz-checksum-crc32']);
    const head = await client.send({ method: 'HEAD', path });
    expect(head.headers['content-encoding']).toBeUndefined();
  });

  test('empty > 200', async () => {
    expect((await sendChunked(client, '/body/empty', { chunks: [], signed: true })).status).toBe(200);
  });

  test('other encodings stay > gzip', async () => {
    await sendChunked(client, '/body/gzip', {
      chunks,
      signed: true,
      headers: { 'content-encoding': 'aws-chunked,gzip' },
    });
    expect((await client.send({ method: 'HEAD', path: '/body/gzip' })).headers['content-encoding']).toBe('gzip');
  });
});

describe('Chunked body > damaged > nothing is stored', () => {
  const size = 64 * 1024;
  const frame = size.toString(16).length + ';chunk-signature='.length + 64 + 2 + size + 2;
  const flip = (body: Buffer): Buffer => {
    const copy = Buffer.from(body);
    copy[frame + 200] = (copy[frame + 200] ?? 0) ^ 1;
    return copy;
  };
  const two = [randomBytes(size), randomBytes(size), randomBytes(size)];
  const swap = (body: Buffer): Buffer =>
    Buffer.concat([body.subarray(frame, 2 * frame), body.subarray(0, frame), body.subarray(2 * frame)]);
  const replay = (body: Buffer): Buffer =>
    Buffer.concat([body.subarray(0, frame), body.subarray(0, frame), body.subarray(2 * frame)]);

  test.each([
    ['a flipped bit', flip],
    ['two chunks swapped', swap],
    ['a chunk replayed', replay],
  ])('%s > 403 SignatureDoesNotMatch', async (_name, tamper) => {
    const answer = await sendChunked(client, '/body/damaged', { chunks: two, signed: true, tamper });
    expect([answer.status, answer.code]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await stored('/body/damaged')).toBeUndefined();
  });

  test('no last chunk > 400 IncompleteBody', async () => {
    const answer = await sendChunked(client, '/body/damaged', {
      chunks: two,
      signed: true,
      tamper: (body) => body.subarray(0, 3 * frame),
    });
    expect([answer.status, answer.code]).toEqual([400, 'IncompleteBody']);
  });

  test.each(['10', '999999'])('decoded length %s > 400 IncompleteBody', async (length) => {
    const answer = await sendChunked(client, '/body/damaged', {
      chunks: two,
      signed: true,
      headers: { 'x-amz-decoded-content-length': length },
    });
    expect([answer.status, answer.code]).toEqual([400, 'IncompleteBody']);
  });

  test('no decoded length > 411 MissingContentLength', async () => {
    const answer = await sendChunked(client, '/body/damaged', {
      chunks: two,
      signed: true,
      headers: { 'x-amz-decoded-content-length': '' },
    });
    expect([answer.status, answer.code]).toEqual([411, 'MissingContentLength']);
  });

  test('a wrong trailer > 400 BadDigest', async () => {
    for (const signed of [true, false]) {
      const trailers = { 'x-amz-checksum-crc32': crcOf(Buffer.from('other')) };
      const answer = await sendChunked(client, '/body/damaged', { chunks, signed, trailers });
      expect([answer.status, answer.code]).toEqual([400, 'BadDigest']);
    }
    expect(await stored('/body/damaged')).toBeUndefined();
  });

  test('a trailer announced and missing, or there and not announced > 400 MalformedTrailerError', async () => {
    const missing = await sendChunked(client, '/body/damaged', {
      chunks,
      signed: false,
      announce: 'x-amz-checksum-crc32',
    });
    expect([missing.status, missing.code]).toEqual([400, 'MalformedTrailerError']);
    const stray = await sendChunked(client, '/body/damaged', {
      chunks,
      signed: false,
      trailers: good,
      announce: undefined,
    });
    expect([stray.status, stray.code]).toEqual([400, 'MalformedTrailerError']);
  });

  test('a trailer with a wrong signature > 403 SignatureDoesNotMatch', async () => {
    const tamper = (body: Buffer): Buffer => {
      const text = body.toString('latin1');
      const at = text.indexOf('x-amz-trailer-signature:') + 24;
      return Buffer.from(`${text.slice(0, at)}${'0'.repeat(64)}${text.slice(at + 64)}`, 'latin1');
    };
    const answer = await sendChunked(client, '/body/damaged', { chunks, signed: true, trailers: good, tamper });
    expect([answer.status, answer.code]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('a small chunk that is not the last > 400 InvalidChunkSizeError', async () => {
    const answer = await sendChunked(client, '/body/damaged', {
      chunks: [randomBytes(100), randomBytes(9000)],
      signed: true,
    });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidChunkSizeError']);
  });

  test.each(['fffffffffffffffff', '-1', '0x10', 'zz', ''])('chunk size %s > 400', async (text) => {
    const answer = await sendChunked(client, '/body/damaged', {
      chunks: ['abc'],
      signed: false,
      tamper: () => Buffer.from(`${text}\r\nabc\r\n0\r\n\r\n`),
    });
    expect(answer.status).toBe(400);
    expect(answer.code).toBe('InvalidRequest');
  });
});

describe('Digests', () => {
  const put = (headers: Record<string, string>, body = 'hello') =>
    client.send({ method: 'PUT', path: '/body/digest', headers, body }, { payload: 'UNSIGNED-PAYLOAD' });

  test.each(['', 'short', 'AAAA', '!!!!', 'XUFAKrxLKna5cZ2REBfFkg'])(
    'Content-MD5 %s > 400 InvalidDigest',
    async (md5) => {
      expect((await put({ 'content-md5': md5 })).code).toBe('InvalidDigest');
    },
  );

  test('Content-MD5 of other bytes > 400 BadDigest; of these > 200', async () => {
    expect((await put({ 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' })).code).toBe('BadDigest');
    expect((await put({ 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' })).status).toBe(200);
  });

  test.each([
    ['crc32', 'NhCmhg=='],
    ['crc32c', 'mnG7TA=='],
    ['crc64nvme', 'M3eFcAZSQlc='],
    ['sha1', 'qvTGHdzF6KLavt4PO0gs2a6pQ00='],
    ['sha256', 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='],
  ])('%s > verified, stored, given back', async (name, value) => {
    const header = `x-amz-checksum-${name}`;
    const answer = await put({ [header]: value });
    expect([answer.code, answer.status, answer.headers[header]]).toEqual([undefined, 200, value]);
    const head = await client.send({
      method: 'HEAD',
      path: '/body/digest',
      headers: { 'x-amz-checksum-mode': 'ENABLED' },
    });
    expect([head.headers[header], head.headers['x-amz-checksum-type']]).toEqual([value, 'FULL_OBJECT']);
    const plain = await client.send({ method: 'HEAD', path: '/body/digest' });
    expect(plain.headers[header]).toBeUndefined();
    expect((await put({ [header]: value }, 'other')).code).toBe('BadDigest');
    expect((await put({ [header]: 'AAA=' })).code).toBe('InvalidRequest');
  });

  test('two checksums > 400 InvalidRequest', async () => {
    const answer = await put({ 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-crc32c': 'mnG7TA==' });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidRequest']);
  });
});
