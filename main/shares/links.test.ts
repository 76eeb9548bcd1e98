import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionId, ShareId } from '../../preload/contract/index.ts';
import { context, startStores } from '../handlers/stores.testkit.ts';
import type { Volume } from '../volumes/index.ts';

type Stores = Awaited<ReturnType<typeof startStores>>;
const local = 'local' as ConnectionId;
const bucket = 'my-files';
const hostile = '<img src=x onerror=alert(1)>"\u202egnp.exe';

let stores: Stores;
let volume: Volume;
beforeAll(async () => {
  stores = await startStores();
  volume = await stores.volumes.of(local);
  const put = (key: string, body: string, contentType?: string) =>
    volume.put({ bucket, key, body: Buffer.from(body), contentType });
  await put('a.txt', 'hello from the quay', 'text/plain');
  await put('page.html', '<script>alert(1)</script>', 'text/html');
  await put('docs/one.txt', 'one');
  await put(`docs/${hostile}`, 'two');
  await put('docs/deep/three.txt', 'three');
});
afterAll(() => stores.remove());

const make = async (more: Record<string, unknown> = {}) =>
  stores.shares.create(
    { connectionId: local, bucket, key: 'a.txt', seconds: 3600, show: 'inline', way: 'own', ...more },
    context,
  );
const opensOf = async (id: ShareId) => {
  const live = await stores.shares.watch({}, context);
  return (await live.snapshot()).shares.find((share) => share.id === id);
};

describe('links > served by Quayside', () => {
  it('opens with no credentials, counts what was opened, and ends on the next request after it is revoked', async () => {
    const { share, url } = await make();
    expect(share).toMatchObject({ how: 'own', opens: 0, revocable: true, canShowAgain: false, limitedBy: 'asked' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/s\/[\w-]{43}$/);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '19']);
    const open = await fetch(url);
    expect([open.status, await open.text()]).toEqual([200, 'hello from the quay']);
    expect(open.headers.get('referrer-policy')).toBe('no-referrer');
    const part = await fetch(url, { headers: { range: 'bytes=6-9' } });
    expect([part.status, await part.text()]).toEqual([206, 'from']);
    expect((await opensOf(share.id))?.opens).toBe(2);
    await stores.shares.revoke({ id: share.id }, context);
    expect((await fetch(url)).status).toBe(404);
    expect(await opensOf(share.id)).toMatchObject({ alive: false });
  });

  it('cuts what is being sent at the moment it is revoked', async () => {
    await volume.put({ bucket, key: 'large.bin', body: Buffer.alloc(32 * 1024 ** 2) });
    const { share, url } = await make({ key: 'large.bin' });
    const ended = new Promise<string>((resolve, reject) => {
      const sent = httpRequest(url, (answer) => {
        answer.once('data', () => {
          answer.pause();
          void Promise.resolve(stores.shares.revoke({ id: share.id }, context)).then(() => answer.resume(), reject);
        });
        answer.once('error', (error) => resolve(error.message));
        answer.once('end', () => resolve('whole'));
      });
      sent.once('error', reject);
      sent.end();
    });
    expect(await ended).toBe('aborted');
  });

  it('keeps no token: only its hash is in the database; a new address ends the old one', async () => {
    const { share, url } = await make();
    const token = url.slice(-43);
    await expect(async () => stores.shares.url({ id: share.id }, context)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
    const renewed = await stores.shares.renew({ id: share.id }, context);
    expect(renewed.url).not.toContain(token);
    expect([(await fetch(url)).status, (await fetch(renewed.url)).status]).toEqual([404, 200]);
    const live = await stores.shares.watch({}, context);
    expect(JSON.stringify(await live.snapshot())).not.toContain(renewed.url.slice(-43));
  });

  it('opens as often as it may and no more, also when many come at once', async () => {
    const { url, share } = await make({ maxOpens: 3 });
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await fetch(url)).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 200, 410, 410, 410, 410, 410, 410, 410]);
    expect((await opensOf(share.id))?.opens).toBe(3);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(410);
  });

  it('does not count an open when the object is gone', async () => {
    await volume.put({ bucket, key: 'brief.txt', body: Buffer.from('x') });
    const { url, share } = await make({ key: 'brief.txt', maxOpens: 1 });
    await volume.delete({ bucket, key: 'brief.txt' });
    expect((await fetch(url)).status).toBe(404);
    expect((await opensOf(share.id))?.opens).toBe(0);
  });

  it('asks for its password, by a form and by Basic, and slows down whoever guesses', async () => {
    const { url, share } = await make({ password: 'anchor up' });
    expect(share.hasPassword).toBe(true);
    const asked = await fetch(url);
    expect([asked.status, await asked.text()]).toEqual([401, expect.stringContaining('This link has a password')]);
    const form = (password: string) =>
      fetch(url, { method: 'POST', body: new URLSearchParams({ password }), redirect: 'manual' });
    expect((await form('wrong')).status).toBe(401);
    const passed = await form('anchor up');
    expect(passed.status).toBe(303);
    const cookie = passed.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(passed.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax$/);
    expect(await (await fetch(url, { headers: { cookie } })).text()).toBe('hello from the quay');
    expect((await fetch(url, { headers: { cookie: `${cookie}x` } })).status).toBe(401);
    const basic = (password: string) => ({ headers: { authorization: `Basic ${btoa(`:${password}`)}` } });
    expect((await fetch(url, basic('anchor up'))).status).toBe(200);
    const guesses = await Promise.all(Array.from({ length: 14 }, async () => (await fetch(url, basic('no'))).status));
    expect(guesses.filter((status) => status === 429).length).toBe(4);
    expect((await fetch(url, basic('anchor up'))).status).toBe(429);
  });

  it('serves nothing that runs, and nothing that no link names', async () => {
    const { url } = await make({ key: 'page.html' });
    const page = await fetch(url);
    expect(page.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(page.headers.get('content-security-policy')).toContain("sandbox allow-downloads; default-src 'none'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const { origin } = new URL(url);
    for (const path of ['/', '/s/', `/s/${'A'.repeat(43)}`, `${new URL(url).pathname}/0`, '/s/../../etc/passwd'])
      expect((await fetch(origin + path)).status).toBe(404);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
  });

  it('answers to its own addresses only: a page that points its name here gets nothing', async () => {
    const { url } = await make();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(url, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.statusCode));
      sent.once('error', reject);
      sent.end();
    });
    expect(status).toBe(403);
  });

  it('lists a folder on one page, where hostile names are inert', async () => {
    const made = await stores.shares.createMany(
      {
        connectionId: local,
        bucket,
        base: 'docs/',
        selection: { keys: [], prefixes: ['docs/'] },
        seconds: 60,
        show: 'download',
        way: 'own',
        page: true,
      },
      context,
    );
    expect(made.share).toMatchObject({ kind: 'folder', objects: 3, key: 'docs/' });
    const page = await fetch(made.url ?? '');
    const html = await page.text();
    expect(html).not.toContain('<img');
    expect(html).not.toContain('\u202e');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const bodies = await Promise.all(made.links.map(async ({ url }) => (await fetch(url)).text()));
    expect(bodies.toSorted()).toEqual(['one', 'three', 'two']);
    await stores.shares.revoke({ id: made.share.id }, context);
    expect((await fetch(made.links[0]?.url ?? '')).status).toBe(404);
  });
});

