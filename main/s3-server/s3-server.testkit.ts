import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allRights, createS3Server, openStorage, type AccessKey, type KeySource, type RequestEvent } from './index.ts';
import type { S3ServerOptions } from './server.ts';

/** A real server on a real temporary folder, with the keys `AK` (user `ann`) and `BK` (user `ben`). */
export interface TestServer {
  readonly endpoint: string;
  readonly port: number;
  readonly root: string;
  readonly events: RequestEvent[];
  readonly keys: Map<string, AccessKey>;
  /** Waits until no request is running, so that `events` is complete. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestServer(options: Partial<S3ServerOptions> = {}): Promise<TestServer> {
  const root = await mkdtemp(join(tmpdir(), 'quayside-s3-'));
  const storage = await openStorage({ root, fast: true });
  const events: RequestEvent[] = [];
  const keys = new Map<string, AccessKey>([
    ['AK', { accessKeyId: 'AK', secret: 'SK', user: 'ann', scope: allRights }],
    ['BK', { accessKeyId: 'BK', secret: 'SB', user: 'ben', scope: allRights }],
  ]);
  const source: KeySource = {
    find: (id) => keys.get(id),
    hasUser: (user) => [...keys.values()].some((key) => key.user === user),
  };
  const volumeKey = createSecretKey(randomBytes(32));
  const server = createS3Server({
    storage,
    keys: source,
    volumeKey,
    onRequest: (event) => events.push(event),
    ...options,
  });
  const endpoint = await server.listen();
  return {
    endpoint,
    port: Number(new URL(endpoint).port),
    root,
    events,
    keys,
    settled: () => new Promise((resolve) => setTimeout(resolve, 20)),
    async close() {
      await server.close({ deadlineMs: 500 });
      await storage.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export type QueryPairs = readonly (readonly [string, string])[];

export interface RawRequest {
  readonly method?: string;
  /** As it goes on the wire, already encoded. */
  readonly path: string;
  readonly query?: QueryPairs;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface SigningOptions {
  readonly accessKeyId?: string;
  readonly secret?: string;
  readonly region?: string;
  readonly service?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  /** The value of x-amz-content-sha256; default: the hash of the body. */
  readonly payload?: string;
  /** Headers sent without being signed. */
  readonly unsigned?: Readonly<Record<string, string>>;
  readonly expires?: string;
  readonly host?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly text: string;
  /** The code of an error body. */
  readonly code: string | undefined;
}

export const amzDate = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
export const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
export const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export interface Signed {
  readonly headers: Record<string, string>;
  readonly query: QueryPairs;
  readonly signature: string;
  readonly signingKey: Buffer;
  readonly date: string;
  readonly scope: string;
}

/** The path as S3 canonicalises it: decoded once, encoded anew. */
function canonicalPath(path: string): string {
  return decodeURIComponent(path).split('/').map(encode).join('/');
}

function sign(raw: RawRequest, host: string, options: SigningOptions, by: 'header' | 'query'): Signed {
  const { accessKeyId = 'AK', secret = 'SK', region = 'us-east-1', service = 's3', at = Date.now() } = options;
  const date = amzDate(at);
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const payload = options.payload ?? (by === 'query' ? 'UNSIGNED-PAYLOAD' : sha256(raw.body ?? ''));
  const headers: Record<string, string> = { ...raw.headers, host };
  const names = (): string[] =>
    Object.keys(headers)
      .map((name) => name.toLowerCase())
      .sort();
  let query: QueryPairs = raw.query ?? [];
  if (by === 'header') {
    headers['x-amz-date'] = date;
    headers['x-amz-content-sha256'] = payload;
  } else {
    query = [
      ...query,
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
      ['X-Amz-Credential', `${accessKeyId}/${scope}`],
      ['X-Amz-Date', date],
      ['X-Amz-Expires', options.expires ?? '600'],
      ['X-Amz-SignedHeaders', names().join(';')],
    ];
  }
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const canonicalQuery = query
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const lines = names().map((name) => `${name}:${(lower.get(name) ?? '').trim().replaceAll(/ +/g, ' ')}\n`);
  const canonical = [
    raw.method ?? 'GET',
    canonicalPath(raw.path),
    canonicalQuery,
    lines.join(''),
    names().join(';'),
    payload,
  ].join('\n');
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${createHash('sha256').update(canonical, 'latin1').digest('hex')}`;
  let signingKey: Buffer = Buffer.from(`AWS4${secret}`);
  for (const step of [date.slice(0, 8), region, service, 'aws4_request']) signingKey = hmac(signingKey, step);
  const signature = hmac(signingKey, text).toString('hex');
  if (by === 'header') {
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names().join(';')}, Signature=${signature}`;
  } else query = [...query, ['X-Amz-Signature', signature]];
  return { headers, query, signature, signingKey, date, scope };
}

export interface TestClient {
  /** Signs by header and sends. */
  send(raw: RawRequest, options?: SigningOptions): Promise<RawAnswer>;
  /** Signs by query and sends. */
  sendPresigned(raw: RawRequest, options?: SigningOptions): Promise<RawAnswer>;
  /** Sends as it is. */
  sendRaw(raw: RawRequest): Promise<RawAnswer>;
  sign(raw: RawRequest, options?: SigningOptions): Signed;
  presign(raw: RawRequest, options?: SigningOptions): Signed;
  /** Writes bytes to the socket and collects what comes back until it closes or `ms` pass. */
  wire(bytes: string | Buffer, options?: { ms?: number; end?: boolean }): Promise<string>;
}

