import { hash } from 'node:crypto';
import { AppError } from '../../preload/contract/index.ts';
import { type Address, createAddresses } from './address.ts';
import type { AnswerHead } from './answer-head.ts';
import type { AnswerTaker, Connection } from './connection.ts';
import { type ConnectionPool, createConnectionPool } from './connection-pool.ts';
import { type Way, createDial } from './dial.ts';
import { encodeQuery } from './encode-uri.ts';
import { headProblem } from './judge-answer.ts';
import { isCut } from './retry.ts';
import { type WireCredential, createSigner, emptySha256, unsignedPayload } from './sign-request.ts';
import { WireFault, aborted } from './wire-errors.ts';

export type WireBody =
  /** At hand, and sent again where the call is repeated; `hashed`: its SHA-256 is signed too. */
  | { readonly bytes: Uint8Array; readonly hashed: boolean }
  /** Asked for once for each try; all pieces together are `size` bytes. A piece is not touched again once the next is asked for. */
  | { readonly size: number; readonly once: boolean; pieces(): AsyncIterable<Uint8Array> };

export interface WireCall {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: WireBody | undefined;
  /** Tries of a call that can be repeated. */
  readonly attempts: number;
  readonly signal?: AbortSignal | undefined;
}

export interface WireOptions {
  readonly endpoint: URL;
  readonly region: string;
  readonly addressing: 'path' | 'virtual';
  readonly credential: WireCredential;
  /** What signatures are made with: the store's time, milliseconds since the epoch. */
  readonly now: () => number;
  /** A store has told its time; true where `now` is another one because of it. */
  readonly onServerTime: (time: number) => boolean;
  readonly way?: Way | undefined;
  /** Milliseconds; by default 10 s until a connection stands, 60 s without a byte either way. */
  readonly connectWithin?: number;
  readonly idleWithin?: number;
  readonly random?: () => number;
}

const connections = 64;
/** A page of 1,000 keys of 1,024 bytes, percent-encoded, is about 4 MiB. */
const largestText = 16 * 1024 ** 2;
/** A whole exchange: ten minutes, and a second for each kilobyte of its body. Milliseconds. */
const wholeWithin = 600_000;
/** RFC 9110, field-value. */
const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

/** One request and its answer, and the connections that carry them. */
export interface Exchanges {
  exchange(
    call: WireCall,
    fresh: boolean,
    object: boolean,
    open: (answer: AnswerHead, line: Connection) => Omit<AnswerTaker, 'head'>,
  ): Promise<{ readonly head: AnswerHead; readonly text: Buffer }>;
  retire(): void;
  close(): void;
}