describe('links > asked to upload', () => {
  const ask = async (more: Record<string, unknown> = {}) =>
    stores.shares.requestUpload(
      { connectionId: local, bucket, prefix: 'inbox/', seconds: 600, way: 'own', maxBytes: 1000, ...more },
      context,
    );
  const send = (url: string, body: string, name: string, type = 'text/plain') =>
    fetch(`${url}?name=${encodeURIComponent(name)}`, { method: 'PUT', body, headers: { 'content-type': type } });
  const bytes = async (key: string) => {
    const { stream } = await volume.get({ bucket, key });
    return Buffer.concat(await stream.toArray()).toString();
  };

  it('takes one file, notes it, and then no other', async () => {
    const { url, share } = await ask();
    expect(await (await fetch(url)).text()).toContain('Send a file');
    expect((await send(url, 'the manifest', '../../etc/ma\u202enifest.txt')).status).toBe(201);
    const key = 'inbox/.._.._etc_ma_nifest.txt';
    expect(await bytes(key)).toBe('the manifest');
    expect((await opensOf(share.id))?.received).toMatchObject({ key, size: 12 });
    expect((await send(url, 'again', 'b.txt')).status).toBe(410);
  });

  it('keeps to size and kind, and never writes over what is there', async () => {
    const { url } = await ask({ contentType: 'text/*' });
    expect((await send(url, 'x'.repeat(1001), 'a.txt')).status).toBe(413);
    expect((await send(url, 'x', 'a.png', 'image/png')).status).toBe(415);
    await volume.put({ bucket, key: 'inbox/same.txt', body: Buffer.from('before') });
    expect((await send(url, 'after', 'same.txt')).status).toBe(201);
    expect([await bytes('inbox/same.txt'), await bytes('inbox/same (2).txt')]).toEqual(['before', 'after']);
  });

  it('of two at once takes one', async () => {
    const { url } = await ask();
    const statuses = await Promise.all(
      [send(url, 'one', 'r1'), send(url, 'two', 'r2')].map(async (sent) => (await sent).status),
    );
    expect(statuses.filter((status) => status === 201).length).toBe(1);
  });

  it('refuses a limit that the store cannot take', async () => {
    await expect(ask({ maxBytes: 6 * 1024 ** 4 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('links > the server of them', () => {
  it('is on this computer alone until it is opened on purpose', async () => {
    const server = await stores.shares.server({}, context);
    const { base, network, addresses } = await server.snapshot();
    expect([network, base?.startsWith('http://127.0.0.1:')]).toEqual([false, true]);
    const [address] = addresses;
    if (address === undefined) return console.log('skipped: the network side of it: this machine has no network');
    const { port } = new URL(base ?? '');
    await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow('fetch failed');
    await stores.shares.setNetwork({ on: true, address }, context);
    const { url } = await make();
    expect(url.startsWith(`http://${address}:${port}/s/`)).toBe(true);
    expect((await fetch(url)).status).toBe(200);
    await stores.shares.setNetwork({ on: false }, context);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    expect((await fetch(url.replace(address, '127.0.0.1'))).status).toBe(200);
  });

  it('links outlive a restart, at the same address', async () => {
    const kept = await startStores();
    await (await kept.volumes.of(local)).put({ bucket, key: 'k', body: Buffer.from('kept') });
    const wish = { connectionId: local, bucket, key: 'k', seconds: 600, show: 'inline' as const, way: 'own' as const };
    const { url } = await kept.shares.create(wish, context);
    await kept.stop();
    const again = await startStores(kept.home);
    try {
      expect(await (await fetch(url)).text()).toBe('kept');
    } finally {
      await again.remove();
    }
  });
});
