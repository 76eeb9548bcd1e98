import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { AppError, type ShareId } from '../../preload/contract/index.ts';
import type { Clock } from '../base/index.ts';
import type { Volumes } from '../volumes/index.ts';
import type { Page } from './html.ts';
import type { LinkBook, ServedLink } from './link-book.ts';
import { hashToken } from './link-token.ts';
import { listPage, passwordPage, wordPage } from './list-page.ts';
import { receiveFile, Untaken } from './receive-file.ts';
import { serveObject } from './serve-object.ts';
import { uploadPage } from './upload-page.ts';
import { createVisitors } from './visitors.ts';

export interface LinkAnswersOptions {
  readonly book: LinkBook;
  readonly volumes: Pick<Volumes, 'of'>;
  readonly clock: Clock;
  /** Told of every answer under way, so that a link that ends can cut it. */
  readonly track: (id: ShareId, response: ServerResponse) => void;
}

/** Bytes of the form with a password. */
const longestForm = 4096;
const gone = ['This link has ended', 'It has expired, or was opened as often as it may be.'] as const;
const trouble = ['This does not work at the moment', 'Try again later.'] as const;
const unknown = ['Nothing here', 'There is no such link, or it was withdrawn.'] as const;

/** Answers one request of the link server. Rejects with what is a fault of ours. */
export function createLinkAnswers(
  options: LinkAnswersOptions,
): (request: IncomingMessage, response: ServerResponse, port: number) => Promise<void> {
  const { book, volumes, clock, track } = options;
  const visitors = createVisitors(() => clock.now());
  const receiving = new Set<ShareId>();

  return async (request, response, port) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cache-Control', 'private, no-store');
    response.setHeader('X-Robots-Tag', 'noindex, nofollow');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    if (!isOwnHost(request, port)) return sendPage(request, response, 403, wordPage(...unknown));
    const url = new URL(request.url?.startsWith('/') === true ? request.url : '/', 'http://links');
    const match = /^\/s\/([A-Za-z0-9_-]{43})(?:\/(\d{1,4}))?$/.exec(url.pathname);
    const link = match?.[1] === undefined ? undefined : book.find(hashToken(match[1]));
    if (!match || !link) return sendPage(request, response, 404, wordPage(...unknown));
    const path = `/s/${match[1]}`;
    if (link.expiresAt <= clock.now()) return sendPage(request, response, 410, wordPage(...gone));

    if (request.method === 'POST' && link.passCheck !== undefined) return unlock(request, response, link, path);
    const admitted = await visitors.admits(link, request);
    if (admitted !== 'yes') {
      const slow = admitted === 'slow';
      const words = slow ? 'Too many wrong passwords. Try again in a quarter of an hour.' : undefined;
      return sendPage(request, response, slow ? 429 : 401, passwordPage(words));
    }
    track(link.id, response);
    const ended = new AbortController();
    response.once('close', () => ended.abort());
    try {
      if (link.kind === 'upload') return await take(request, response, link, url, ended.signal);
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return sendPage(request, response, 405, wordPage(...unknown));
      await give(request, response, { link, path, index: match[2] }, ended.signal);
    } catch (error) {
      if (response.destroyed || ended.signal.aborted) return;
      if (response.headersSent) return void response.destroy();
      const status = error instanceof AppError ? statusOf(error) : 500;
      const [title, text] = status === 404 ? unknown : trouble;
      sendPage(request, response, status, wordPage(title, text));
      if (!(error instanceof AppError)) throw error;
    }
  };

  async function unlock(
    request: IncomingMessage,
    response: ServerResponse,
    link: ServedLink,
    path: string,
  ): Promise<void> {
    const form = new URLSearchParams(await readText(request, longestForm));
    const verdict = await visitors.tries(link, form.get('password') ?? '');
    if (verdict === 'yes') {
      response.writeHead(303, {
        Location: path,
        'Set-Cookie': visitors.cookie(link, 'pass', path),
        'Content-Length': 0,
      });
      response.end();
      return;
    }
    const slow = verdict === 'slow';
    const words = slow ? 'Too many wrong passwords. Try again in a quarter of an hour.' : 'That is not the password.';
    sendPage(request, response, slow ? 429 : 401, passwordPage(words));
  }

  async function give(
    request: IncomingMessage,
    response: ServerResponse,
    what: { readonly link: ServedLink; readonly path: string; readonly index: string | undefined },
    signal: AbortSignal,
  ): Promise<void> {
    const { link, path, index } = what;
    const { keys } = link;
    const key = keys === undefined ? (index === undefined ? link.key : undefined) : keys[Number(index)];
    const isPage = keys !== undefined && index === undefined;
    if (key === undefined && !isPage) return sendPage(request, response, 404, wordPage(...unknown));
    const counted = counts(request, link, index);
    if (counted && request.method === 'GET') {
      if (!book.countOpen(link.id)) return sendPage(request, response, 410, wordPage(...gone));
      response.setHeader('Set-Cookie', visitors.cookie(link, 'open', path));
    } else if (counted && link.maxOpens !== undefined && link.opens >= link.maxOpens) {
      return sendPage(request, response, 410, wordPage(...gone));
    }
    if (isPage) {
      const files = keys.map((name, at) => ({ name: shorten(name, link.key), url: `${path}/${at}` }));
      const title = link.key.replace(/\/$/, '').split('/').at(-1) || link.bucket;
      return sendPage(request, response, 200, listPage({ title, files, expiresAt: link.expiresAt }));
    }
    try {
      const volume = await volumes.of(link.connectionId);
      const { bucket, show } = link;
      await serveObject({ volume, bucket, key: key ?? '', show, request, response, signal });
    } catch (error) {
      if (counted && request.method === 'GET' && !response.headersSent) book.uncountOpen(link.id);
      throw error;
    }
  }

  /** One visitor that goes through a list, or seeks in a film, opens the link once. */
  function counts(request: IncomingMessage, link: ServedLink, index: string | undefined): boolean {
    const goesOn = index !== undefined || /^bytes=[1-9]/.test(request.headers.range ?? '');
    return !(goesOn && visitors.hasOpened(link, request));
  }

  async function take(
    request: IncomingMessage,
    response: ServerResponse,
    link: ServedLink,
    url: URL,
    signal: AbortSignal,
  ): Promise<void> {
    if (link.received !== undefined) return sendPage(request, response, 410, wordPage(...gone));
    if (request.method === 'GET' || request.method === 'HEAD') {
      const { expiresAt, maxBytes, contentType } = link;
      const target = { kind: 'put' as const, url: url.pathname, tellsName: true };
      return sendPage(request, response, 200, uploadPage({ target, expiresAt, maxBytes, contentType }));
    }
    if (request.method !== 'PUT') return sendPage(request, response, 405, wordPage(...unknown));
    if (receiving.has(link.id)) return sendText(request, response, 409, 'A file is being sent by this link already.');
    receiving.add(link.id);
    try {
      const volume = await volumes.of(link.connectionId);
      const name = url.searchParams.get('name') ?? 'file';
      const file = await receiveFile({ link, volume, request, name, signal });
      book.receive(link.id, file);
      sendText(request, response, 201, 'Thank you: the file has arrived.');
    } catch (error) {
      if (!(error instanceof Untaken)) throw error;
      sendText(request, response, error.status, error.message);
    } finally {
      receiving.delete(link.id);
    }
  }
}

