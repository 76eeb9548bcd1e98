import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WireRefusal } from './wire-errors.ts';
import { cleanUp, failureOf, later, listening, raw, selfSigned, wireTo } from './wire.testkit.ts';

afterEach(cleanUp);

const get = { method: 'GET', bucket: 'b', key: 'k', attempts: 1 } as const;
const ok = 'HTTP/1.1 200 OK\r\n';

describe('wire > answers', () => {
  it('a head that comes byte by byte, a hint before it, and a body in chunks > read whole', async () => {
    const { endpoint } = await raw((socket) => {
      const text = `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${ok}Transfer-Encoding: chunked\r\nX-One:  a \r\n\r\n3;ext=1\r\nabc\r\n0a\r\n0123456789\r\n0\r\ntrailer: 1\r\n\r\n`;
      const step = async () => {
        for (const byte of text) {
          socket.write(byte);
          await new Promise((resolve) => setImmediate(resolve));
        }
      };
      void step();
    });
    const answer = await wireTo(endpoint).text(get);
    expect(answer.body.toString()).toBe('abc0123456789');
    expect(answer.headers['x-one']).toBe('a');
  });

  it('a body that ends with its connection > read whole, and the connection is not used again', async () => {
    const { endpoint, connections } = await raw((socket) => socket.end(`${ok}\r\nuntil the end`));
    const wire = wireTo(endpoint);
    for (const _ of [1, 2]) expect((await wire.text(get)).body.toString()).toBe('until the end');
    expect(connections()).toBe(2);
  });

  it.each([
    ['two lengths', 'content-length: 3\r\ncontent-length: 4\r\n\r\nabc', 'HPE_UNEXPECTED_CONTENT_LENGTH'],
    [
      'a length and chunks',
      'content-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc',
      'HPE_INVALID_TRANSFER_ENCODING',
    ],
    ['a folded header', 'x: 1\r\n  2\r\ncontent-length: 0\r\n\r\n', 'HPE_INVALID_HEADER_TOKEN'],
    ['a length that is none', 'content-length: -1\r\n\r\n', 'HPE_INVALID_CONTENT_LENGTH'],
    ['a chunk without a size', 'transfer-encoding: chunked\r\n\r\nzz\r\n', 'HPE_INVALID_CHUNK_SIZE'],
    ['a chunk longer than it said', 'transfer-encoding: chunked\r\n\r\n1\r\nab\r\n', 'HPE_INVALID_CHUNK_SIZE'],
    ['an endless head', `x: ${'y'.repeat(70_000)}`, 'HPE_HEADER_OVERFLOW'],
  ])('%s > refused', async (_name, rest, code) => {
    const { endpoint } = await raw((socket) => socket.write(ok + rest));
    expect((await failureOf(wireTo(endpoint).text(get))).code).toBe(code);
  });

  it('more than was announced > not taken for the next answer', async () => {
    const { endpoint, connections } = await raw((socket) =>
      socket.write(`${ok}content-length: 2\r\n\r\nok${ok}content-length: 4\r\n\r\nevil`),
    );
    const wire = wireTo(endpoint);
    for (const _ of [1, 2]) expect((await wire.text(get)).body.toString()).toBe('ok');
    expect(connections()).toBe(2);
  });

  it('a body cut short > a stream and a sink fail, with what came before', async () => {
    const { endpoint } = await raw((socket) => {
      socket.write(`${ok}content-length: 10\r\netag: "e"\r\n\r\n12345`);
      setTimeout(() => socket.destroy(), 20);
    });
    const wire = wireTo(endpoint);
    const { stream } = await wire.stream(get);
    expect((await failureOf(buffer(stream))).code).toBe('ECONNRESET');
    const received = wire.receive({ ...get, attempts: 3 }, () => ({ write: () => Promise.resolve() }));
    expect((await failureOf(received)).code).toBe('ECONNRESET');
  });
});

