import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { browserSocket } from './browser-socket.ts';
import { nodeSocket } from './node-socket.ts';
import { transportSuite } from './transport.suite.ts';
import { until } from './transport.testkit.ts';

transportSuite('WebSocket', { reconnects: true }, async (dispatcher) => {
  const http = createServer((_, response) => response.writeHead(204).end());
  const sockets = new WebSocketServer({ server: http, maxPayload: 1024 * 1024, perMessageDeflate: false });
  sockets.on('connection', (socket) => dispatcher().attach(nodeSocket(socket), { session: 'one' }));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const connect = browserSocket({ url: `ws://127.0.0.1:${port}/rpc`, sessionUrl: `http://127.0.0.1:${port}/session` });
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    source: connect,
    raw: () => connect({ signal: new AbortController().signal }),
    cut,
    stop: () => {
      cut();
      http.closeAllConnections();
      return new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
});

describe('signs of life', () => {
  let http: Server;
  let sockets: WebSocketServer;
  let port: number;
  beforeEach(async () => {
    http = createServer((_, response) => response.writeHead(204).end());
    sockets = new WebSocketServer({ server: http });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    ({ port } = http.address() as AddressInfo);
  });
  afterEach(() => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
    http.close();
  });
  const connect = (heartbeat: number) =>
    browserSocket({ url: `ws://127.0.0.1:${port}`, sessionUrl: `http://127.0.0.1:${port}`, heartbeat })({
      signal: new AbortController().signal,
    });

  test('a page that answers no ping is let go', async () => {
    const gone = new Promise<void>((resolve) => {
      sockets.once('connection', (socket) =>
        nodeSocket(socket, { heartbeat: 20 }).listen({ message: () => undefined, close: resolve }),
      );
    });
    const silent = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: false });
    await expect(gone).resolves.toBeUndefined();
    silent.terminate();
  });

  test('a backend that answers no question is let go, one that does is kept', async () => {
    let answers = true;
    let questions = 0;
    sockets.once('connection', (socket) =>
      socket.on('message', (data: Buffer) => {
        if (data.toString() === 'ping') questions += 1;
        if (answers) socket.send('pong');
      }),
    );
    let closed = false;
    const transport = await connect(10);
    transport.listen({ message: () => undefined, close: () => (closed = true) });
    await until(() => questions >= 3);
    expect(closed).toBe(false);
    answers = false;
    await until(() => closed);
  });

  test('a page that reads nothing is cut off instead of being queued for without end', async () => {
    const gone = new Promise<number>((resolve) => {
      sockets.once('connection', (socket) => {
        const transport = nodeSocket(socket, { maxBuffered: 8 * 1024 * 1024 });
        let sent = 0;
        transport.listen({ message: () => undefined, close: () => resolve(sent) });
        const timer = setInterval(() => {
          if (socket.readyState !== socket.OPEN) return clearInterval(timer);
          sent += 1;
          return transport.send('x'.repeat(1024 * 1024));
        }, 1);
      });
    });
    const stuck = new WebSocket(`ws://127.0.0.1:${port}`);
    stuck.once('open', () => stuck.pause());
    expect(await gone).toBeLessThan(200);
    stuck.terminate();
  });

  test('binary frames and texts that are no JSON are not frames', async () => {
    const seen: unknown[] = [];
    sockets.once('connection', (socket) =>
      nodeSocket(socket).listen({ message: (frame) => seen.push(frame), close: () => seen.push('closed') }),
    );
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('{"t":');
    socket.send('[1]');
    socket.send(Buffer.from('{}'));
    await until(() => seen.length === 3);
    expect(seen).toEqual([undefined, [1], 'closed']);
  });
});
