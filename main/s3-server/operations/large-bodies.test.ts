import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHashEngine } from '../../base/hashing/index.ts';
import {
  createTestClient,
  sendChunked,
  startTestServer,
  type TestClient,
  type TestServer,
} from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/large' });
});
afterAll(() => server.close());

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

function crc64(bytes: Buffer): string {
  const running = createHashEngine().open('CRC64NVME');
  running.update(bytes);
  return running.digest().toString('base64');
}

const unsigned = { payload: 'UNSIGNED-PAYLOAD' };

describe('Large bodies', () => {
  const slab = 64 * 1024;
  const MiB = 1024 * 1024;
  // Around what is received in one go, in a small slab, in a large one behind it, and blocks of a disk.
  const sizes = [256 * 1024, 256 * 1024 + 1, slab + MiB - 1, slab + MiB, slab + MiB + 1, slab + 3 * MiB + 4096 + 5];

  test.each(sizes)('%i bytes > the same bytes, ETag, checksum and ranges', async (size) => {
    const body = randomBytes(size);
    const path = `/large/${size}`;
    const put = await client.send({ method: 'PUT', path, body }, unsigned);
    expect([put.status, put.headers['etag'], put.headers['x-amz-checksum-crc64nvme']]).toEqual([
      200,
      `"${md5(body)}"`,
      crc64(body),
    ]);
    expect((await client.send({ path })).body.equals(body)).toBe(true);
    for (const [first, last] of [
      [0, 0],
      [slab - 1, slab],
      [1, size - 2],
      [size - 1, size - 1],
    ] as const) {
      const part = await client.send({ path, headers: { range: `bytes=${first}-${last}` } });
      expect([part.status, part.body.equals(body.subarray(first, last + 1))]).toEqual([206, true]);
    }
  });

  test.each([true, false])('in chunks, signed %s > the same bytes and ETag', async (signed) => {
    const chunks = [64 * 1024, 1_000_003, 65_537, 700_000, 11].map((size) => randomBytes(size));
    const answer = await sendChunked(client, '/large/chunked', { chunks, signed });
    const body = Buffer.concat(chunks);
    expect([answer.status, answer.headers['etag']]).toEqual([200, `"${md5(body)}"`]);
    expect((await client.send({ path: '/large/chunked' })).body.equals(body)).toBe(true);
  });

  test('24 at once, written and read > none has bytes of another', async () => {
    const bodies = Array.from({ length: 24 }, (_, at) => Buffer.alloc(700_000 + at * 60_001, at + 1));
    const put = bodies.map((body, at) => client.send({ method: 'PUT', path: `/large/many-${at}`, body }, unsigned));
    expect((await Promise.all(put)).map(({ headers }) => headers['etag'])).toEqual(
      bodies.map((body) => `"${md5(body)}"`),
    );
    const got = await Promise.all(bodies.map((_, at) => client.send({ path: `/large/many-${at}` })));
    expect(got.map(({ body }, at) => body.equals(bodies[at] ?? Buffer.alloc(0)))).toEqual(bodies.map(() => true));
  });

  test('60 uploads and 60 downloads broken off in the middle > the object stays, and others are served as before', async () => {
    const body = randomBytes(3 * MiB);
    await client.send({ method: 'PUT', path: '/large/kept', body }, unsigned);
    const breakOff = (method: 'PUT' | 'GET'): Promise<void> =>
      new Promise((resolve, reject) => {
        const { headers } = client.sign({ method, path: '/large/kept' }, unsigned);
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        const length = method === 'PUT' ? `content-length: ${body.length}\r\n` : '';
        const socket = connect(server.port, '127.0.0.1');
        socket.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
        });
        socket.once('close', () => resolve());
        socket.write(`${method} /large/kept HTTP/1.1\r\n${lines.join('')}${length}\r\n`);
        if (method === 'GET') socket.once('data', () => socket.destroy());
        else socket.write(Buffer.alloc(2 * MiB), () => socket.destroy());
      });
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(Array.from({ length: 20 }, (_, at) => breakOff(at % 2 === 0 ? 'PUT' : 'GET')));
    }
    expect((await client.send({ path: '/large/kept' })).body.equals(body)).toBe(true);
    const again = await client.send({ method: 'PUT', path: '/large/kept', body: body.subarray(1) }, unsigned);
    expect([again.status, again.headers['etag']]).toEqual([200, `"${md5(body.subarray(1))}"`]);
  });
});
