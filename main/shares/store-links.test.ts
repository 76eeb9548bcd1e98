import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionId, ProviderId } from '../../preload/contract/index.ts';
import { context, startStores } from '../handlers/stores.testkit.ts';
import { createArchilApi, createRunsiteApi } from '../store-apis/index.ts';
import { startRehearsalStore, type RehearsalStore } from '../store-apis/testing/rehearsal-store.testkit.ts';
import { startEmbeddedStore, testKey, type EmbeddedStore } from '../volumes/embedded-store.testkit.ts';
import type { LinkApis } from './link-apis.ts';

type Stores = Awaited<ReturnType<typeof startStores>>;
const bucket = 'wharf';
const tokens = new Set<ConnectionId>();
let runsite: RehearsalStore;
let archil: RehearsalStore;
let remote: EmbeddedStore;
let stores: Stores;

const apis: LinkApis = {
  has: (id) => tokens.has(id),
  runsite: async (id) =>
    tokens.has(id) ? createRunsiteApi({ address: runsite.management, token: runsite.token }) : undefined,
  archil: async (id) =>
    tokens.has(id) ? createArchilApi({ address: archil.management, token: archil.token }) : undefined,
  keyEnds: () => undefined,
};
beforeAll(async () => {
  [runsite, archil, remote] = await Promise.all([
    startRehearsalStore('runsite', bucket),
    startRehearsalStore('archil', 'dsk-abc123'),
    startEmbeddedStore(),
  ]);
  stores = await startStores(undefined, apis);
  await remote.open().createBucket({ bucket });
});
afterAll(async () => {
  await stores.remove();
  await Promise.all([runsite.stop(), archil.stop(), remote.close()]);
});

async function connect(
  provider: ProviderId,
  store: { endpoint: string; region?: string; key?: RehearsalStore['key'] },
) {
  const credential = store.key ?? { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.secret };
  const record = await stores.vault.connections.add({
    name: provider,
    endpoint: {
      provider,
      endpoint: store.endpoint,
      region: store.region ?? 'us-east-1',
      addressing: 'path',
      pinnedBuckets: [],
    },
    credential,
    readOnly: false,
  });
  return record.id;
}
const put = async (id: ConnectionId, at: string, key: string, body: string) =>
  (await stores.volumes.of(id)).put({ bucket: at, key, body: Buffer.from(body), contentType: 'text/plain' });
const exists = async (id: ConnectionId, key: string) => {
  const { keys } = await (await stores.volumes.of(id)).list({ bucket, prefix: key });
  return keys.length > 0;
};

