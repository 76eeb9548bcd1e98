import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestClient, startTestServer, type RawRequest, type TestServer } from '../s3-server.testkit.ts';

const requests = 1500;

let server: TestServer;
let socket: Socket;
let collect: (options: { type: 'minor' | 'major' }) => void;

beforeAll(async () => {
  server = await startTestServer();
  const client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/left' });
  await client.send({ method: 'PUT', path: '/left/a', body: 'bytes' });
  socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  setFlagsFromString('--expose-gc');
  collect = runInNewContext('gc') as typeof collect;
});
afterAll(async () => {
  socket.destroy();
  await server.close();
});

/** Bytes of the old generation: what outlived two collections of the young one. */
function oldBytes(): number {
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  return getHeapSpaceStatistics().find((space) => space.space_name === 'old_space')?.space_used_size ?? 0;
}

async function send(bytes: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    socket.write(bytes);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (!answer.subarray(0, 15).equals(Buffer.from('HTTP/1.1 200 OK'))) throw new Error(answer.toString('latin1'));
  }
}

test.each<RawRequest>([
  { method: 'GET', path: '/left/a' },
  { method: 'PUT', path: '/left/a', body: 'bytes' },
  { method: 'GET', path: '/left', query: [['list-type', '2']] },
])('$method $path > nothing of the request lives until the next full collection', async (raw) => {
  const { headers } = createTestClient(server.port).sign(raw);
  const lines = Object.entries({ ...headers, 'content-length': String(raw.body?.length ?? 0) });
  const query = raw.query ? `?${raw.query.map(([name, value]) => `${name}=${value}`).join('&')}` : '';
  const head = `${raw.method} ${raw.path}${query} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const bytes = head + (raw.body?.toString() ?? '');
  await send(bytes, requests);
  collect({ type: 'major' });
  const before = oldBytes();
  await send(bytes, requests);
  const grown = (oldBytes() - before) / requests;
  // A request is some 10 KiB; caches and compiled code are a little too.
  expect(grown).toBeLessThan(3 * 1024);
});
