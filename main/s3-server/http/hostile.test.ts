import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer({ idleMs: 700, domains: ['s3.example.org'] });
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/hostile' });
  await client.send({ method: 'PUT', path: '/hostile/key', body: 'old' });
});
afterAll(() => server.close());

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
const host = (): string => `127.0.0.1:${server.port}`;

describe('Paths', () => {
  test.each([
    '/hostile/../../etc/passwd',
    '/hostile/%2e%2e/x',
    '/hostile/..%2f..%2fx',
    '/hostile/..%5cx',
    '/hostile/a/../../x',
  ])('%s > 400 InvalidURI', async (path) => {
    const answer = await client.wire(`GET ${path} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`);
    expect([statusOf(answer), /<Code>(.*?)</.exec(answer)?.[1]]).toEqual([400, 'InvalidURI']);
  });

  test('%252e is bytes of a key > stored and read back', async () => {
    expect((await client.send({ method: 'PUT', path: '/hostile/%252e%252e', body: 'x' })).status).toBe(200);
    expect((await client.send({ path: '/hostile/%252e%252e' })).text).toBe('x');
  });

  test.each([
    '/hostile/%00',
    '/hostile/a%00b',
    '/hostile/%ff',
    '/hostile/%c0%af',
    '/hostile/%zz',
    '/hostile/%ed%a0%80',
  ])('%s > 400 InvalidURI', async (path) => {
    const answer = await client.sendRaw({ path });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidURI']);
  });

  test.each([
    '',
    'hostile',
    'hostile/',
    'hostile/../x',
    'hostile/..%2f..%2fx',
    'hostile/key%3FversionId=x',
    'hostile/%00',
    '/',
    '..%2fhostile/key',
    'hostile/key?versionId=',
    'hostile/key?other=1',
  ])('copy source "%s" > 400 InvalidArgument', async (source) => {
    const answer = await client.send({
      method: 'PUT',
      path: '/hostile/copy',
      headers: { 'x-amz-copy-source': source },
    });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidArgument']);
  });

  test('a key of 1,024 bytes > 200; 1,025 > 400 KeyTooLongError; a segment of 300 > 200', async () => {
    expect((await client.send({ method: 'PUT', path: `/hostile/${'k'.repeat(1024)}` })).status).toBe(200);
    expect((await client.send({ method: 'PUT', path: `/hostile/${'k'.repeat(300)}/x` })).status).toBe(200);
    const answer = await client.send({ method: 'PUT', path: `/hostile/${'k'.repeat(1025)}` });
    expect([answer.status, answer.code]).toEqual([400, 'KeyTooLongError']);
  });

  test.each(['..', '.sys', 'A_b', '192.168.0.1', 'xn--a', 'ab', 'a'.repeat(64), 'a..b', 'a-.b', '-ab', 'ab-'])(
    'bucket %s > 400',
    async (name) => {
      const answer = await client.send({ method: 'PUT', path: `/${name}` });
      expect([answer.status, answer.code]).toEqual([400, 'InvalidBucketName']);
    },
  );
});

