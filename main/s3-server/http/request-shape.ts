import type { IncomingMessage } from 'node:http';
import { S3Error } from '../errors/index.ts';

/** Header lines of an honest request; node:http drops what is above its own limit in silence, so this one is below it. */
export const mostHeaders = 400;

/**
 * What node:http lets through and must not pass: two Host headers, a target with another host in it, a crowd of headers.
 * Returns the host. Throws InvalidRequest and RequestHeaderSectionTooLarge.
 */
export function checkShape(request: IncomingMessage): string {
  const raw = request.rawHeaders;
  if (raw.length / 2 > mostHeaders) throw new S3Error('RequestHeaderSectionTooLarge');
  let host: string | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() !== 'host') continue;
    if (host !== undefined)
      throw new S3Error('InvalidRequest', { message: 'The request has more than one Host header.' });
    host = raw[at + 1] ?? '';
  }
  if (host === undefined || host === '')
    throw new S3Error('InvalidRequest', { message: 'The request has no Host header.' });
  const { url = '' } = request;
  if (!url.startsWith('/')) {
    throw new S3Error('InvalidRequest', { message: 'The request target must be a path.' });
  }
  return host;
}
