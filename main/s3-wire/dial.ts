import { type LookupFunction, type OnReadOpts, type Socket, connect, isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Dial } from './connection.ts';
import { WireFault } from './wire-errors.ts';

/** How the way to an endpoint differs from the plain one. */
export interface Way {
  /** Certificates that are trusted, instead of Node's own. */
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'allowPartialTrustChain'> | undefined;
  /** An http proxy: asked to CONNECT for https, and for the whole address for http. */
  readonly proxy?: URL | undefined;
  readonly lookup?: LookupFunction | undefined;
}

const longestProxyHead = 16 * 1024;

/**
 * Dials a host itself, or through its proxy. Certificates are always verified; IPv4 and IPv6 are tried as they answer
 * (RFC 8305).
 */
export function createDial(
  options: Way & {
    readonly secure: boolean;
    /** A name or an address; IPv6 without brackets. */
    readonly host: string;
    readonly port: number;
  },
): Dial {
  const { secure, host, port, proxy, lookup } = options;
  const looked = lookup === undefined ? {} : { lookup };
  const near = proxy
    ? { host: proxy.hostname.replace(/^\[|\]$/g, ''), port: Number(proxy.port || 80), ...looked }
    : { host, port, ...looked };
  let session: Buffer | undefined;

  const plain = (onread?: OnReadOpts): Socket =>
    connect({ ...near, noDelay: true, keepAlive: true, ...(onread ? { onread } : {}) });
  const overTls = (more: ConnectionOptions): Socket => {
    const socket = connectTls({
      ...options.tls,
      ...more,
      ALPNProtocols: ['http/1.1'],
      // RFC 6066: an address is no server name.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(session === undefined ? {} : { session }),
    });
    socket.on('session', (fresh: Buffer) => {
      session = fresh;
    });
    socket.on('error', () => {
      session = undefined;
    });
    return socket;
  };

  return async (onread, signal) => {
    if (!secure) return { socket: plain(onread), ready: 'connect', reads: 'own' };
    if (proxy) {
      const socket = await tunnel(plain(), host, port, signal);
      // Where a socket is given, Node reads into memory of its own.
      return { socket: overTls({ socket, host }), ready: 'secureConnect', reads: 'events' };
    }
    const own = { ...near, onread, noDelay: true, keepAlive: true };
    return { socket: overTls(own), ready: 'secureConnect', reads: 'own' };
  };
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6 */
function tunnel(socket: Socket, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    let head = '';
    const refuse = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const late = () => refuse(new WireFault('ETIMEDOUT', 'the proxy did not answer'));
    const gone = () => refuse(new WireFault('ECONNRESET', 'the proxy closed the connection'));
    const read = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) {
        if (head.length > longestProxyHead) refuse(new WireFault('HPE_HEADER_OVERFLOW', 'the proxy answers no head'));
        return;
      }
      socket.off('data', read).off('error', refuse).off('close', gone);
      signal.removeEventListener('abort', late);
      if (!/^HTTP\/1\.[01] 2\d\d/.test(head) || head.length > end + 4) {
        const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 'no HTTP';
        return refuse(new WireFault('ECONNREFUSED', `the proxy refused: ${status}`));
      }
      socket.pause();
      resolve(socket);
    };
    socket.on('data', read).once('error', refuse).once('close', gone);
    signal.addEventListener('abort', late, { once: true });
    socket.once('connect', () => socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n`));
  });
}
