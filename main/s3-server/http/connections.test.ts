import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;
const data = randomBytes(8 * 1024 * 1024);

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/lines' });
  await client.send({ method: 'PUT', path: '/lines/large', body: data });
});
afterAll(() => server.close());

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const linesOf = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n');

describe('Connections', () => {
  test('a reader that goes away mid-body > the request ends, others are served', async () => {
    const before = server.events.length;
    for (let at = 0; at < 20; at += 1) {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      socket.write(`GET /lines/large HTTP/1.1\r\n${linesOf(client.sign({ path: '/lines/large' }).headers)}\r\n\r\n`);
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    }
    for (let at = 0; at < 100 && server.events.length < before + 20; at += 1) await wait(20);
    expect(server.events.length).toBe(before + 20);
    expect((await client.send({ path: '/lines/large' })).body.equals(data)).toBe(true);
  });

  test('a reader that stops > cut once nothing has moved for the idle time; a slow one is not', async () => {
    const own = await startTestServer({ idleMs: 700 });
    const talker = createTestClient(own.port);
    const large = randomBytes(48 * 1024 * 1024);
    await talker.send({ method: 'PUT', path: '/stuck' });
    await talker.send({ method: 'PUT', path: '/stuck/large', body: large });
    const ask = () => {
      const socket = connect(own.port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      socket.write(`GET /stuck/large HTTP/1.1\r\n${linesOf(talker.sign({ path: '/stuck/large' }).headers)}\r\n\r\n`);
      return socket;
    };
    const before = own.events.length;
    const stopped = ask();
    stopped.pause();
    for (let at = 0; at < 100 && own.events.length === before; at += 1) await wait(50);
    expect(own.events.at(-1)).toMatchObject({ operation: 'GetObject', status: 200 });
    stopped.destroy();

    const slow = ask();
    let taken = 0;
    slow.on('data', (piece) => {
      taken += piece.length;
      slow.pause();
      // As slow as to need several idle times for the whole.
      setTimeout(() => slow.resume(), (piece.length / large.length) * 2500);
    });
    const started = Date.now();
    for (let at = 0; at < 300 && taken < large.length; at += 1) await wait(50);
    expect(taken).toBeGreaterThan(large.length);
    expect(Date.now() - started).toBeGreaterThan(1400);
    slow.destroy();
    await own.close();
  });

  test('requests in one go on one connection > answered in order', async () => {
    const ask = (key: string): string =>
      `GET ${key} HTTP/1.1\r\n${linesOf(client.sign({ path: key }).headers)}\r\n\r\n`;
    await client.send({ method: 'PUT', path: '/lines/one', body: 'first-body' });
    await client.send({ method: 'PUT', path: '/lines/two', body: 'second-body' });
    const text = await client.wire(ask('/lines/one') + ask('/lines/missing') + ask('/lines/two'), { ms: 500 });
    const places = ['first-body', 'NoSuchKey', 'second-body'].map((part) => text.indexOf(part));
    expect(places.every((place, at) => place > (places[at - 1] ?? 0))).toBe(true);
  });

  test('an upload aborted while a part streams > that part gets 404 NoSuchUpload', async () => {
    const begun = await client.send({ method: 'POST', path: '/lines/part', query: [['uploads', '']] });
    const id = /<UploadId>(.*?)</.exec(begun.text)?.[1] ?? '';
    const query = [
      ['partNumber', '1'],
      ['uploadId', id],
    ] as const;
    const raw = { method: 'PUT', path: '/lines/part', query };
    const { headers } = client.sign(raw, { payload: 'UNSIGNED-PAYLOAD' });
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `PUT /lines/part?partNumber=1&uploadId=${encodeURIComponent(id)} HTTP/1.1\r\n${linesOf(headers)}\r\nContent-Length: 6\r\n\r\nabc`,
    );
    await wait(200);
    const aborted = await client.send({ method: 'DELETE', path: '/lines/part', query: [['uploadId', id]] });
    expect(aborted.status).toBe(204);
    socket.write('def');
    const answer = await new Promise<string>((resolve) => socket.once('data', (piece) => resolve(piece.toString())));
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1.1 404/);
    expect(answer).toContain('<Code>NoSuchUpload</Code>');
  });

  test('closing > the running upload finishes, new connections are refused', async () => {
    const own = await startTestServer();
    const talker = createTestClient(own.port);
    await talker.send({ method: 'PUT', path: '/closing' });
    const { headers } = talker.sign({ method: 'PUT', path: '/closing/key' }, { payload: 'UNSIGNED-PAYLOAD' });
    const socket = connect(own.port, '127.0.0.1');
    socket.write(`PUT /closing/key HTTP/1.1\r\n${linesOf(headers)}\r\nContent-Length: 6\r\n\r\nabc`);
    await wait(150);
    const closing = own.close();
    await wait(100);
    await expect(talker.send({ path: '/' })).rejects.toThrow('ECONNREFUSED');
    const answer = new Promise<string>((resolve) => socket.once('data', (piece) => resolve(piece.toString())));
    socket.write('def');
    expect(await answer).toMatch(/^HTTP\/1.1 200/);
    await closing;
    socket.destroy();
  });

  test('closing with a silent upload > ended at the deadline', async () => {
    const own = await startTestServer();
    const talker = createTestClient(own.port);
    await talker.send({ method: 'PUT', path: '/closing' });
    const { headers } = talker.sign({ method: 'PUT', path: '/closing/key' }, { payload: 'UNSIGNED-PAYLOAD' });
    const socket = connect(own.port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    socket.write(`PUT /closing/key HTTP/1.1\r\n${linesOf(headers)}\r\nContent-Length: 6\r\n\r\nabc`);
    await wait(150);
    await own.close();
    expect(own.events.at(-1)?.errorCode).toBe('IncompleteBody');
    socket.destroy();
  });
});
