import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerHeaders, pageHeaders } from '../page-policy.ts';
import type { PageFile } from '../page-files.ts';

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A refusal as a plain page: it is seen by the person who followed an old address. */
export function refuse(response: ServerResponse, status: number, sentence: string): void {
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Quayside</title><h1>${STATUS_CODES[status] ?? status}</h1><p>${escape(sentence)}</p>`;
  response.writeHead(status, {
    ...pageHeaders(),
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    // What is left of a refused body is not read.
    connection: 'close',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** To a clean address: the token that was in this one must not stay in the address bar or the history. */
export function redirectHome(response: ServerResponse, cookie: string): void {
  response.writeHead(303, {
    ...answerHeaders,
    location: '/',
    'set-cookie': cookie,
    'cache-control': 'no-store',
    'content-length': 0,
  });
  response.end();
}

export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...answerHeaders, 'cache-control': 'no-store' });
  response.end();
}

export function sendPageFile(response: ServerResponse, file: PageFile, host: string): void {
  const accepted = response.req.headers['accept-encoding'] ?? '';
  const packed = /\bgzip\b/.test(accepted) ? file.gzipped : undefined;
  const body = packed ?? file.body;
  const isPage = file.type.startsWith('text/html');
  response.writeHead(200, {
    ...(isPage ? pageHeaders([`ws://${host}`, `wss://${host}`]) : answerHeaders),
    'content-type': file.type,
    'content-length': body.length,
    'cache-control': file.immutable ? 'private, max-age=31536000, immutable' : isPage ? 'no-store' : 'no-cache',
    ...(file.gzipped === undefined ? {} : { vary: 'accept-encoding' }),
    ...(packed === undefined ? {} : { 'content-encoding': 'gzip' }),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