export function createTestClient(port: number): TestClient {
  const host = `127.0.0.1:${port}`;
  const sendRaw = (raw: RawRequest): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const query = (raw.query ?? []).map(([name, value]) =>
        value === '' ? encode(name) : `${encode(name)}=${encode(value)}`,
      );
      const path = query.length === 0 ? raw.path : `${raw.path}?${query.join('&')}`;
      const body = raw.body ?? '';
      const method = raw.method ?? 'GET';
      const headers = { ...raw.headers };
      const known = Object.keys(headers).some((name) => /^(?:content-length|transfer-encoding)$/i.test(name));
      if (!known && (body.length > 0 || method === 'PUT' || method === 'POST')) {
        headers['content-length'] = String(Buffer.byteLength(body));
      }
      const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const all = Buffer.concat(pieces);
          const text = all.toString('utf8');
          const code = /<Code>(.*?)<\/Code>/.exec(text)?.[1];
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: all, text, code });
        });
      });
      outgoing.on('error', reject);
      // As bytes: node:http would write the headers in the encoding of a text.
      outgoing.end(Buffer.from(body));
    });
  const signed = (raw: RawRequest, options: SigningOptions, by: 'header' | 'query'): Signed =>
    sign(raw, options.host ?? host, options, by);
  const send = (raw: RawRequest, options: SigningOptions, by: 'header' | 'query'): Promise<RawAnswer> => {
    const { headers, query } = signed(raw, options, by);
    return sendRaw({ ...raw, headers: { ...headers, ...options.unsigned }, query });
  };
  return {
    sendRaw,
    sign: (raw, options = {}) => signed(raw, options, 'header'),
    presign: (raw, options = {}) => signed(raw, options, 'query'),
    send: (raw, options = {}) => send(raw, options, 'header'),
    sendPresigned: (raw, options = {}) => send(raw, options, 'query'),
    wire: (bytes, { ms = 2000, end = false } = {}) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1');
        let text = '';
        const timer = setTimeout(() => socket.destroy(), ms);
        socket.on('data', (piece: Buffer) => {
          text += piece.toString('latin1');
        });
        socket.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
        });
        socket.on('close', () => {
          clearTimeout(timer);
          resolve(text);
        });
        if (end) socket.end(bytes);
        else socket.write(bytes);
      }),
  };
}

export interface Chunking {
  readonly chunks: readonly (Buffer | string)[];
  readonly trailers?: Readonly<Record<string, string>>;
  readonly signed: boolean;
  /** Changes the framed body before it is sent. */
  readonly tamper?: (body: Buffer) => Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly announce?: string | undefined;
}

/** A PUT in `aws-chunked` framing, signed as S3's documentation has it. */
export async function sendChunked(
  client: TestClient,
  path: string,
  chunking: Chunking,
  options: SigningOptions = {},
): Promise<RawAnswer> {
  const { chunks, trailers, signed } = chunking;
  const all = chunks.map((chunk) => Buffer.from(chunk));
  const length = all.reduce((sum, chunk) => sum + chunk.length, 0);
  const payload = signed
    ? `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailers ? '-TRAILER' : ''}`
    : 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
  const announce = 'announce' in chunking ? chunking.announce : trailers && Object.keys(trailers).join(',');
  const raw: RawRequest = {
    method: 'PUT',
    path,
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': String(length),
      ...(announce ? { 'x-amz-trailer': announce } : {}),
      ...chunking.headers,
    },
  };
  const seed = client.sign(raw, { payload, ...options });
  let previous = seed.signature;
  const pieces: Buffer[] = [];
  for (const chunk of [...all, Buffer.alloc(0)]) {
    const text = `AWS4-HMAC-SHA256-PAYLOAD\n${seed.date}\n${seed.scope}\n${previous}\n${sha256('')}\n${sha256(chunk)}`;
    previous = hmac(seed.signingKey, text).toString('hex');
    pieces.push(Buffer.from(`${chunk.length.toString(16)}${signed ? `;chunk-signature=${previous}` : ''}\r\n`), chunk);
    if (chunk.length > 0) pieces.push(Buffer.from('\r\n'));
  }
  if (trailers) {
    const lines = Object.entries(trailers);
    for (const [name, value] of lines) pieces.push(Buffer.from(`${name}:${value}\r\n`));
    if (signed) {
      const canonical = lines.map(([name, value]) => `${name}:${value}\n`).join('');
      const text = `AWS4-HMAC-SHA256-TRAILER\n${seed.date}\n${seed.scope}\n${previous}\n${sha256(canonical)}`;
      pieces.push(Buffer.from(`x-amz-trailer-signature:${hmac(seed.signingKey, text).toString('hex')}\r\n`));
    }
  }
  pieces.push(Buffer.from('\r\n'));
  const framed = Buffer.concat(pieces);
  const body = chunking.tamper?.(framed) ?? framed;
  return await client.sendRaw({ ...raw, headers: { ...seed.headers, ...options.unsigned }, body });
}
