import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer as createPlainServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError, type ConnectionId, type ProviderId } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { startEmbeddedStore } from './embedded-store.testkit.ts';
import { openS3Volume } from './s3-volume.ts';
import type { Volume } from './volume.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const secret = 'canary-secret-4711';
const token = 'canary-token-4712';
function volumeAt(endpoint: string, provider: ProviderId = 'other'): Volume {
  const made = openS3Volume({
    connectionId: 'c' as ConnectionId,
    revision: 1,
    readOnly: false,
    endpoint: { provider, endpoint, region: 'us-east-1', addressing: 'path' },
    credential: { accessKeyId: 'AK', secretAccessKey: secret, sessionToken: token },
    clock: systemClock,
  });
  cleanups.push(() => made.close());
  return made.volume;
}

/** A server that answers as it is told, and what it was asked. */
async function answering(handler: RequestListener): Promise<{ endpoint: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    request.resume();
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
const xml = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
const refusal = (code: string, more = '') =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message>${more}<RequestId>R1</RequestId></Error>`;
const refusing = (status: number, code: string, more = '', headers: Record<string, string> = {}) =>
  answering((_request, response) => xml(response, status, refusal(code, more), headers));
const emptyList =
  '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><MaxKeys>1000</MaxKeys></ListBucketResult>';

async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(AppError);
  // Nothing that is logged or shown may hold a credential.
  expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/canary-|Signature=/);
  return error as AppError;
}
const listing = (volume: Volume) => errorOf(volume.list({ bucket: 'b', prefix: '' }));

describe('store errors > what a store says', () => {
  it.each([
    [403, 'InvalidAccessKeyId', 'ACCESS_KEY_UNKNOWN'],
    [403, 'SignatureDoesNotMatch', 'SIGNATURE_MISMATCH'],
    [403, 'AccessDenied', 'ACCESS_DENIED'],
    [400, 'ExpiredToken', 'SESSION_EXPIRED'],
    [404, 'NoSuchBucket', 'BUCKET_NOT_FOUND'],
    [400, 'InvalidBucketName', 'BUCKET_NAME_INVALID'],
    [507, 'InsufficientStorage', 'STORE_FULL'],
    [503, 'SlowDown', 'STORE_THROTTLED'],
    [429, 'TooManyRequests', 'STORE_THROTTLED'],
    [501, 'NotImplemented', 'NOT_SUPPORTED'],
    [405, 'MethodNotAllowed', 'NOT_SUPPORTED'],
    [409, 'Conflict', 'STORE_ERROR'],
    [500, 'InternalError', 'STORE_ERROR'],
    [400, 'SomethingNew', 'STORE_ERROR'],
    [403, 'SomethingNew', 'ACCESS_DENIED'],
  ] as const)('%i %s > %s', async (status, code, expected) => {
    const { endpoint } = await refusing(status, code);
    const error = await errorOf(volumeAt(endpoint, 'coreweave').list({ bucket: 'b', prefix: '' }));
    expect(error.code).toBe(expected);
    expect(error.params).toMatchObject({
      status,
      code,
      requestId: 'R1',
      bucket: 'b',
      endpoint: new URL(endpoint).host,
    });
  });

  it('another region > names it, from the body or the header', async () => {
    const fromBody = await refusing(400, 'AuthorizationHeaderMalformed', '<Region>eu-central-1</Region>');
    expect(await listing(volumeAt(fromBody.endpoint))).toMatchObject({
      code: 'WRONG_REGION',
      params: { region: 'eu-central-1' },
    });
    const fromHeader = await refusing(301, 'PermanentRedirect', '', { 'x-amz-bucket-region': 'eu-west-1' });
    expect(await listing(volumeAt(fromHeader.endpoint))).toMatchObject({
      code: 'WRONG_REGION',
      params: { region: 'eu-west-1' },
    });
  });

  it('a page for people > not S3; a passing failure of a proxy > may be tried again', async () => {
    const page = (status: number) =>
      answering((_request, response) =>
        response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
      );
    for (const status of [200, 403, 404]) {
      const { endpoint } = await page(status);
      expect((await listing(volumeAt(endpoint))).code).toBe('ENDPOINT_NOT_S3');
      expect((await errorOf(volumeAt(endpoint).get({ bucket: 'b', key: 'k' }))).code).toBe('ENDPOINT_NOT_S3');
      expect((await errorOf(volumeAt(endpoint).put({ bucket: 'b', key: 'k', body: Buffer.from('x') }))).code).toBe(
        'ENDPOINT_NOT_S3',
      );
    }
    const portal = await page(200);
    expect((await errorOf(volumeAt(portal.endpoint).head({ bucket: 'b', key: 'k' }))).code).toBe('ENDPOINT_NOT_S3');
    const { endpoint, asked } = await page(502);
    expect((await listing(volumeAt(endpoint))).code).toBe('STORE_ERROR');
    expect(asked.length).toBe(3);
  });

  it('XML under the wrong name > is read as what it is', async () => {
    const { endpoint } = await answering((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(emptyList),
    );
    expect(await volumeAt(endpoint).list({ bucket: 'b', prefix: '' })).toMatchObject({ keys: [] });
  });

  it('a page of HTML that is an object > is read', async () => {
    const { endpoint } = await answering((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html', etag: '"e"', 'content-length': 5 }).end('<br/>'),
    );
    const got = await volumeAt(endpoint).get({ bucket: 'b', key: 'k.html' });
    expect((await buffer(got.stream)).toString()).toBe('<br/>');
  });

  it('no S3 at all > said so', async () => {
    const bare = await answering((_request, response) => response.writeHead(404).end());
    expect((await listing(volumeAt(bare.endpoint))).code).toBe('ENDPOINT_NOT_S3');
    const json = await answering((_request, response) =>
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"Not Found"}'),
    );
    expect((await listing(volumeAt(json.endpoint))).code).toBe('ENDPOINT_NOT_S3');
    const other = await answering((_request, response) => xml(response, 200, '<Hello/>'));
    expect((await errorOf(volumeAt(other.endpoint).listBuckets())).code).toBe('ENDPOINT_NOT_S3');
    const tcp = createPlainServer((socket) => socket.end('220 mail ready\r\n'));
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => tcp.close());
    const mail = `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`;
    expect((await listing(volumeAt(mail))).code).toBe('ENDPOINT_NOT_S3');
  });

  it('200 with an Error inside > a failure', async () => {
    const { endpoint } = await answering((request, response) =>
      request.method === 'HEAD'
        ? response.writeHead(200, { 'content-length': 3, etag: '"e"' }).end()
        : xml(response, 200, refusal('InternalError')),
    );
    const volume = volumeAt(endpoint);
    const place = { bucket: 'b', key: 'k' };
    const copy = volume.copy({ from: place, to: { bucket: 'b', key: 'k2' } });
    expect((await errorOf(copy)).code).toBe('STORE_ERROR');
    const complete = volume.completeUpload({ ...place, uploadId: 'u', parts: [{ partNumber: 1, etag: 'e' }] });
    expect((await errorOf(complete)).code).toBe('STORE_ERROR');
  });
});

describe('store errors > answers that cannot be believed', () => {
  it.each([
    ['another XML', '<Foo/>'],
    ['no XML', 'hello'],
    ['XML cut short', emptyList.slice(0, 40)],
    [
      'bytes that are no text',
      '<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>%FF</Key><Size>1</Size></Contents></ListBucketResult>',
    ],
    [
      'a key twice',
      '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>',
    ],
    [
      'a size below nothing',
      '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>',
    ],
    ['a page without a way on', '<ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated></ListBucketResult>'],
  ])('%s > broken answer', async (_name, body) => {
    const { endpoint } = await answering((_request, response) => xml(response, 200, body));
    expect((await listing(volumeAt(endpoint))).code).toBe('STORE_BROKEN_ANSWER');
  });

  it('an endless listing > stopped at its bound', async () => {
    const { endpoint } = await answering((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' });
      const row = Buffer.alloc(1024 ** 2, '<Contents><Key>a</Key></Contents>');
      const more = () => {
        while (response.write(row));
      };
      response.on('drain', more);
      response.write('<ListBucketResult><Name>b</Name>');
      more();
    });
    expect((await listing(volumeAt(endpoint))).code).toBe('STORE_BROKEN_ANSWER');
  });

  it('a repeated token, and a circle of tokens > stopped', async () => {
    const circle = (tokens: readonly string[]) => {
      let at = 0;
      return answering((_request, response) => {
        at += 1;
        xml(
          response,
          200,
          `<ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated><NextContinuationToken>${tokens[at % tokens.length]}</NextContinuationToken><Contents><Key>k${at}</Key><Size>1</Size></Contents></ListBucketResult>`,
        );
      });
    };
    for (const tokens of [['same'], ['a', 'b', 'c', 'd', 'e']]) {
      const { endpoint, asked } = await circle(tokens);
      const volume = volumeAt(endpoint);
      const walk = async () => {
        for await (const page of volume.walk({ bucket: 'b', prefix: '' })) expect(page.keys.length).toBe(1);
      };
      expect(await errorOf(walk())).toMatchObject({ code: 'STORE_BROKEN_ANSWER', params: { code: 'RepeatedToken' } });
      expect(asked.length).toBeLessThan(30);
    }
  });

  it('a store that prepares its listing (Runpod) > is asked again after a pause', async () => {
    let asks = 0;
    const { endpoint } = await answering((_request, response) => {
      asks += 1;
      const truncated = asks < 3;
      xml(
        response,
        200,
        `<ListBucketResult><Name>b</Name><IsTruncated>${truncated}</IsTruncated>${truncated ? '<NextContinuationToken>t</NextContinuationToken>' : ''}<Contents><Key>k${asks}</Key><Size>1</Size></Contents></ListBucketResult>`,
      );
    });
    const seen: string[] = [];
    for await (const page of volumeAt(endpoint, 'runpod').walk({ bucket: 'b', prefix: '' })) seen.push(...page.keys);
    expect(seen).toEqual(['k1', 'k3']);
  });

  it('a store that knows only version 1 > is asked with it', async () => {
    const { endpoint, asked } = await answering((request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (url.searchParams.has('list-type')) return xml(response, 501, refusal('NotImplemented'));
      const second = url.searchParams.get('marker') === 'b';
      return xml(
        response,
        200,
        `<ListBucketResult><Name>b</Name><IsTruncated>${!second}</IsTruncated><Contents><Key>${second ? 'c' : 'b'}</Key><Size>1</Size></Contents></ListBucketResult>`,
      );
    });
    const seen: string[] = [];
    for await (const page of volumeAt(endpoint).walk({ bucket: 'b', prefix: '' })) seen.push(...page.keys);
    expect(seen).toEqual(['b', 'c']);
    expect(asked.length).toBe(3);
  });

  it('a body cut short > the stream fails', async () => {
    const { endpoint } = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': 1000, etag: '"e"' });
      response.write(Buffer.alloc(400));
      setTimeout(() => response.destroy(), 20);
    });
    const got = await volumeAt(endpoint).get({ bucket: 'b', key: 'k' });
    expect(await errorOf(buffer(got.stream))).toMatchObject({
      code: 'STORE_BROKEN_ANSWER',
      params: { expected: 1000, seen: 400 },
    });
  });

  it('a range that is not the one asked for > refused', async () => {
    const whole = await answering((_request, response) =>
      response.writeHead(200, { 'content-length': 10, etag: '"e"' }).end('0123456789'),
    );
    const ranged = (endpoint: string) =>
      volumeAt(endpoint).get({ bucket: 'b', key: 'k', range: { first: 2, last: 4 } });
    expect(await errorOf(ranged(whole.endpoint))).toMatchObject({
      code: 'STORE_BROKEN_ANSWER',
      params: { code: 'RangeIgnored' },
    });
    const shifted = await answering((_request, response) =>
      response.writeHead(206, { 'content-length': 3, 'content-range': 'bytes 3-5/10', etag: '"e"' }).end('345'),
    );
    expect((await errorOf(ranged(shifted.endpoint))).code).toBe('STORE_BROKEN_ANSWER');
  });
});

describe('store errors > the way there', () => {
  it('a redirect to another host > refused, and nothing was sent there', async () => {
    const elsewhere = await answering((_request, response) => xml(response, 200, emptyList));
    for (const status of [301, 302, 307, 308]) {
      const { endpoint } = await answering((_request, response) =>
        response.writeHead(status, { location: `${elsewhere.endpoint}/b?list-type=2` }).end(),
      );
      const error = await listing(volumeAt(endpoint));
      expect(error).toMatchObject({
        code: 'ENDPOINT_REDIRECTED',
        params: { target: new URL(elsewhere.endpoint).host },
      });
      expect((await errorOf(volumeAt(endpoint).get({ bucket: 'b', key: 'k' }))).code).toBe('ENDPOINT_REDIRECTED');
      expect((await errorOf(volumeAt(endpoint).head({ bucket: 'b', key: 'k' }))).code).toBe('ENDPOINT_REDIRECTED');
    }
    expect(elsewhere.asked).toEqual([]);
  });

  it('nobody there > unreachable', async () => {
    expect(await listing(volumeAt('http://127.0.0.1:1'))).toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      params: { code: 'ECONNREFUSED' },
    });
    expect((await listing(volumeAt('http://no-such-host.invalid'))).code).toBe('ENDPOINT_UNREACHABLE');
  });

  it('a certificate of nobody known > refused, and never accepted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quayside-tls-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const key = join(folder, 'k.pem');
    const cert = join(folder, 'c.pem');
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        '1',
        '-subj',
        '/CN=localhost',
      ],
      { stdio: 'ignore' },
    );
    const asked: unknown[] = [];
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request) =>
      asked.push(request),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect((await listing(volumeAt(`https://127.0.0.1:${port}`))).code).toBe('ENDPOINT_TLS');
    const plain = await answering((_request, response) => response.end());
    expect((await listing(volumeAt(plain.endpoint.replace('http:', 'https:')))).code).toBe('ENDPOINT_TLS');
    expect(asked).toEqual([]);
  });
});