/** A page that had its own name resolve to this machine (DNS rebinding) names a host that this is not. */
function isOwnHost(request: IncomingMessage, port: number): boolean {
  const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(request.headers.host ?? '');
  if (hosts.length !== 1 || !match || Number(match[3] ?? 80) !== port) return false;
  const name = (match[1] ?? match[2] ?? '').toLowerCase();
  const bound = (request.socket.localAddress ?? '').replace(/^::ffff:/, '');
  return ['localhost', '127.0.0.1', '::1'].includes(name) || (isIP(name) !== 0 && name === bound);
}

const shorten = (key: string, base: string): string => (key.startsWith(base) ? key.slice(base.length) : key) || key;

function statusOf(error: AppError): number {
  if (['OBJECT_NOT_FOUND', 'BUCKET_NOT_FOUND', 'CONNECTION_NOT_FOUND'].includes(error.code)) return 404;
  if (error.code === 'OBJECT_EXISTS') return 409;
  return error.code === 'SHUTTING_DOWN' || error.code.startsWith('SECRET_') ? 503 : 502;
}

function sendPage(request: IncomingMessage, response: ServerResponse, status: number, page: Page): void {
  send(request, response, status, page.html, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `${page.policy}; frame-ancestors 'none'`,
  });
}

function sendText(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  send(request, response, status, `${text}\n`, { 'Content-Type': 'text/plain; charset=utf-8' });
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  // What is left of a body is not waited for.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text) });
  response.end(request.method === 'HEAD' ? undefined : text);
}

async function readText(request: IncomingMessage, most: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > most) return '';
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