describe('HTTP', () => {
  const head = (lines: string[]): string => `PUT /hostile/key HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  test.each([
    ['length and chunked', (h: string) => head([`Host: ${h}`, 'Content-Length: 3', 'Transfer-Encoding: chunked'])],
    ['two lengths', (h: string) => head([`Host: ${h}`, 'Content-Length: 3', 'Content-Length: 3'])],
    ['chunked, identity', (h: string) => head([`Host: ${h}`, 'Transfer-Encoding: chunked, identity'])],
    ['a space before the colon', (h: string) => head([`Host: ${h}`, 'X : y'])],
    ['a folded line', (h: string) => head([`Host: ${h}`, 'X: a', ' b'])],
    ['a bare LF', (h: string) => `PUT / HTTP/1.1\nHost: ${h}\n\n`],
    ['NUL in a header', (h: string) => head([`Host: ${h}`, 'X: a\0b'])],
    ['no host', () => head(['X: a'])],
    ['two hosts', (h: string) => head([`Host: ${h}`, `Host: ${h}`])],
    ['another host in the target', (h: string) => `GET http://evil.example/hostile/key HTTP/1.1\r\nHost: ${h}\r\n\r\n`],
  ])('%s > 400', async (_name, make) => {
    expect(statusOf(await client.wire(make(host()), { ms: 300 }))).toBe(400);
  });

  test.each([
    'evil.example',
    '0.0.0.0',
    '127.0.0.1.nip.io',
    '127.0.0.1:1',
    'localhost',
    '[::1]:1',
    'localhost.evil.example',
    'a@127.0.0.1',
    '10.0.0.1',
  ])('host %s > 403 before anything else, no CORS headers', async (name) => {
    const answer = await client.wire(
      `GET /hostile/key HTTP/1.1\r\nHost: ${name}\r\nOrigin: http://evil.example\r\n\r\n`,
      { ms: 300 },
    );
    expect(statusOf(answer)).toBe(403);
    expect(answer.toLowerCase()).not.toContain('access-control');
  });

  test('bucket.localhost and bucket.domain > the bucket of the host', async () => {
    for (const name of [`hostile.localhost:${server.port}`, 'hostile.s3.example.org', 'hostile.s3.example.org:8443']) {
      const answer = await client.send({ path: '/key' }, { host: name });
      expect([name, answer.status, answer.text]).toEqual([name, 200, 'old']);
    }
    const pathStyle = await client.send({ path: '/hostile/key' }, { host: 's3.example.org' });
    expect(pathStyle.text).toBe('old');
  });

  test('preflight without CORS > 403 AccessForbidden', async () => {
    const answer = await client.sendRaw({
      method: 'OPTIONS',
      path: '/hostile/key',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'PUT' },
    });
    expect([answer.status, answer.code]).toEqual([403, 'AccessForbidden']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('20 KB of header or URL, 3,000 headers > 431', async () => {
    const long = 'x'.repeat(20_000);
    expect(statusOf(await client.wire(`GET / HTTP/1.1\r\nHost: ${host()}\r\nX: ${long}\r\n\r\n`))).toBe(431);
    expect(statusOf(await client.wire(`GET /${long} HTTP/1.1\r\nHost: ${host()}\r\n\r\n`))).toBe(431);
    const many = Array.from({ length: 3000 }, (_, at) => `a${at % 10}:`).join('\r\n');
    expect(statusOf(await client.wire(`GET / HTTP/1.1\r\nHost: ${host()}\r\n${many}\r\n\r\n`))).toBe(431);
  });

  test('metadata over 2 KB > 400 MetadataTooLarge', async () => {
    const put = (size: number) =>
      client.send({ method: 'PUT', path: '/hostile/meta', headers: { 'x-amz-meta-a': 'v'.repeat(size) } });
    expect((await put(2047)).status).toBe(200);
    const answer = await put(2048);
    expect([answer.status, answer.code]).toEqual([400, 'MetadataTooLarge']);
  });

  test('no length and not chunked > 411; more than 5 GiB > 400 before reading', async () => {
    const { headers } = client.sign({ method: 'PUT', path: '/hostile/key' }, { payload: 'UNSIGNED-PAYLOAD' });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const none = await client.wire(head(lines), { ms: 400 });
    expect([statusOf(none), none.includes('MissingContentLength')]).toEqual([411, true]);
    const huge = await client.wire(head([...lines, 'Content-Length: 5368709121']), { ms: 400 });
    expect([statusOf(huge), huge.includes('EntityTooLarge')]).toEqual([400, true]);
  });

  test('Expect: 100-continue > only after the signature and the checks', async () => {
    const raw = { method: 'PUT', path: '/hostile/expect', body: 'abc' };
    const lines = (secret: string): string[] => [
      ...Object.entries(client.sign(raw, { secret }).headers).map(([name, value]) => `${name}: ${value}`),
      'Content-Length: 3',
      'Expect: 100-continue',
    ];
    const request = (secret: string) => `PUT /hostile/expect HTTP/1.1\r\n${lines(secret).join('\r\n')}\r\n\r\n`;
    const refused = await client.wire(request('wrong'), { ms: 400 });
    expect([statusOf(refused), refused.includes('100 Continue')]).toEqual([403, false]);
    const taken = await client.wire(`${request('SK')}abc`, { ms: 400 });
    expect(taken).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
  });
});

