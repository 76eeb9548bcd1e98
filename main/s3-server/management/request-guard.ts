import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { ManagementError } from './management-error.ts';

/**
 * Who may call: whoever has the token, and no page of a browser, whatever name it reached this listener by.
 * Throws ManagementError 400, 401 and 403; none of them says whether anything exists.
 */
export function createRequestGuard(options: { token: string }): (request: IncomingMessage) => void {
  const wanted = digest(options.token);
  return (request) => {
    checkHost(request);
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined || (site !== undefined && site !== 'none')) {
      throw new ManagementError(403, 'forbidden', 'Pages of a browser may not call this.');
    }
    const match = /^(?:Bearer |key-)(\S+)$/.exec(request.headers.authorization ?? '');
    // Hashes are of one length, so that the comparison tells nothing of where or how long the token is.
    if (!timingSafeEqual(digest(match?.[1] ?? ''), wanted)) {
      throw new ManagementError(401, 'unauthorized', 'A valid token is needed: Authorization: Bearer TOKEN.');
    }
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A page that had its own name resolve to this machine (DNS rebinding) names a host that this is not. */
function checkHost(request: IncomingMessage): void {
  const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(request.headers.host ?? '');
  if (hosts.length !== 1 || !match) throw new ManagementError(400, 'invalid_request', 'One Host header is needed.');
  const name = (match[1] ?? match[2] ?? '').toLowerCase();
  const { localAddress = '', localPort } = request.socket;
  const own = ['localhost', '127.0.0.1', '::1'].includes(name);
  const bound = isIP(name) !== 0 && name === localAddress.replace(/^::ffff:/, '');
  if (Number(match[3] ?? 80) !== localPort || !(own || bound)) {
    throw new ManagementError(403, 'forbidden', 'This server does not answer to that host name.');
  }
}
