import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import type { ShownCertificate } from '../../preload/contract/index.ts';
import { loopbackNames } from './store-agents.ts';
import type { CallOptions } from './volume.ts';

/** Milliseconds for a handshake that tells nothing but the server's certificate. */
const within = 8000;

const pemOf = (raw: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(raw.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

const short = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 256) : '');
const nameOf = (name: DetailedPeerCertificate['subject'] | undefined): string =>
  [name?.CN, name?.O].flat().map(short).filter(Boolean).join(', ') || 'unnamed';

/** The last certificate that the server sent: what has to be trusted for the whole chain to be. */
function topOf(leaf: DetailedPeerCertificate): DetailedPeerCertificate {
  let top = leaf;
  for (let depth = 0; depth < 8; depth++) {
    const next = top.issuerCertificate as DetailedPeerCertificate | undefined;
    if (next === undefined || next.fingerprint256 === top.fingerprint256) return top;
    top = next;
  }
  return top;
}

export interface SeenCertificate {
  readonly anchor: ShownCertificate;
  /** DNS names and addresses that the server's own certificate is for. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch, of the server's own certificate. */
  readonly validFrom: number;
  readonly validTo: number;
}

/**
 * What a server shows of itself, without believing it: a handshake and nothing more, so no credential is ever sent.
 * Undefined where it does not speak TLS.
 */
export async function seenCertificate(
  host: string,
  port: number,
  { signal }: CallOptions = {},
): Promise<SeenCertificate | undefined> {
  return new Promise((resolve) => {
    // The identity is what is asked for here; nothing is trusted by it.
    const socket: TLSSocket = connect({
      host,
      port,
      rejectUnauthorized: false,
      lookup: loopbackNames,
      ...(isIP(host) ? {} : { servername: host }),
    });
    const end = (seen?: SeenCertificate) => {
      clearTimeout(timer);
      socket.destroy();
      signal?.removeEventListener('abort', stop);
      resolve(seen);
    };
    const stop = () => end();
    const timer = setTimeout(stop, within);
    signal?.addEventListener('abort', stop);
    socket.once('error', stop);
    socket.once('close', stop);
    socket.once('secureConnect', () => {
      const leaf = socket.getPeerCertificate(true);
      if (!leaf?.raw) return end();
      const top = topOf(leaf);
      const names = (leaf.subjectaltname ?? '')
        .split(', ')
        .map((entry) => entry.replace(/^(DNS|IP Address):/, ''))
        .filter((entry) => /^[\w.*:-]{1,253}$/.test(entry))
        .slice(0, 20);
      return end({
        names,
        validFrom: Date.parse(leaf.valid_from) || 0,
        validTo: Date.parse(leaf.valid_to) || 0,
        anchor: {
          subject: nameOf(top.subject),
          issuer: nameOf(top.issuer),
          validFrom: Math.max(0, Date.parse(top.valid_from) || 0),
          validTo: Math.max(0, Date.parse(top.valid_to) || 0),
          fingerprint: top.fingerprint256,
          names,
          pem: pemOf(top.raw),
        },
      });
    });
  });
}
