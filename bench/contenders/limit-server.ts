/**
 * What node:http itself can do, with no S3 at all. `/ram/BYTES` is sent from memory, `/pipe` is a file by
 * `createReadStream().pipe()` (argument 1), what is put is counted and dropped, and everything else is 4 KiB.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const file = process.argv[2] ?? '';
const chunk = Buffer.alloc(1024 * 1024, 'q');
const small = Buffer.alloc(4096, 'q');

function fromMemory(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'Content-Length': bytes });
  let left = bytes;
  const more = (): void => {
    while (left > 0) {
      const piece = left < chunk.length ? chunk.subarray(0, left) : chunk;
      left -= piece.length;
      if (!response.write(piece)) break;
    }
    if (left === 0) response.end();
    else response.once('drain', more);
  };
  more();
}

const server = createServer((request, response) => {
  const url = request.url ?? '/';
  if (request.method !== 'GET') {
    request.on('data', () => undefined);
    request.once('end', () => response.writeHead(200, { 'Content-Length': 0 }).end());
  } else if (url.startsWith('/ram/')) fromMemory(response, Number(url.slice(5)));
  else if (url === '/pipe') {
    response.writeHead(200, { 'Content-Length': statSync(file).size });
    createReadStream(file).pipe(response);
  } else response.writeHead(200, { 'Content-Length': small.length }).end(small);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ endpoint: `http://127.0.0.1:${port}` })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
