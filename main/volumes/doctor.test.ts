import { createServer, request as httpRequest } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionId, Diagnosis, Mend } from '../../preload/contract/index.ts';
import type { Clock } from '../base/index.ts';
import { startStore } from '../s3-server/access/emulation/emulated-store.testkit.ts';
import { answering, cleanUp, cleanups, refusal, refusing, xml } from './answering.testkit.ts';
import { createVolumes } from './create-volumes.ts';
import { startEmbeddedStore, testKey } from './embedded-store.testkit.ts';
import type { StoreEndpoint } from './store-endpoint.ts';
import { cleanedKey } from '../../preload/contract/cleaned-key.ts';
import { makeCertificate, tlsServer } from './tls.testkit.ts';
import type { ExaminedOutcome } from './volumes.ts';

afterEach(cleanUp);

const noConnections = {
  list: () => [],
  get: (id: ConnectionId): never => {
    throw new Error(`there is no ${id}`);
  },
  credential: () => Promise.reject(new Error('there is none')),
  used: () => undefined,
  watch: { snapshot: () => ({ connections: [] }), subscribe: () => () => undefined },
};

async function examine(
  endpoint: Partial<StoreEndpoint> & { readonly endpoint: string },
  options: { buckets?: string[]; secret?: string; key?: string; clock?: Clock } = {},
): Promise<ExaminedOutcome> {
  const volumes = createVolumes({
    vault: { connections: noConnections },
    clock: options.clock ?? { now: () => Date.now() },
    log: () => {},
  });
  try {
    return await volumes.examine(
      { provider: 'other', region: 'us-east-1', addressing: 'path', ...endpoint },
      { accessKeyId: options.key ?? testKey.accessKeyId, secretAccessKey: options.secret ?? testKey.secret },
      { buckets: options.buckets ?? [] },
    );
  } finally {
    volumes.close();
  }
}
const started = async (options: Parameters<typeof startEmbeddedStore>[0] = {}) => {
  const store = await startEmbeddedStore(options);
  cleanups.push(() => store.close());
  return store;
};
const mendOf = <D extends Mend['do']>({ diagnosis }: { diagnosis?: Diagnosis }, name: D) =>
  diagnosis?.mends.find((mend): mend is Extract<Mend, { do: D }> => mend.do === name);