export function createExchanges(options: WireOptions): Exchanges {
  const { endpoint } = options;
  const secure = endpoint.protocol === 'https:';
  const port = Number(endpoint.port || (secure ? 443 : 80));
  const addressOf = createAddresses(endpoint, options.addressing);
  const sign = createSigner(options);
  const pools = new Map<string, ConnectionPool>();
  const poolOf = (host: string): ConnectionPool => {
    const known = pools.get(host);
    if (known) return known;
    const { connectWithin = 10_000, idleWithin = 60_000 } = options;
    const dial = createDial({ ...options.way, secure, host, port });
    const pool = createConnectionPool({ dial, most: connections, connectWithin, idleWithin });
    pools.set(host, pool);
    return pool;
  };

  /** The head of a request, signed for this moment. */
  const written = (call: WireCall, { authority, path }: Address): string => {
    const { method, body } = call;
    const query = encodeQuery(call.query ?? {});
    const headers: Record<string, string> = { host: authority, ...call.headers };
    const size = sizeOf(body);
    const payload =
      body === undefined || ('bytes' in body && size === 0)
        ? emptySha256
        : 'bytes' in body && body.hashed
          ? hash('sha256', body.bytes, 'hex')
          : unsignedPayload;
    sign({ method, path, query, headers, payload }, options.now());
    if (method === 'PUT') headers['content-length'] = String(size);
    // A proxy is told the whole address, where it is not asked for a tunnel.
    const target = options.way?.proxy && !secure ? `http://${authority}${path}` : path;
    let request = `${method} ${target}${query === '' ? '' : `?${query}`} HTTP/1.1\r\n`;
    for (const [name, value] of Object.entries(headers)) {
      // A line break in a value would begin a header of somebody else's choice.
      if (!headerText.test(value)) throw new AppError('BAD_INPUT', { field: name });
      request += `${name}: ${value}\r\n`;
    }
    request += 'user-agent: quayside\r\nconnection: keep-alive\r\n\r\n';
    return request;
  };

  /** One try. `open` is asked for who takes the body of an answer that is none of trouble. */
  const exchange = async (
    call: WireCall,
    fresh: boolean,
    object: boolean,
    open: (answer: AnswerHead, line: Connection) => Omit<AnswerTaker, 'head'>,
  ): Promise<{ readonly head: AnswerHead; readonly text: Buffer }> => {
    const { method, body, signal } = call;
    const address = addressOf(call.bucket, call.key);
    const size = sizeOf(body);
    const pool = poolOf(address.host);
    const line = await pool.take(signal, fresh);
    const reused = line.used;
    let onAbort = () => {};
    let late: NodeJS.Timeout | undefined;
    try {
      // Only now: a signature is good for minutes, and a free connection may be long in coming.
      const request = written(call, address);
      return await new Promise((resolve, reject) => {
        let head: AnswerHead | undefined;
        let inner: Omit<AnswerTaker, 'head'> | undefined;
        let text: Uint8Array[] = [];
        let length = 0;
        let refused = false;
        const giveUp = (error: Error) => {
          reject(error);
          line.destroy();
        };
        onAbort = () => giveUp(aborted(signal?.reason));
        if (signal?.aborted) return onAbort();
        signal?.addEventListener('abort', onAbort, { once: true });
        const within = wholeWithin + size;
        late = setTimeout(() => giveUp(new WireFault('ETIMEDOUT', `no end within ${within} ms`)), within);
        const taker: AnswerTaker = {
          head(answer) {
            head = answer;
            const date = Date.parse(answer.headers['date'] ?? '');
            if (Number.isFinite(date)) options.onServerTime(date);
            const problem = headProblem(answer, { endpoint: endpoint.host, base: endpoint.origin, method, object });
            if (problem) return giveUp(problem);
            refused = answer.status >= 300 || !object;
            if (!refused) {
              try {
                inner = open(answer, line);
                // A body may take as long as its reader.
                clearTimeout(late);
              } catch (error) {
                giveUp(error instanceof Error ? error : new Error('the answer was refused', { cause: error }));
              }
            }
          },
          room: () => inner?.room?.(),
          data(bytes, inRoom) {
            if (inner) return inner.data(bytes, inRoom);
            length += bytes.length;
            if (length > largestText) {
              giveUp(new AppError('STORE_BROKEN_ANSWER', { endpoint: endpoint.host, limit: largestText }));
              return false;
            }
            text.push(Uint8Array.prototype.slice.call(bytes));
            return true;
          },
          end() {
            inner?.end();
            if (head) resolve({ head, text: refused ? Buffer.concat(text) : Buffer.alloc(0) });
            text = [];
          },
          fail(error) {
            inner?.fail(error);
            // Where nothing was answered on a connection that was quiet before, it was closed at that very moment.
            reject(head === undefined && reused && isCut(error) ? new StaleLine(error) : error);
          },
        };
        if (body === undefined || 'bytes' in body) {
          line.begin(request, { bodyless: method === 'HEAD', body: body?.bytes }, taker);
          return;
        }
        line.begin(request, { bodyless: method === 'HEAD', rest: true }, taker);
        sendPieces(line, body).catch((error: unknown) => {
          giveUp(error instanceof Error ? error : new Error('the body failed', { cause: error }));
        });
      });
    } finally {
      clearTimeout(late);
      signal?.removeEventListener('abort', onAbort);
      pool.give(line);
    }
  };

  return {
    exchange,
    retire() {
      for (const pool of pools.values()) pool.retire();
    },
    close() {
      for (const pool of pools.values()) pool.close();
      pools.clear();
    },
  };
}

const sizeOf = (body: WireBody | undefined): number =>
  body === undefined ? 0 : 'bytes' in body ? body.bytes.length : body.size;

/** A quiet connection that was closed while a request was on its way to it. */
export class StaleLine extends Error {
  constructor(cause: Error) {
    super('the connection was closed meanwhile', { cause });
  }
}

async function sendPieces(line: Connection, body: Exclude<WireBody, { bytes: Uint8Array }>): Promise<void> {
  let sent = 0;
  const pieces = body.pieces()[Symbol.asyncIterator]();
  for (;;) {
    // Waiting for the source or for bandwidth is not waiting for the line.
    line.hold(true);
    const next = await pieces.next();
    line.hold(false);
    if (next.done) break;
    sent += next.value.length;
    if (sent > body.size) throw new Error('the body is longer than it said');
    if (!(await line.write(next.value))) {
      // The store has answered, or the line is gone: the one who waits for the answer is told.
      await pieces.return?.();
      return;
    }
  }
  if (sent !== body.size) throw new Error('the body is shorter than it said');
  line.written();
}