describe('Bodies that do not come', () => {
  const begin = (length: number): string => {
    const { headers } = client.sign({ method: 'PUT', path: '/hostile/key' }, { payload: 'UNSIGNED-PAYLOAD' });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    return `PUT /hostile/key HTTP/1.1\r\n${lines.join('\r\n')}\r\nContent-Length: ${length}\r\n\r\n`;
  };
  const untouched = async (): Promise<void> => {
    await server.settled();
    expect((await client.send({ path: '/hostile/key' })).text).toBe('old');
  };

  test('silence > 400 RequestTimeout, the old object stays', async () => {
    const answer = await client.wire(`${begin(1000)}abc`, { ms: 3000 });
    expect([statusOf(answer), answer.includes('<Code>RequestTimeout<')]).toEqual([400, true]);
    await untouched();
  });

  test('slow but moving > 200', async () => {
    const slow = { method: 'PUT', path: '/hostile/slow' };
    const { headers } = client.sign(slow, { payload: 'UNSIGNED-PAYLOAD' });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const socket: Socket = connect(server.port, '127.0.0.1');
    socket.write(`PUT /hostile/slow HTTP/1.1\r\n${lines.join('\r\n')}\r\nContent-Length: 5\r\n\r\n`);
    for (let at = 0; at < 5; at += 1) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      socket.write('x');
    }
    const status = await new Promise<number>((resolve) =>
      socket.once('data', (piece) => resolve(statusOf(piece.toString()))),
    );
    socket.destroy();
    expect(status).toBe(200);
  });

  test('the client ends its side early > 400 IncompleteBody, the old object stays', async () => {
    const answer = await client.wire(`${begin(1000)}abc`, { end: true, ms: 1500 });
    expect([statusOf(answer), answer.includes('<Code>IncompleteBody<')]).toEqual([400, true]);
    await untouched();
  });

  test('the connection dies > the old object stays, a retry wins', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${begin(300_000)}${'x'.repeat(200_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
    socket.destroy();
    await untouched();
    expect((await client.send({ method: 'PUT', path: '/hostile/retry', body: 'new' })).status).toBe(200);
  });
});

describe('XML bodies', () => {
  const post = (body: string) => client.send({ method: 'POST', path: '/hostile', query: [['delete', '']], body });
  const bomb = `<!DOCTYPE x [<!ENTITY a "${'x'.repeat(1024)}">]><Delete><Object><Key>${'&a;'.repeat(100)}</Key></Object></Delete>`;
  const deep = `<Delete>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</Delete>`;
  test.each([
    ['a doctype', '<!DOCTYPE Delete><Delete><Object><Key>a</Key></Object></Delete>'],
    ['an entity bomb', bomb],
    ['another entity', '<Delete><Object><Key>&foo;</Key></Object></Delete>'],
    ['100,000 references', `<Delete>${'&#65;'.repeat(100_000)}</Delete>`],
    ['depth 10,000', deep],
    ['2 MB', `<Delete><Object><Key>${'k'.repeat(2_000_000)}</Key></Object></Delete>`],
    ['not closed', '<Delete><Object><Key>a</Key></Object>'],
    ['crossed tags', '<Delete><Object><Key>a</Object></Key></Delete>'],
    ['another root', '<Remove/>'],
    ['no object', '<Delete></Delete>'],
    ['nothing', ''],
    ['an empty key', '<Delete><Object><Key></Key></Object></Delete>'],
    ['1,001 keys', `<Delete>${'<Object><Key>a</Key></Object>'.repeat(1001)}</Delete>`],
  ])('%s > 400 MalformedXML, for little', async (_name, body) => {
    const before = process.cpuUsage();
    const answer = await post(body);
    expect([answer.status, answer.code]).toEqual([400, 'MalformedXML']);
    // Of the processor, client and server together, in microseconds: a clock on the wall would tell of the machine's load.
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(1_000_000);
  });

  test('duplicate keys and missing ones > deleted, each answered', async () => {
    const answer = await post(
      '<Delete><Object><Key>a</Key></Object><Object><Key>a</Key></Object><Object><Key>b&amp;<![CDATA[<]]></Key></Object></Delete>',
    );
    expect(answer.text.match(/<Deleted>/g)?.length).toBe(3);
    expect(answer.text).toContain('<Key>b&amp;&lt;</Key>');
  });

  test('nothing vouches for the body > 400 InvalidRequest', async () => {
    const raw = {
      method: 'POST',
      path: '/hostile',
      query: [['delete', '']] as const,
      body: '<Delete><Object><Key>a</Key></Object></Delete>',
    };
    const answer = await client.send(raw, { payload: 'UNSIGNED-PAYLOAD' });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidRequest']);
  });
});