describe('doctor > what the embedded server answers', () => {
  it('a clock that is days off > is said, and the measured one mends it', async () => {
    const fast = 3 * 86_400_000;
    const store = await started({ now: () => Date.now() + fast });
    const first = await examine({ endpoint: store.endpoint });
    expect(first.diagnosis).toMatchObject({ finding: 'clock', params: { minutes: 4320 } });
    const clockOffset = mendOf(first, 'use-clock')?.offset;
    expect(await examine({ endpoint: store.endpoint, clockOffset })).toMatchObject({ ok: true });
  });

  it('a region that the store does not have > its own mends it', async () => {
    const store = await started();
    const first = await examine({ endpoint: store.endpoint, region: 'eu-west-9' });
    expect(first.diagnosis).toMatchObject({ finding: 'region' });
    const region = mendOf(first, 'set-region')?.region ?? '';
    expect(await examine({ endpoint: store.endpoint, region })).toMatchObject({ ok: true });
  });

  it('Runpod, the datacenter in small letters > the name in capitals mends it', async () => {
    const store = await startStore('runpod', { disks: ['vol1'] });
    cleanups.push(() => store.close());
    const at = { provider: 'runpod' as const, endpoint: store.endpoint };
    const first = await examine({ ...at, region: 'eu-ro-1' }, { key: 'AK', secret: 'SK' });
    expect(mendOf(first, 'set-region')?.region).toBe('EU-RO-1');
    expect(await examine({ ...at, region: 'EU-RO-1' }, { key: 'AK', secret: 'SK' })).toMatchObject({ ok: true });
  });

  it('a key with a stray space or line break inside > trimming mends it', async () => {
    const store = await started();
    const bad = `${testKey.secret.slice(0, 4)} \u200b${testKey.secret.slice(4)}`;
    const first = await examine({ endpoint: store.endpoint }, { secret: bad });
    expect(first.diagnosis).toEqual({
      finding: 'stray-characters',
      params: expect.anything(),
      mends: [{ do: 'trim-key' }],
    });
    expect(await examine({ endpoint: store.endpoint }, { secret: cleanedKey(bad) })).toMatchObject({ ok: true });
  });

  it('a wrong secret > signature; an unknown key > key-unknown', async () => {
    const store = await started();
    expect((await examine({ endpoint: store.endpoint }, { secret: 'wrong' })).diagnosis?.finding).toBe('signature');
    expect((await examine({ endpoint: store.endpoint }, { key: 'NOBODY' })).diagnosis?.finding).toBe('key-unknown');
  });

  it('a key that may not list > permission, and naming a bucket is offered', async () => {
    const store = await startStore('archil', { disks: ['dsk-abc'] });
    cleanups.push(() => store.close());
    const archil = { provider: 'archil' as const, endpoint: store.endpoint };
    expect((await examine(archil, { key: 'AK', secret: 'SK' })).diagnosis).toMatchObject({
      finding: 'bucket-needed',
      params: { word: 'disk' },
      mends: [{ do: 'name-bucket' }],
    });
    const denied = await refusing(403, 'AccessDenied');
    expect((await examine({ endpoint: denied.endpoint })).diagnosis).toMatchObject({
      finding: 'permission',
      mends: [{ do: 'name-bucket' }],
    });
  });

  it('the other addressing answers > switching mends it', async () => {
    const domain = 'store.localhost';
    const store = await startEmbeddedStore({ domains: [domain] });
    cleanups.push(() => store.close());
    await store.open().createBucket({ bucket: 'data' });
    // What a store of virtual hosts only does with a path: no such bucket. Its names do resolve.
    const { port } = new URL(store.endpoint);
    const picky = createServer((request, response) => {
      const host = request.headers.host ?? '';
      if (host.startsWith(domain) && request.url !== '/' && !request.url?.startsWith('/?'))
        return void xml(response, 404, refusal('NoSuchBucket'));
      const { method, url, headers } = request;
      const passed = httpRequest({ port, host: '127.0.0.1', method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      return void request.pipe(passed);
    });
    await new Promise<void>((resolve) => picky.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => picky.close());
    const endpoint = `http://${domain}:${(picky.address() as AddressInfo).port}`;
    const first = await examine({ endpoint, provider: 'archil' }, { buckets: ['data'] });
    expect(first.diagnosis).toMatchObject({ finding: 'addressing' });
    const addressing = mendOf(first, 'set-addressing')?.addressing ?? 'path';
    expect(await examine({ endpoint, provider: 'archil', addressing }, { buckets: ['data'] })).toMatchObject({
      ok: true,
    });
  });
});

describe('doctor > answers of other stores', () => {
  it.each([
    [403, 'ExpiredToken', 'session-ended', 'replace-key'],
    [503, 'SlowDown', 'throttled', 'retry'],
    [404, 'NoSuchBucket', 'bucket-missing', 'name-bucket'],
  ] as const)('%i %s > %s', async (status, code, finding, mend) => {
    const { endpoint } = await refusing(status, code);
    const outcome = await examine({ endpoint }, { buckets: ['b'] });
    expect(outcome.diagnosis?.finding).toBe(finding);
    expect(outcome.diagnosis?.mends[0]?.do).toBe(mend);
  });

  it('a web site > not S3', async () => {
    const site = await answering((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>'),
    );
    expect((await examine({ endpoint: site.endpoint })).diagnosis?.finding).toBe('not-s3');
  });

  it('a redirect elsewhere > its target is offered and nothing was sent there', async () => {
    const target = await answering((_request, response) => xml(response, 200, ''));
    const door = await answering((_request, response) =>
      response.writeHead(302, { location: `${target.endpoint}/login` }).end(),
    );
    const outcome = await examine({ endpoint: door.endpoint });
    expect(outcome.diagnosis?.finding).toBe('redirected');
    expect(mendOf(outcome, 'set-endpoint')?.endpoint).toBe(target.endpoint);
    expect(target.asked).toEqual([]);
  });

  it('a name that nobody has > name-unknown; a port without a server > refused-connection', async () => {
    const unknown = await examine({ endpoint: 'https://nobody.invalid' });
    expect(unknown.diagnosis?.finding).toBe('name-unknown');
    expect((await examine({ endpoint: 'http://127.0.0.1:1' })).diagnosis?.finding).toBe('refused-connection');
  });
});

describe('doctor > TLS', () => {
  const buckets =
    '<ListAllMyBucketsResult><Owner><ID>me</ID></Owner><Buckets><Bucket><Name>data</Name></Bucket></Buckets></ListAllMyBucketsResult>';
  const served = async (options: Parameters<typeof makeCertificate>[0]) => {
    const certificate = makeCertificate(options);
    const asked: (string | undefined)[] = [];
    const { port } = await tlsServer(certificate, (request, response) => {
      asked.push(request.headers.authorization);
      xml(response, 200, buckets);
    });
    return { certificate, asked, endpoint: `https://127.0.0.1:${port}`, port };
  };

  it('self-signed > no credential is sent; trusting what it showed mends it, for that endpoint alone', async () => {
    const server = await served({ names: 'IP:127.0.0.1' });
    const first = await examine({ endpoint: server.endpoint });
    expect(first.diagnosis?.finding).toBe('tls-untrusted');
    expect(server.asked).toEqual([]);
    const shown = mendOf(first, 'trust')?.certificate;
    expect(shown).toMatchObject({ subject: 'store.lab', names: ['127.0.0.1'] });
    expect(await examine({ endpoint: server.endpoint, ca: shown?.pem })).toMatchObject({ ok: true, buckets: ['data'] });
    const other = await served({ names: 'IP:127.0.0.1' });
    expect((await examine({ endpoint: other.endpoint, ca: shown?.pem })).diagnosis?.finding).toBe('tls-untrusted');
  });

  it('an authority of the house > its certificate is what is trusted', async () => {
    const server = await served({ names: 'IP:127.0.0.1', byAuthority: true });
    const first = await examine({ endpoint: server.endpoint });
    const shown = mendOf(first, 'trust')?.certificate;
    expect(shown?.subject).toBe('Lab authority');
    expect(await examine({ endpoint: server.endpoint, ca: shown?.pem })).toMatchObject({ ok: true });
    expect(await examine({ endpoint: server.endpoint, ca: server.certificate.authority })).toMatchObject({ ok: true });
  });

  it('another name > the one it has is offered, and mends it', async () => {
    const server = await served({ names: 'DNS:store.localhost' });
    const ca = server.certificate.chain;
    const first = await examine({ endpoint: server.endpoint, ca });
    expect(first.diagnosis).toMatchObject({ finding: 'tls-name', params: { names: 'store.localhost' } });
    const endpoint = mendOf(first, 'set-endpoint')?.endpoint ?? '';
    expect(await examine({ endpoint, ca })).toMatchObject({ ok: true });
  });

  it('ended > is said with its date, and is never to be trusted', async () => {
    const server = await served({ names: 'IP:127.0.0.1', expired: true });
    const outcome = await examine({ endpoint: server.endpoint, ca: server.certificate.chain });
    expect(outcome.diagnosis).toMatchObject({ finding: 'tls-expired', params: { until: expect.any(Number) } });
    expect(Number(outcome.diagnosis?.params['until'])).toBeLessThan(Date.now() - 80_000_000);
    expect(mendOf(outcome, 'trust')).toBeUndefined();
    expect(server.asked).toEqual([]);
  });

  it('http where TLS is spoken, and the other way round > the other scheme', async () => {
    const server = await served({ names: 'IP:127.0.0.1' });
    const plain = await examine({ endpoint: `http://127.0.0.1:${server.port}` });
    expect(mendOf(plain, 'set-endpoint')?.endpoint ?? plain.diagnosis).toBe(server.endpoint);
    const open = await answering((_request, response) => xml(response, 200, buckets));
    const tls = await examine({ endpoint: open.endpoint.replace('http:', 'https:') });
    expect(tls.diagnosis?.finding).toBe('tls-not-spoken');
    expect(mendOf(tls, 'set-endpoint')?.endpoint).toBe(open.endpoint);
  });

  it('a proxy > carries it; one that is not there is named and can be left out', async () => {
    const server = await served({ names: 'DNS:store.localhost' });
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const through = connect(server.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        through.pipe(socket).pipe(through);
      });
      through.on('error', () => socket.destroy());
      socket.on('error', () => through.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const at = { endpoint: `https://store.localhost:${server.port}`, ca: server.certificate.chain };
    const through = { ...at, proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    expect(await examine(through)).toMatchObject({ ok: true });
    expect(asked).toEqual([`store.localhost:${server.port}`]);

    const gone = createTcpServer().listen(0, '127.0.0.1');
    await new Promise<void>((resolve) => gone.once('listening', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise<unknown>((resolve) => gone.close(resolve));
    const failed = await examine({ ...at, proxy: `http://127.0.0.1:${port}` });
    expect(failed.diagnosis).toMatchObject({ finding: 'proxy', params: { proxy: `127.0.0.1:${port}` } });
    expect(mendOf(failed, 'clear-proxy')).toBeDefined();
  });
});