describe('wire > requests', () => {
  it('a value with a line break > never sent', async () => {
    const { endpoint, heads } = await raw((socket) => socket.write(`${ok}content-length: 0\r\n\r\n`));
    const call = { ...get, headers: { 'x-amz-meta-a': 'b\r\nx-amz-acl: public-read' } };
    expect((await failureOf(wireTo(endpoint).text(call))).code).toBe('BAD_INPUT');
    expect(heads).toEqual([]);
  });

  it('a connection is used again, and one that was closed meanwhile costs no failure', async () => {
    const { endpoint, connections } = await raw((socket, _head, connection) => {
      socket.write(`${ok}content-length: 2\r\n\r\nok`);
      if (connection === 1) socket.once('data', () => socket.destroy());
    });
    const wire = wireTo(endpoint);
    await wire.text(get);
    expect((await wire.text(get)).body.toString()).toBe('ok');
    expect((await wire.text(get)).body.toString()).toBe('ok');
    expect(connections()).toBe(2);
  });

  it('a refusal in the middle of a large body > told, and the rest is not sent', async () => {
    const { endpoint } = await raw((socket) => {
      socket.write('HTTP/1.1 403 Forbidden\r\ncontent-length: 45\r\n\r\n<Error><Code>AccessDenied</Code></Error>     ');
      socket.pause();
    });
    let pieces = 0;
    const body = {
      size: 1024 ** 3,
      once: true,
      async *pieces() {
        for (; pieces < 1024; pieces += 1) {
          yield Buffer.alloc(1024 ** 2);
          await sleep(1);
        }
      },
    };
    const error = await failureOf(wireTo(endpoint).text({ ...get, method: 'PUT', body }));
    expect(error).toBeInstanceOf(WireRefusal);
    expect(error.code).toBe('AccessDenied');
    expect(pieces).toBeLessThan(200);
  });

  it('a passing refusal > repeated as often as is allowed, after the pause that was asked for', async () => {
    let asked = 0;
    const { endpoint } = await raw((socket) => {
      asked += 1;
      socket.write(
        asked < 3
          ? 'HTTP/1.1 503 Slow\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n'
          : `${ok}content-length: 2\r\n\r\nok`,
      );
    });
    const wire = wireTo(endpoint);
    expect((await failureOf(wire.text({ ...get, attempts: 2 }))).message).toContain('503');
    expect(asked).toBe(2);
    expect((await wire.text({ ...get, attempts: 2 })).body.toString()).toBe('ok');
  });

  it('silence > ends in its time; an abort > at once, also while a connection is waited for', async () => {
    const { endpoint } = await raw(() => undefined);
    expect((await failureOf(wireTo(endpoint, { idleWithin: 100 }).text(get))).code).toBe('ETIMEDOUT');
    const stop = new AbortController();
    const wire = wireTo(endpoint);
    const calls = Array.from({ length: 70 }, () => failureOf(wire.text({ ...get, signal: stop.signal })));
    setTimeout(() => stop.abort(), 30);
    for (const error of await Promise.all(calls)) expect(error.name).toBe('AbortError');
  });
});

describe('wire > a sink', () => {
  it('that is slow holds the line, loses nothing, and gets memory that is used again', async () => {
    const whole = Buffer.alloc(8 * 1024 ** 2 + 77, 'quayside, quayside!');
    const { endpoint } = await raw((socket) => {
      socket.write(`${ok}content-length: ${whole.length}\r\n\r\n`);
      socket.write(whole);
    });
    const parts: Buffer[] = [];
    const memory = new Set<ArrayBufferLike>();
    let writing = 0;
    let most = 0;
    await wireTo(endpoint).receive(get, () => ({
      async write(bytes) {
        memory.add(bytes.buffer);
        writing += 1;
        most = Math.max(most, writing);
        parts.push(Buffer.from(bytes));
        await sleep(2);
        writing -= 1;
      },
    }));
    expect(Buffer.concat(parts).equals(whole)).toBe(true);
    expect(most).toBeLessThanOrEqual(2);
    expect(memory.size).toBeLessThanOrEqual(2);
  });

  it('that fails ends the call with its own error', async () => {
    const { endpoint } = await raw((socket) => {
      socket.write(`${ok}content-length: 9000000\r\n\r\n`);
      socket.write(Buffer.alloc(9_000_000));
    });
    const failed = wireTo(endpoint).receive({ ...get, attempts: 3 }, () => ({
      write: () => Promise.reject(new Error('the disk is full')),
    }));
    expect((await failureOf(failed)).message).toBe('the disk is full');
  });
});