describe('links > by the store', () => {
  it('Runsite: by its REST API where there is a token, at most a day, and not to be shown again', async () => {
    const id = await connect('runsite', runsite);
    await put(id, bucket, 'a b.txt', 'from Runsite');
    const wish = { connectionId: id, bucket, key: 'a b.txt', seconds: 604_800, show: 'inline' as const };
    expect(await stores.shares.foresee(wish, context)).toMatchObject({ how: 'signature', seconds: 86_400 });
    tokens.add(id);
    expect((await stores.shares.ways({ connectionId: id }, context)).ways[0]).toMatchObject({ how: 'rest', ok: true });
    const { share, url } = await stores.shares.create(wish, context);
    expect(share).toMatchObject({ how: 'rest', limitedBy: 'store', canShowAgain: false, revocable: false });
    expect(share.expiresAt).toBeLessThanOrEqual(Date.now() + 86_400_000);
    expect(await (await fetch(url)).text()).toBe('from Runsite');
    await expect(async () => stores.shares.revoke({ id: share.id }, context)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
  });

  it('Archil: by its control plane, in its four lifetimes and never longer than asked', async () => {
    const id = await connect('archil', archil);
    await put(id, 'dsk-abc123', 'dir/ü.txt', 'from Archil');
    const wish = { connectionId: id, bucket: 'dsk-abc123', key: 'dir/ü.txt', show: 'inline' as const };
    const [before] = (await stores.shares.ways({ connectionId: id }, context)).ways;
    expect(before).toMatchObject({ how: 'control-plane', ok: false, needsToken: true });
    await expect(stores.shares.create({ ...wish, seconds: 3600 }, context)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
    tokens.add(id);
    const lives = [600, 3600, 10_000, 86_400, 900_000].map(async (seconds) => {
      const foreseen = await stores.shares.foresee({ ...wish, seconds }, context);
      return [foreseen.seconds, foreseen.limitedBy];
    });
    expect(await Promise.all(lives)).toEqual([
      [3600, 'steps'],
      [3600, 'asked'],
      [3600, 'steps'],
      [86_400, 'asked'],
      [604_800, 'store'],
    ]);
    const { url } = await stores.shares.create({ ...wish, seconds: 28_800 }, context);
    expect(await (await fetch(url)).text()).toBe('from Archil');
  });

  it('Runpod: says why not, who else can, and is shared by a link of our own', async () => {
    const id = await connect('runpod', remote);
    const { ways, others } = await stores.shares.ways({ connectionId: id }, context);
    expect(ways[0]).toMatchObject({
      way: 'store',
      ok: false,
      reason: expect.stringContaining('Runpod'),
      upload: 'none',
    });
    expect(ways[1]).toMatchObject({ way: 'own', ok: true, upload: 'own' });
    expect(others).toContain('local');
    await put(id, bucket, 'pod.txt', 'from a pod');
    const wish = { connectionId: id, bucket, key: 'pod.txt', seconds: 60, show: 'inline' as const };
    await expect(stores.shares.create(wish, context)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    const { url } = await stores.shares.create({ ...wish, way: 'own' }, context);
    expect(await (await fetch(url)).text()).toBe('from a pod');
  });
});

describe('links > a folder in a store', () => {
  it('is a list, and a page beside the objects that is deleted with the link', async () => {
    const id = await connect('minio', remote);
    for (let number = 0; number < 120; number += 1) await put(id, bucket, `logs/${number}.txt`, `line ${number}`);
    const wish = {
      connectionId: id,
      bucket,
      base: 'logs/',
      selection: { keys: [], prefixes: ['logs/'] },
      seconds: 3600,
      show: 'download' as const,
      page: true,
    };
    const { share, url = '', links, left } = await stores.shares.createMany(wish, context);
    expect([links.length, left, share.objects, share.hasPage]).toEqual([120, 0, 120, true]);
    const html = await (await fetch(url)).text();
    const hrefs = [...html.matchAll(/href="([^"]+)"/g)].map((match) => match[1]?.replaceAll('&amp;', '&') ?? '');
    expect(hrefs.length).toBe(120);
    expect(await (await fetch(hrefs[7] ?? '')).text()).toMatch(/^line \d+$/);
    expect(html.match(/(?:src|href)="(?!http:\/\/127\.0\.0\.1)/g)).toBeNull();
    expect(await stores.shares.url({ id: share.id }, context)).toEqual({ url });
    expect((await stores.shares.links({ id: share.id }, context)).links).toEqual(links);
    await stores.shares.revoke({ id: share.id }, context);
    expect(await exists(id, 'logs/links ')).toBe(false);
    expect((await fetch(url)).status).toBe(404);
    // The page is gone; the single links say themselves how they end.
    expect((await fetch(links[0]?.url ?? '')).status).toBe(200);
  });

  it('of nothing is no link', async () => {
    const id = await connect('minio', remote);
    const selection = { keys: [], prefixes: ['nothing here/'] };
    const wish = { connectionId: id, bucket, base: '', selection, seconds: 60, show: 'inline' as const, page: false };
    await expect(stores.shares.createMany(wish, context)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
  });
});

describe('links > asked to upload to a store', () => {
  const ask = (id: ConnectionId, more: Record<string, unknown> = {}) =>
    stores.shares.requestUpload(
      { connectionId: id, bucket, prefix: 'in/', seconds: 600, way: 'store', maxBytes: 100, ...more },
      context,
    );
  /** What the page would send. */
  async function targetOf(page: string) {
    const html = await (await fetch(page)).text();
    const data = /data-target="([^"]+)"/.exec(html)?.[1] ?? '';
    const plain = data.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    return JSON.parse(plain) as { kind: string; url: string; fields: Record<string, string> };
  }
  const post = (target: { url: string; fields: Record<string, string> }, body: string, type = 'image/png') => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...target.fields, 'Content-Type': type })) form.append(name, value);
    form.append('file', new Blob([body]), 'picture ü.png');
    return fetch(target.url, { method: 'POST', body: form });
  };

  it('a form keeps to size and kind, and its page goes with the link', async () => {
    const id = await connect('minio', remote);
    const { url, share, command } = await ask(id, { contentType: 'image/*' });
    expect(share).toMatchObject({ kind: 'upload', method: 'PUT', maxBytes: 100, hasPage: true });
    expect(command).toContain('curl -F ');
    const target = await targetOf(url);
    expect(target.kind).toBe('form');
    expect((await post(target, 'x'.repeat(101))).status).toBe(400);
    expect((await post(target, 'x', 'text/html')).status).toBe(403);
    expect((await post(target, 'bytes')).status).toBe(201);
    expect(await exists(id, 'in/picture ü.png')).toBe(true);
    await stores.shares.revoke({ id: share.id }, context);
    expect((await fetch(url)).status).toBe(404);
  });

  it('a store without forms takes a signed PUT of one name and kind', async () => {
    const id = await connect('r2', remote);
    await expect(ask(id)).rejects.toMatchObject({ code: 'BAD_INPUT', params: { field: 'name' } });
    const { url } = await ask(id, { name: 'report.pdf', contentType: 'application/pdf' });
    const target = await targetOf(url);
    expect(target.kind).toBe('put');
    const send = (type: string) => fetch(target.url, { method: 'PUT', body: 'pdf', headers: { 'content-type': type } });
    expect((await send('text/html')).status).toBe(403);
    expect((await send('application/pdf')).status).toBe(200);
    expect(await exists(id, 'in/report.pdf')).toBe(true);
  });

  it('a connection that is read-only makes none, and one without upload links says why', async () => {
    const readOnly = await connect('minio', remote);
    await stores.vault.connections.update({ id: readOnly, readOnly: true });
    await expect(ask(readOnly)).rejects.toMatchObject({ code: 'READ_ONLY_CONNECTION' });
    await expect(ask(readOnly, { way: 'own' })).rejects.toMatchObject({ code: 'READ_ONLY_CONNECTION' });
    const pods = await connect('runpod', remote);
    await expect(ask(pods)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
