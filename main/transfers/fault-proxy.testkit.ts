import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Shares of requests, 0 to 1, that meet each fault. */
export interface Faults {
  /** Answered 503 SlowDown before the store sees them. */
  readonly refuse?: number;
  /** The connection is cut in the middle of the request's body, or of the answer's. */
  readonly cut?: number;
  /** The connection is reset before anything is answered; the store may have done its work. */
  readonly reset?: number;
  /** One bit of the request's body is another when it arrives. */
  readonly flipUp?: number;
  /** One bit of the answer's body is another when it arrives. */
  readonly flipDown?: number;
  /** Milliseconds that every request waits. */
  readonly latency?: number;
  /** Bytes a second of each body. */
  readonly slow?: number;
  /** No answer for so many milliseconds, then the connection ends. */
  readonly hang?: number;
  readonly hangFor?: number;
}

export interface FaultProxy {
  readonly endpoint: string;
  /** What was done so far, by fault; `requests` counts all of them. */
  readonly met: Record<string, number>;
  /** Requests by method and kind. */
  readonly asked: Record<string, number>;
  /** Bytes of bodies that passed. */
  readonly bytes: { up: number; down: number };
  set(faults: Faults): void;
  close(): Promise<void>;
}

/** Repeatable chance: https://en.wikipedia.org/wiki/Linear_congruential_generator with the constants of Numerical Recipes. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const slowDown =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

/** A bad line in front of a store: it passes requests on byte for byte, but for the faults that it is told to make. */
export async function startFaultProxy(target: string, seed: number, start: Faults = {}): Promise<FaultProxy> {
  const to = new URL(target);
  const random = chance(seed);
  const met: Record<string, number> = { requests: 0 };
  const asked: Record<string, number> = {};
  const bytes = { up: 0, down: 0 };
  let faults = start;
  const happens = (name: keyof Faults): boolean => {
    const share = faults[name] ?? 0;
    if (share === 0 || random() >= share) return false;
    met[name] = (met[name] ?? 0) + 1;
    return true;
  };

  const bent = (way: 'up' | 'down', flip: boolean, cutAfter: number | undefined, onCut: () => void) => {
    let seen = 0;
    let flipped = !flip;
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        let out = chunk;
        if (!flipped && chunk.length > 0) {
          flipped = true;
          out = Buffer.from(chunk);
          const at = Math.floor(random() * out.length);
          out[at] = (out[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        }
        seen += out.length;
        bytes[way] += out.length;
        if (cutAfter !== undefined && seen > cutAfter) {
          onCut();
          return;
        }
        if (faults.slow === undefined) done(null, out);
        else setTimeout(() => done(null, out), (out.length / faults.slow) * 1000);
      },
    });
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    met['requests'] = (met['requests'] ?? 0) + 1;
    const kind = `${incoming.method ?? ''} ${(incoming.url ?? '').includes('list-type=2') ? 'list' : 'object'}`;
    asked[kind] = (asked[kind] ?? 0) + 1;
    if (faults.latency) await wait(faults.latency * (0.5 + random()));
    if (happens('refuse')) {
      incoming.resume();
      outgoing.writeHead(503, { 'content-type': 'application/xml', 'content-length': slowDown.length });
      outgoing.end(incoming.method === 'HEAD' ? undefined : slowDown);
      return;
    }
    if (happens('hang')) {
      incoming.resume();
      await wait(faults.hangFor ?? 1000);
      outgoing.destroy();
      return;
    }
    const size = Number(incoming.headers['content-length'] ?? 0);
    const cut = happens('cut');
    const reset = happens('reset');
    const cutUp = cut && size > 1000;
    const { socket } = incoming;
    const kill = () => void socket.resetAndDestroy();
    const answer = await new Promise<IncomingMessage | undefined>((resolve) => {
      const onward = httpRequest(
        { host: to.hostname, port: to.port, method: incoming.method, path: incoming.url, headers: incoming.headers },
        resolve,
      );
      onward.on('error', () => resolve(undefined));
      const stop = () => {
        onward.destroy();
        kill();
        resolve(undefined);
      };
      const body = bent('up', size > 0 && happens('flipUp'), cutUp ? Math.floor(random() * size) : undefined, stop);
      pipeline(incoming, body, onward).catch(() => resolve(undefined));
    });
    if (!answer || reset) {
      answer?.resume();
      kill();
      return;
    }
    const length = Number(answer.headers['content-length'] ?? 0);
    const object = incoming.method === 'GET' && answer.headers['etag'] !== undefined;
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    const cutDown = cut && !cutUp ? Math.floor(random() * length) : undefined;
    const body = bent('down', object && length > 0 && happens('flipDown'), cutDown, () => {
      answer.destroy();
      kill();
    });
    await pipeline(answer, body, outgoing);
  };

  const server = createServer((incoming, outgoing) => {
    // A line that broke on purpose is no failure of the proxy.
    serve(incoming, outgoing).catch(() => void outgoing.destroy());
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    met,
    asked,
    bytes,
    set(next) {
      faults = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const wait = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
