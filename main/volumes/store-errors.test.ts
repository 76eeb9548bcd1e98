import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createPlainServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answering,
  cleanUp,
  cleanups,
  emptyList,
  errorOf,
  listing,
  refusal,
  refusing,
  volumeAt,
  xml,
} from './answering.testkit.ts';
import { startEmbeddedStore } from './embedded-store.testkit.ts';
import type { Volume } from './volume.ts';

afterEach(cleanUp);

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
    const tooLarge = { stream: new Readable({ read() {} }), size: 500_000_001 };
    const runpod = store.open({ provider: 'runpod' });
    expect(await errorOf(runpod.put({ ...place, body: tooLarge }))).toMatchObject({
      code: 'OBJECT_TOO_LARGE',
      params: { limit: 500_000_000 },
    });
    expect(store.requests).toEqual([]);
  });
});
