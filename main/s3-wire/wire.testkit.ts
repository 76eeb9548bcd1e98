import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Wire, type WireOptions, createWire } from './wire.ts';

const cleanups: (() => unknown)[] = [];
/** Ends what a test started, the last first. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
}
export const later = (cleanup: () => unknown): void => void cleanups.push(cleanup);

export const credential = { accessKeyId: 'AK', secretAccessKey: 'SK' };

export function wireTo(endpoint: string, more: Partial<WireOptions> = {}): Wire {
  const wire = createWire({
    endpoint: new URL(endpoint),
    region: 'us-east-1',
    addressing: 'path',
    credential,
    now: () => Date.now(),
    onServerTime: () => false,
    ...more,
  });
  later(() => wire.close());
  return wire;
}

export async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  later(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A server of raw bytes: `answer` gets each request's head once it is whole, with its socket. */
export async function raw(
  answer: (socket: Socket, head: string, connection: number) => void,
): Promise<{ endpoint: string; heads: string[]; connections: () => number }> {
  const heads: string[] = [];
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    const mine = connections;
    sockets.add(socket);
    socket.on('error', () => undefined);
    let seen = '';
    socket.on('data', (chunk: Buffer) => {
      seen += chunk.toString('latin1');
      const end = seen.indexOf('\r\n\r\n');
      if (end < 0 || !/^[A-Z]+ /.test(seen)) return;
      const head = seen.slice(0, end);
      seen = '';
      heads.push(head);
      answer(socket, head, mine);
    });
  });
  const port = await listening(server);
  later(() => {
    for (const socket of sockets) socket.destroy();
  });
  return { endpoint: `http://127.0.0.1:${port}`, heads, connections: () => connections };
}

/** A certificate of its own for localhost, 127.0.0.1 and ::1. */
export function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'quayside-wire-tls-'));
  try {
    const [key, cert] = [join(folder, 'k.pem'), join(folder, 'c.pem')];
    const words =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost ' +
      '-addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1';
    execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function failureOf(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (failure: unknown) => failure,
  );
  if (error instanceof Error) return error;
  throw new Error('what was thrown is no Error', { cause: error });
}
