import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanups } from './answering.testkit.ts';

export interface MadeCertificate {
  readonly key: string;
  /** The server's own certificate, and the authority's after it where there is one. */
  readonly chain: string;
  readonly authority: string | undefined;
}

/** Certificates as people make them, by openssl; `names` are subject alternative names in its notation. */
export function makeCertificate(options: {
  readonly names: string;
  /** The certificate ended yesterday. */
  readonly expired?: boolean;
  readonly byAuthority?: boolean;
}): MadeCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'quayside-tls-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const short = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const days = options.expired ? '-1' : '30';
  try {
    writeFileSync(at('ext'), `subjectAltName=${options.names}\n`);
    openssl('req', ...short, '-keyout', at('key'), '-out', at('csr'), '-subj', '/CN=store.lab');
    const by = options.byAuthority
      ? ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial']
      : ['-signkey', at('key')];
    if (options.byAuthority)
      openssl(
        'req',
        '-x509',
        ...short,
        '-keyout',
        at('ca.key'),
        '-out',
        at('ca.pem'),
        '-days',
        '30',
        '-subj',
        '/CN=Lab authority',
      );
    openssl('x509', '-req', '-in', at('csr'), ...by, '-out', at('pem'), '-days', days, '-extfile', at('ext'));
    const authority = options.byAuthority ? readFileSync(at('ca.pem'), 'utf8') : undefined;
    return {
      key: readFileSync(at('key'), 'utf8'),
      chain: readFileSync(at('pem'), 'utf8') + (authority ?? ''),
      authority,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A TLS server on this machine; closed by `cleanUp`. */
export async function tlsServer(
  { key, chain }: MadeCertificate,
  handler: RequestListener,
): Promise<{ readonly port: number }> {
  const server = createServer({ key, cert: chain }, handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
}