describe('store errors > against the embedded server', () => {
  it('a wrong secret, an unknown key, the wrong region', async () => {
    const store = await startEmbeddedStore();
    cleanups.push(() => store.close());
    await store.open().createBucket({ bucket: 'here' });
    const code = async (volume: Volume) => (await volume.test({ buckets: ['here'] })).error?.code;
    expect(await code(store.open({ secret: 'wrong' }))).toBe('SIGNATURE_MISMATCH');
    expect(await code(store.open({ accessKeyId: 'NOBODY' }))).toBe('ACCESS_KEY_UNKNOWN');
    expect(await store.open({ region: 'mars-1' }).test()).toMatchObject({
      ok: false,
      error: { code: 'WRONG_REGION', params: { region: 'us-east-1' } },
    });
  });

  it('a read-only connection > sends nothing that writes', async () => {
    const store = await startEmbeddedStore();
    cleanups.push(() => store.close());
    const volume = store.open({ readOnly: true });
    const place = { bucket: 'b', key: 'k' };
    const writes = [
      volume.put({ ...place, body: Buffer.from('x') }),
      volume.delete(place),
      volume.deleteMany({ bucket: 'b', keys: ['k'] }),
      volume.copy({ from: place, to: place }),
      volume.createUpload(place),
      volume.createBucket({ bucket: 'bbb' }),
      volume.deleteBucket({ bucket: 'bbb' }),
      volume.presign({ ...place, method: 'PUT', seconds: 60 }),
    ];
    for (const write of writes) expect((await errorOf(write)).code).toBe('READ_ONLY_CONNECTION');
    expect(store.requests).toEqual([]);
  });

  it('what a provider lacks > is refused with the reason, and nothing is sent', async () => {
    const store = await startEmbeddedStore();
    cleanups.push(() => store.close());
    const archil = store.open({ provider: 'archil' });
    const place = { bucket: 'dsk-1', key: 'k' };
    const lacking = [
      archil.listBuckets(),
      archil.copy({ from: place, to: place }),
      archil.createUpload(place),
      archil.presign({ ...place, method: 'GET', seconds: 60 }),
      store.open({ provider: 'runpod' }).presign({ ...place, method: 'GET', seconds: 60 }),
      store.open({ provider: 'runpod' }).createBucket({ bucket: 'abc' }),
    ];
    for (const call of lacking) {
      const error = await errorOf(call);
      expect(error.code).toBe('NOT_SUPPORTED');
      expect(error.params['reason']).toMatch(/\.$/);
    }
    expect((await errorOf(archil.put({ bucket: 'dsk-1', key: '.archil/x', body: Buffer.from('') }))).code).toBe(
      'KEY_INVALID',
    );
    const tooLarge = { stream: new (await import('node:stream')).Readable({ read() {} }), size: 500_000_001 };
    const runpod = store.open({ provider: 'runpod' });
    expect(await errorOf(runpod.put({ ...place, body: tooLarge }))).toMatchObject({
      code: 'OBJECT_TOO_LARGE',
      params: { limit: 500_000_000 },
    });
    expect(store.requests).toEqual([]);
  });
});

