import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { FakeBackend, noKeychain } from '../testing/fake-backend.testkit.ts';
import { startHeadless, type HeadlessHost, type HeadlessOptions } from './start-headless.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  /** An array is sent as it is, with repeated names. */
  readonly headers?: Record<string, string> | readonly string[];
  readonly body?: string | Buffer;
}

export function ask(port: number, { method = 'GET', path, headers = {}, body }: Ask): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = httpRequest(
    { host: '127.0.0.1', port, method, path, headers: headers as Record<string, string>, agent: false },
    (response) => {
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString() }),
        reject,
      );
    },
  );
  request.on('error', reject);
  request.end(body);
  return promise;
}

export async function pageFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Quayside</title>');
  await writeFile(join(folder, 'assets/index-abc123.js'), 'export const long = 1;\n'.repeat(200));
  await writeFile(join(folder, 'assets/index-abc123.js.map'), '{}');
  return folder;
}

export interface HeadlessFixture {
  readonly host: HeadlessHost;
  readonly backend: FakeBackend;
  readonly announced: string[];
  readonly logged: string[];
  ask(ask: Ask): Promise<Answer>;
  /** Redeems the launch token; returns the Cookie header. */
  signIn(): Promise<string>;
}

export async function headlessFixture(
  options: Partial<HeadlessOptions> & { readonly backend?: FakeBackend } = {},
): Promise<HeadlessFixture> {
  const backend = options.backend ?? new FakeBackend();
  const announced: string[] = [];
  const logged: string[] = [];
  const home = await mkdtemp(join(tmpdir(), 'quayside-home-'));
  const host = await startHeadless({
    home,
    port: 0,
    createBackend: backend.create,
    keychain: noKeychain,
    version: '0.0.0',
    pageFolder: await pageFolder(),
    announce: (address) => announced.push(address),
    log: (line) => logged.push(line),
    checkOutput: true,
    ...options,
  });
  const asking = (what: Ask) => ask(host.port, what);
  return {
    host,
    backend,
    announced,
    logged,
    ask: asking,
    signIn: async () => {
      const { pathname, search } = new URL(host.address());
      const { headers } = await asking({ path: pathname + search });
      return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
  };
}
