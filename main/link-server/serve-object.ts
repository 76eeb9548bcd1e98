import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import mime from 'mime';
import type { Volume } from '../volumes/index.ts';

/** RFC 9110 14.1.2: one range of bytes; several, or nonsense, count as none. */
export function readRange(
  header: string | undefined,
  size: number,
): { first: number; last: number } | 'all' | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return 'all';
  const [, from = '', to = ''] = match;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first >= size || last < first ? 'unsatisfiable' : { first, last };
}

/** RFC 6266 with RFC 8187, without anything that could end or turn the name. */
function disposition(kind: 'inline' | 'attachment', key: string): string {
  const name = key.split('/').findLast((part) => part !== '') ?? 'file';
  const clean = name.toWellFormed().replace(/[\u0000-\u001f\u007f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '_');
  const plain = clean.replace(/[^\x20-\x7e]|["%;]/g, '_');
  const exact = encodeURIComponent(clean).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`;
}

const saysNothing = new Set(['', 'application/octet-stream', 'binary/octet-stream']);
/** What may be shown in a browser: it has no script of its own, or the browser's own viewer keeps it apart. */
const shown = /^(?:image\/(?!svg)|audio\/|video\/|text\/plain|application\/pdf$|application\/json$)/;

/**
 * Sends one object of a store. Nothing in it can run: what is not plainly media or text is offered as a download, and the
 * rest stands under a policy without scripts. Rejects with AppError before anything was sent.
 */
export async function serveObject(options: {
  readonly volume: Volume;
  readonly bucket: string;
  readonly key: string;
  readonly show: 'inline' | 'download';
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { volume, bucket, key, show, request, response, signal } = options;
  const head = await volume.head({ bucket, key, signal });
  const given = (head.contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const type = saysNothing.has(given) ? (mime.getType(key) ?? 'application/octet-stream') : given;
  const isShown = show === 'inline' && shown.test(type);
  const range = readRange(request.headers.range, head.size);
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Content-Type', isShown ? (type.startsWith('text/') ? `${type}; charset=utf-8` : type) : type);
  response.setHeader('Content-Disposition', disposition(isShown ? 'inline' : 'attachment', key));
  // The PDF viewer of browsers does not start inside a sandbox; it keeps the document apart by itself.
  const sandbox = type === 'application/pdf' ? '' : 'sandbox allow-downloads; ';
  response.setHeader(
    'Content-Security-Policy',
    `${sandbox}default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'`,
  );
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${head.size}`, 'Content-Length': '0' });
    response.end();
    return;
  }
  const length = range === 'all' ? head.size : range.last - range.first + 1;
  const status = range === 'all' ? 200 : 206;
  const headers = {
    'Content-Length': String(length),
    ...(range === 'all' ? {} : { 'Content-Range': `bytes ${range.first}-${range.last}/${head.size}` }),
  };
  if (request.method === 'HEAD' || length === 0) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  const body = await volume.get({
    bucket,
    key,
    ...(range === 'all' ? {} : { range }),
    ifMatch: head.etag || undefined,
    signal,
  });
  response.writeHead(status, headers);
  await pipeline(body.stream, response, { signal });
}