describe('store errors > clocks', () => {
  const stamp = (date: string) =>
    Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  /** A store whose own clock is off, with S3's window of 15 minutes. */
  const skewed = (offset: number) =>
    answering((request, response) => {
      const now = Date.now() + offset;
      response.sendDate = false;
      response.setHeader('date', new Date(now).toUTCString());
      if (Math.abs(stamp(String(request.headers['x-amz-date'])) - now) < 900_000)
        return xml(
          response,
          200,
          '<ListAllMyBucketsResult><Buckets><Bucket><Name>late</Name></Bucket></Buckets></ListAllMyBucketsResult>',
        );
      const more = `<ServerTime>${new Date(now).toISOString()}</ServerTime>`;
      return xml(response, 403, refusal('RequestTimeTooSkewed', more));
    });

  it.each([2, -2])('%i hours off > measured and followed', async (hours) => {
    const offset = hours * 3_600_000;
    const { endpoint, asked } = await skewed(offset);
    const volume = volumeAt(endpoint);
    const outcome = await volume.test();
    expect(outcome).toMatchObject({ ok: true, buckets: ['late'] });
    expect(Math.abs((outcome.clockOffset ?? 0) - offset)).toBeLessThan(5000);
    expect(await volume.listBuckets()).toEqual([{ name: 'late' }]);
    expect(asked.length).toBe(3);
    const link = await volume.presign({ bucket: 'late', key: 'k', method: 'GET', seconds: 60 });
    expect(Math.abs(link.expiresAt - Date.now() - 60_000)).toBeLessThan(5000);
    expect(Math.abs(link.signedAt - Date.now() - offset)).toBeLessThan(5000);
  });

  it('a year off > told, not followed', async () => {
    const year = 365 * 86_400_000;
    const { endpoint } = await skewed(year);
    const error = await errorOf(volumeAt(endpoint).listBuckets());
    expect(error.code).toBe('CLOCK_SKEWED');
    expect(Math.abs(Number(error.params['clockOffset']) - year)).toBeLessThan(5000);
  });
});
