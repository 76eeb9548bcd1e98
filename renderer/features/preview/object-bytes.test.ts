import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { budget, createObjectBytes, PreviewLimit } from './object-bytes.ts';

const content = Buffer.from(Array.from({ length: 1000 }, (_, at) => at % 251));
let server: Server;
let answerWith: 'ranges' | 'expired' | 'everything' | 'too little';
let asked: string[];

beforeEach(async () => {
  asked = [];
  answerWith = 'ranges';
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range}`);
    if (answerWith === 'expired' && request.url === '/1') return response.writeHead(403).end();
    if (answerWith === 'everything') return response.writeHead(200).end(content);
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const part = content.subarray(Number(first), Number(last) + (answerWith === 'too little' ? -4 : 1));
    return response.writeHead(206).end(part);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(() => new Promise((done) => server.close(done)));

function bytesOf(size = content.length) {
  let issued = 0;
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const address = () => Promise.resolve(`${base}/${(issued += 1)}`);
  return createObjectBytes({ size, address, signal: new AbortController().signal });
}

test('ranges come from one address, cut at the end of the object', async () => {
  const bytes = bytesOf();
  expect(Buffer.from(await bytes.read(10, 20))).toEqual(content.subarray(10, 20));
  expect(Buffer.from(await bytes.read(990, 5000))).toEqual(content.subarray(990));
  expect(await bytes.read(1000, 2000)).toHaveLength(0);
  expect(asked).toEqual(['/1 bytes=10-19', '/1 bytes=990-999']);
});

test('an address that has expired is asked for again', async () => {
  answerWith = 'expired';
  expect(Buffer.from(await bytesOf().read(0, 4))).toEqual(content.subarray(0, 4));
  expect(asked).toEqual(['/1 bytes=0-3', '/2 bytes=0-3']);
});

test('more than the budget is refused before it is asked for', async () => {
  const bytes = bytesOf(budget.allReads * 2);
  await expect(bytes.read(0, budget.oneRead + 1)).rejects.toThrow(PreviewLimit);
  expect(asked).toEqual([]);
});

test('an answer without the range, or with too little, is an error', async () => {
  answerWith = 'everything';
  await expect(bytesOf().read(0, 10)).rejects.toThrow('answered with 200');
  expect(await bytesOf().read(0, 1000)).toHaveLength(1000);
  answerWith = 'too little';
  await expect(bytesOf().read(0, 10)).rejects.toThrow('5 of 10 bytes came');
});

test('bytes before the object or backwards are refused', async () => {
  await expect(bytesOf().read(-1, 4)).rejects.toThrow(RangeError);
  await expect(bytesOf().read(8, 4)).rejects.toThrow(RangeError);
});
