import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createAnswerBatch } from './answer-batch.ts';

test('one that cannot be sent ends alone; the others of its batch are whole', async () => {
  const batch = createAnswerBatch();
  const waiting: ServerResponse[] = [];
  const server = createServer((_, response) => {
    waiting.push(response);
    if (waiting.length < 3) return;
    for (const [at, one] of waiting.entries()) {
      one.on('error', () => undefined);
      one.strictContentLength = true;
      // The second says less than it has, which node refuses to send.
      one.writeHead(200, { 'Content-Length': at === 1 ? 1 : 5 });
      batch.end(one, Buffer.from('bytes'));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (): Promise<string> =>
    new Promise((resolve) => {
      const request = get({ host: '127.0.0.1', port, agent: false }, (answer) => {
        let text = '';
        answer.on('data', (piece: Buffer) => (text += piece.toString('utf8')));
        answer.on('end', () => resolve(text));
        answer.on('error', () => resolve('cut'));
      });
      request.on('error', () => resolve('cut'));
    });
  const first = ask();
  while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = ask();
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await Promise.all([first, second, ask()])).toEqual(['bytes', 'cut', 'bytes']);
  await new Promise((resolve) => server.close(resolve));
});
