import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startQuayside } from '../contenders/quayside.ts';
import type { ServerProcess } from '../contenders/server-process.ts';
import { exchange } from './exchange.ts';
import { startLoadGenerator, type LoadGenerator } from './load-generator.ts';
import { openConnection } from './wire-connection.ts';

let home: string;
let server: ServerProcess;
let load: LoadGenerator;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'quayside-bench-test-'));
  server = await startQuayside({ root: join(home, 'root'), fast: true, buckets: ['bench'] });
  load = startLoadGenerator();
});

afterAll(async () => {
  await Promise.all([server.stop(), load.stop()]);
  await rm(home, { recursive: true });
});

test('the embedded server takes every kind of request that the load generator signs', async () => {
  const { target } = server;
  const bytes = 3 * 1024 * 1024 + 1;
  const figures = [
    await load.run({ kind: 'fill', target, paths: ['/bench/a/0', '/bench/a/1'], clients: 2, bytes: 4096 }),
    await load.run({
      kind: 'small',
      target,
      method: 'GET',
      path: '/bench/a/',
      keys: 2,
      once: true,
      clients: 2,
      bytes: 4096,
      ms: 10_000,
    }),
    await load.run({ kind: 'upload', target, path: '/bench/large', bytes, count: 1 }),
    await load.run({ kind: 'download', target, path: '/bench/large', bytes, count: 2 }),
    await load.run({ kind: 'streams', target, method: 'PUT', path: '/bench/stream-', bytes, streams: 3 }),
    await load.run({
      kind: 'multipart',
      target,
      path: '/bench/parts',
      bytes: 11 * 1024 * 1024,
      partBytes: 5 * 1024 * 1024,
      connections: 2,
      raw: false,
    }),
    await load.run({ kind: 'download', target, path: '/bench/parts', bytes: 11 * 1024 * 1024, count: 1 }),
    await load.run({
      kind: 'calls',
      target,
      calls: [
        {
          method: 'GET',
          path: '/bench',
          query: 'delimiter=%2F&list-type=2',
          expect: { text: '<CommonPrefixes>', times: 1 },
        },
        {
          method: 'POST',
          path: '/bench',
          query: 'delete=',
          body: '<Delete><Object><Key>a/0</Key></Object></Delete>',
          expect: { text: '<Deleted>', times: 1 },
        },
      ],
    }),
  ];
  for (const figure of figures) expect(figure).toBeGreaterThan(0);
});

test('what the server refuses, and an answer that is not what was asked for, fail the job with the reason', async () => {
  const { target } = server;
  await expect(load.run({ kind: 'download', target, path: '/bench/none', bytes: 1, count: 1 })).rejects.toThrow(
    /404 .*NoSuchKey/s,
  );
  const credential = { id: 'BENCH', secret: 'another' };
  await expect(
    load.run({ kind: 'upload', target: { ...target, credential }, path: '/bench/x', bytes: 10, count: 1 }),
  ).rejects.toThrow(/403 .*SignatureDoesNotMatch/s);
  const calls = [{ method: 'GET', path: '/bench', expect: { text: '<Nothing>', times: 1 } }];
  await expect(load.run({ kind: 'calls', target, calls })).rejects.toThrow('0 of 1 <Nothing>');
});

test('an answer that arrives byte by byte, and a chunked one, are read whole', async () => {
  const answers = [
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nworld\r\n0\r\n\r\n',
  ];
  const listener = createServer((socket) => {
    socket.on('data', () => {
      void (async () => {
        for (const letter of answers.shift() ?? '') {
          socket.write(letter);
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const connection = await openConnection((listener.address() as AddressInfo).port, { keepText: true });
  try {
    const get = Buffer.from('GET / HTTP/1.1\r\n\r\n');
    expect(await exchange(connection, get)).toMatchObject({ status: 200, bytes: 5, text: 'hello' });
    expect((await exchange(connection, get)).text).toContain('world');
  } finally {
    connection.close();
    listener.close();
  }
});