describe('wire > ways', () => {
  const whole = Buffer.alloc(3 * 1024 ** 2 + 5, 'tls and proxies');
  async function secureServer(host: string) {
    const { key, cert } = selfSigned();
    const server = createTlsServer({ key, cert }, (_request, response) => response.end(whole));
    const port = await listening(server, host);
    later(() => server.closeAllConnections());
    return { port, cert };
  }
  const collect = async (wire: ReturnType<typeof wireTo>) => {
    const parts: Buffer[] = [];
    const sink = {
      async write(bytes: Uint8Array) {
        parts.push(Buffer.from(bytes));
        await sleep(3);
      },
    };
    await wire.receive(get, () => sink);
    return Buffer.concat(parts);
  };

  it('TLS with a certificate of its own > trusted where that is said, and only there; by name, IPv4 and IPv6', async () => {
    for (const [listen, name] of [
      ['127.0.0.1', 'localhost'],
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '[::1]'],
    ] as const) {
      const { port, cert } = await secureServer(listen);
      const endpoint = `https://${name}:${port}`;
      expect((await failureOf(wireTo(endpoint).text(get))).code).toMatch(/SELF_SIGNED/);
      const wire = wireTo(endpoint, { way: { tls: { ca: cert } } });
      for (const _ of [1, 2]) expect((await collect(wire)).equals(whole)).toBe(true);
    }
  });

  it('a proxy > asked for a tunnel to https, and for the whole address of http', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('by the proxy');
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      const [, port] = (request.url ?? '').split(':');
      const onward = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const one of [socket, onward]) one.on('error', () => void (socket.destroy(), onward.destroy()));
    });
    const way = { proxy: new URL(`http://127.0.0.1:${await listening(proxy)}`) };
    later(() => proxy.closeAllConnections());
    const { port, cert } = await secureServer('127.0.0.1');
    const secure = wireTo(`https://localhost:${port}`, { way: { ...way, tls: { ca: cert } } });
    expect((await collect(secure)).equals(whole)).toBe(true);
    expect((await wireTo('http://store.invalid', { way }).text(get)).body.toString()).toBe('by the proxy');
    expect(asked).toEqual([`CONNECT localhost:${port}`, 'GET http://store.invalid/b/k']);
    const closed = createServer((socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
    const refusing = { proxy: new URL(`http://127.0.0.1:${await listening(closed)}`) };
    expect((await failureOf(wireTo('https://store.invalid', { way: refusing }).text(get))).code).toBe('ECONNREFUSED');
  });

  it('buckets in the host name where they can be, and the path of the endpoint in front', async () => {
    const { endpoint, heads } = await raw((socket) => socket.write(`${ok}content-length: 0\r\n\r\n`));
    const at = endpoint.replace('127.0.0.1', 'localhost');
    const lookup = ((_name: string, options: { all?: boolean }, done: (...about: unknown[]) => void) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)) as never;
    await wireTo(`${at}/base/`, { addressing: 'virtual', way: { lookup } }).text({
      ...get,
      bucket: 'mine',
      key: 'a/../é +',
    });
    await wireTo(at, { addressing: 'virtual' }).text({ ...get, bucket: 'with.dots' });
    expect(heads[0]).toMatch(/^GET \/base\/a\/\.\.\/%C3%A9%20%2B HTTP\/1\.1\r\nhost: mine\.localhost:\d+\r\n/);
    expect(heads[1]).toMatch(/^GET \/with\.dots\/k HTTP/);
  });
});
