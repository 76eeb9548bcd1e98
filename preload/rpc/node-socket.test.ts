import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { browserSocket } from './browser-socket.ts';
import { nodeSocket } from './node-socket.ts';
import { transportSuite } from './transport.suite.ts';

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