describe('Answers', () => {
  test('an object > nosniff and a sandbox', async () => {
    const { headers } = await client.send({ path: '/hostile/key' });
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  test('an error > S3’s XML, request ids, no stack', async () => {
    const answer = await client.send({ path: '/hostile/missing' });
    expect(answer.status).toBe(404);
    expect(answer.text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>missing<\/Key><Resource>\/hostile\/missing<\/Resource><RequestId>[0-9A-F]{16}<\/RequestId><HostId>[^<]+<\/HostId><\/Error>$/,
    );
    expect(answer.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
    expect(answer.headers['x-amz-id-2']).toBeDefined();
    expect(answer.headers['date']).toBeDefined();
  });

  test('HEAD of what is missing > 404 without a body', async () => {
    const answer = await client.send({ method: 'HEAD', path: '/hostile/missing' });
    expect([answer.status, answer.body.length]).toEqual([404, 0]);
  });

  test('overrides > used; by strangers > refused; with a line break > 400 and no header of theirs', async () => {
    const query = [
      ['response-content-type', 'text/x'],
      ['response-content-disposition', 'attachment; filename="ü"'],
    ] as const;
    const { headers } = await client.sendPresigned({ path: '/hostile/key', query });
    expect(headers['content-type']).toBe('text/x');
    expect(Buffer.from(String(headers['content-disposition']), 'latin1').toString()).toContain('ü');
    const broken = await client.sendPresigned({
      path: '/hostile/key',
      query: [['response-content-type', 'a\r\nx-evil: 1']],
    });
    expect([broken.status, broken.code]).toEqual([400, 'InvalidArgument']);
    expect(broken.headers['x-evil']).toBeUndefined();
  });

  test.each([
    ['GET', '/hostile', 'logging'],
    ['GET', '/hostile', 'requestPayment'],
    ['PUT', '/hostile', 'notification'],
    ['GET', '/hostile', 'replication'],
    ['PUT', '/hostile', 'website'],
    ['PUT', '/hostile/key', 'retention'],
    ['POST', '/hostile/key', 'restore'],
    ['GET', '/hostile/key', 'torrent'],
    ['DELETE', '/hostile', 'analytics'],
  ])('%s %s?%s > 501 NotImplemented; for nobody 403', async (method, path, name) => {
    const answer = await client.send({ method, path, query: [[name, '']] });
    expect([answer.status, answer.code]).toEqual([501, 'NotImplemented']);
    const stranger = await client.sendRaw({ method, path, query: [[name, '']] });
    expect([stranger.status, stranger.code]).toEqual([403, 'AccessDenied']);
  });

  test.each([
    ['x-amz-server-side-encryption', 'aws:kms'],
    ['x-amz-object-lock-mode', 'GOVERNANCE'],
  ])('a PUT with %s, which would not be done > 501', async (name, value) => {
    const answer = await client.send({ method: 'PUT', path: '/hostile/unkept', headers: { [name]: value } });
    expect([answer.status, answer.code]).toEqual([501, 'NotImplemented']);
  });

  test('an unknown method > 405 MethodNotAllowed', async () => {
    const answer = await client.send({ method: 'PATCH', path: '/hostile/key' });
    expect([answer.status, answer.code]).toEqual([405, 'MethodNotAllowed']);
  });

  test('events > what happened, and no secret, query or signature', async () => {
    await client.sendPresigned({ path: '/hostile/key' });
    await server.settled();
    const event = server.events.at(-1);
    expect(event).toMatchObject({
      method: 'GET',
      operation: 'GetObject',
      bucket: 'hostile',
      key: 'key',
      accessKeyId: 'AK',
      status: 200,
      bytesOut: 3,
    });
    expect(JSON.stringify(server.events)).not.toMatch(/X-Amz-Signature|"SK"/);
  });
});

describe('Half-open connections', () => {
  test('300 of them > closed within 15 s, an honest client is served at once meanwhile', async () => {
    const sockets = Array.from({ length: 300 }, (_, at) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      if (at % 2 === 0) socket.write('GET /hostile/key HTTP/1.1\r\nHost: ');
      return socket;
    });
    const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    for (const socket of sockets) socket.resume();
    const began = Date.now();
    expect((await client.send({ path: '/hostile/key' })).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(1000);
    await closed;
    expect(Date.now() - began).toBeLessThan(15_000);
  });
});
