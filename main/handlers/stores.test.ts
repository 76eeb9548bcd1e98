import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppError,
  contract,
  type ConnectionId,
  type CredentialDraft,
  type EndpointDraft,
} from '../../preload/contract/index.ts';
import { startEmbeddedStore, testKey, type EmbeddedStore } from '../volumes/embedded-store.testkit.ts';
import { context, startStores } from './stores.testkit.ts';

const local = 'local' as ConnectionId;
const codeOf = async (promise: unknown) => {
  try {
    await promise;
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
  return 'no error';
};
/** What the boundary would refuse is a failure here. */
const valid = <T>(schema: { parse(value: unknown): T }, value: unknown): T => schema.parse(value);

let stores: Awaited<ReturnType<typeof startStores>>;
let remote: EmbeddedStore;
let endpoint: EndpointDraft;
const credential: CredentialDraft = { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.secret };
beforeAll(async () => {
  stores = await startStores();
  remote = await startEmbeddedStore();
  endpoint = {
    provider: 'minio',
    endpoint: remote.endpoint,
    region: 'us-east-1',
    addressing: 'path',
    pinnedBuckets: [],
  };
  const open = remote.open();
  await open.createBucket({ bucket: 'remote-one' });
  await open.put({ bucket: 'remote-one', key: 'docs/a.txt', body: Buffer.from('hello') });
});
afterAll(async () => {
  await stores.remove();
  await remote.close();
});

const addRemote = async (
  change: Partial<EndpointDraft> = {},
  keyChange: Partial<CredentialDraft> = {},
  readOnly = false,
) => {
  const { connection } = await stores.connections.add(
    { name: 'Remote', endpoint: { ...endpoint, ...change }, credential: { ...credential, ...keyChange }, readOnly },
    context,
  );
  return connection;
};

describe('handlers > connections', () => {
  it('providers > all, as the contract has them', async () => {
    const answer = valid(contract.connections.providers.output, await stores.connections.providers({}, context));
    expect(answer.providers.map((provider) => provider.id)).toContain('runpod');
    expect(answer.providers.length).toBe(15);
  });

  it('test > says what is wrong without saving', async () => {
    const good = await stores.connections.test({ endpoint, credential }, context);
    expect(valid(contract.connections.test.output, good)).toMatchObject({ ok: true, buckets: ['remote-one'] });
    const wrong = await stores.connections.test(
      { endpoint, credential: { ...credential, secretAccessKey: 'x' } },
      context,
    );
    expect(valid(contract.connections.test.output, wrong)).toMatchObject({
      ok: false,
      error: { code: 'SIGNATURE_MISMATCH' },
    });
    const nobody = { ...endpoint, endpoint: 'http://127.0.0.1:1' };
    expect(await stores.connections.test({ endpoint: nobody, credential }, context)).toMatchObject({
      ok: false,
      error: { code: 'ENDPOINT_UNREACHABLE' },
    });
    const live = await stores.connections.watch({}, context);
    expect((await live.snapshot()).connections.map((connection) => connection.id)).toEqual([local]);
  });

  it('add, update, retest, remove > what is watched follows, and no secret comes back', async () => {
    const live = await stores.connections.watch({}, context);
    const heard: unknown[] = [];
    const stop = live.subscribe((delta) => heard.push(delta));
    const connection = await addRemote({}, { secretAccessKey: 'canary-wrong' });
    valid(contract.connections.add.output, { connection });
    expect(connection).toMatchObject({
      hasSecret: true,
      secretPlace: 'session',
      local: false,
      features: { copy: { ok: true } },
    });
    expect(await stores.connections.retest({ id: connection.id }, context)).toMatchObject({ ok: false });
    await stores.connections.update({ id: connection.id, credential }, context);
    expect(await stores.connections.retest({ id: connection.id }, context)).toMatchObject({
      ok: true,
      buckets: ['remote-one'],
    });
    valid(contract.connections.watch.snapshot, await live.snapshot());
    await stores.connections.remove({ id: connection.id }, context);
    expect(await codeOf(stores.connections.retest({ id: connection.id }, context))).toBe('CONNECTION_NOT_FOUND');
    stop();
    expect(heard.length).toBeGreaterThanOrEqual(3);
    for (const delta of heard) valid(contract.connections.watch.delta, delta);
    expect(JSON.stringify(heard)).not.toContain('canary');
  });

  it('pinBucket > only a bucket that opens', async () => {
    const { id } = await addRemote();
    expect(await codeOf(stores.connections.pinBucket({ id, bucket: 'not-there' }, context))).toBe('BUCKET_NOT_FOUND');
    await stores.connections.pinBucket({ id, bucket: 'remote-one' }, context);
    const pinned = await stores.buckets.list({ connectionId: id }, context);
    expect(pinned.buckets).toMatchObject([{ name: 'remote-one', pinned: true }]);
    await stores.connections.unpinBucket({ id, bucket: 'remote-one' }, context);
    expect((await stores.buckets.list({ connectionId: id }, context)).buckets).toMatchObject([{ pinned: false }]);
    await stores.connections.remove({ id }, context);
  });
});

describe('volumes of saved connections', () => {
  it('of > the same volume until the connection or its secret changes', async () => {
    const { id } = await addRemote({}, { secretAccessKey: 'wrong' });
    const first = await stores.volumes.of(id);
    expect(await stores.volumes.of(id)).toBe(first);
    await stores.connections.update({ id, credential }, context);
    const second = await stores.volumes.of(id);
    expect(second).not.toBe(first);
    expect(second.revision).toBeGreaterThan(first.revision);
    await stores.connections.pinBucket({ id, bucket: 'remote-one' }, context);
    expect(await stores.volumes.of(id)).toBe(second);
    await stores.connections.update({ id, readOnly: true }, context);
    const third = await stores.volumes.of(id);
    expect(await codeOf(third.delete({ bucket: 'remote-one', key: 'x' }))).toBe('READ_ONLY_CONNECTION');
    await stores.connections.remove({ id }, context);
    expect(await codeOf(stores.volumes.of(id))).toBe('CONNECTION_NOT_FOUND');
  });

  it('of > says that the secret is out of reach, and works again once it is back', async () => {
    const other = await startStores();
    const { connection } = await other.connections.add({ name: 'R', endpoint, credential, readOnly: false }, context);
    await other.stop();
    const again = await startStores(other.home);
    // Secrets of a session end with it.
    expect(await codeOf(again.volumes.of(connection.id))).toMatch(/^SECRET_/);
    await again.connections.update({ id: connection.id, credential }, context);
    expect(await again.connections.retest({ id: connection.id }, context)).toMatchObject({ ok: true });
    again.volumes.close();
    expect(await codeOf(again.volumes.of(connection.id))).toBe('SHUTTING_DOWN');
    await again.remove();
  });
});

describe('handlers > buckets', () => {
  it('list > the volumes of this computer with their kind', async () => {
    const folder = join(stores.home, '..', `shown-${process.pid}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'by another program.txt'), 'x');
    await stores.localServer.createVolume({ kind: 'folder', name: 'shown-folder', folder });
    const answer = valid(contract.buckets.list.output, await stores.buckets.list({ connectionId: local }, context));
    expect(answer.listed).toBe(true);
    expect(answer.buckets).toMatchObject([
      { name: 'my-files', local: { kind: 'object' } },
      { name: 'shown-folder', local: { kind: 'folder' } },
    ]);
    const page = await stores.objects.list(
      { connectionId: local, bucket: 'shown-folder', prefix: '', recursive: false, limit: 100 },
      context,
    );
    expect(page.keys).toEqual(['by another program.txt']);
    await rm(folder, { recursive: true, force: true });
  });

  it('list > where listing is not allowed the pinned ones are there', async () => {
    const { id } = await addRemote({ provider: 'archil', pinnedBuckets: ['remote-one'] });
    const answer = await stores.buckets.list({ connectionId: id }, context);
    expect(valid(contract.buckets.list.output, answer)).toEqual({
      listed: false,
      buckets: [{ name: 'remote-one', pinned: true }],
    });
    expect(await codeOf(stores.buckets.create({ connectionId: id, bucket: 'new' }, context))).toBe('NOT_SUPPORTED');
    const closed = await addRemote({}, { secretAccessKey: 'wrong' });
    expect(await codeOf(stores.buckets.list({ connectionId: closed.id }, context))).toBe('SIGNATURE_MISMATCH');
    for (const connection of [id, closed.id]) await stores.connections.remove({ id: connection }, context);
  });

  it('create, remove > with the names and refusals of S3', async () => {
    const inLocal = { connectionId: local };
    const made = await stores.buckets.create({ ...inLocal, bucket: 'made-here' }, context);
    expect(valid(contract.buckets.create.output, made).bucket).toMatchObject({
      name: 'made-here',
      local: { kind: 'object' },
    });
    expect(await codeOf(stores.buckets.create({ ...inLocal, bucket: 'made-here' }, context))).toMatch(
      /BUCKET_EXISTS|no error/,
    );
    expect(await codeOf(stores.buckets.create({ ...inLocal, bucket: 'No_Name' }, context))).toBe('BUCKET_NAME_INVALID');
    await stores.objects.createFolder({ ...inLocal, bucket: 'made-here', key: 'f/' }, context);
    expect(await codeOf(stores.buckets.remove({ ...inLocal, bucket: 'made-here' }, context))).toBe('BUCKET_NOT_EMPTY');
    const volume = await stores.volumes.of(local);
    await volume.delete({ bucket: 'made-here', key: 'f/' });
    await stores.buckets.remove({ ...inLocal, bucket: 'made-here' }, context);
    expect(await codeOf(stores.buckets.remove({ ...inLocal, bucket: 'made-here' }, context))).toBe('BUCKET_NOT_FOUND');
  });
});

describe('handlers > objects', () => {
  const place = { connectionId: local, bucket: 'my-files' };
  it('createFolder, list, head > a folder is shown once, its marker is not in it', async () => {
    await stores.objects.createFolder({ ...place, key: 'pictures/' }, context);
    expect(await codeOf(stores.objects.createFolder({ ...place, key: 'pictures/' }, context))).toBe('OBJECT_EXISTS');
    expect(await codeOf(stores.objects.createFolder({ ...place, key: 'no-slash' }, context))).toBe('KEY_INVALID');
    const root = await stores.objects.list({ ...place, prefix: '', recursive: false, limit: 1000 }, context);
    expect(valid(contract.objects.list.output, root)).toMatchObject({ prefixes: ['pictures/'], keys: [] });
    const inside = await stores.objects.list({ ...place, prefix: 'pictures/', recursive: false, limit: 1000 }, context);
    expect(inside.keys).toEqual([]);
    expect(inside.sizes).toEqual([]);
    const volume = await stores.volumes.of(local);
    await volume.put({
      ...place,
      key: 'pictures/é 1.png',
      body: Buffer.from('png'),
      contentType: 'image/png',
      metadata: { a: 'b' },
    });
    const head = await stores.objects.head({ ...place, key: 'pictures/é 1.png' }, context);
    expect(valid(contract.objects.head.output, head)).toMatchObject({
      size: 3,
      contentType: 'image/png',
      metadata: { a: 'b' },
    });
  });

  it('measure > each object once, few or many', async () => {
    const volume = await stores.volumes.of(local);
    const keys = Array.from({ length: 60 }, (_, at) => `many/${at}.txt`);
    for (const key of keys) await volume.put({ ...place, key, body: Buffer.from('12345') });
    await volume.put({ ...place, key: 'many/deep/x', body: Buffer.from('1') });
    const measure = async (selection: { keys: string[]; prefixes: string[] }) =>
      valid(contract.objects.measure.output, await stores.objects.measure({ ...place, selection }, context));
    expect(await measure({ keys: [], prefixes: ['many/', 'many/deep/'] })).toMatchObject({
      objects: 61,
      bytes: 301,
      complete: true,
    });
    expect(await measure({ keys: ['many/1.txt', 'gone'], prefixes: [] })).toMatchObject({
      objects: 1,
      bytes: 5,
      complete: true,
    });
    expect(await measure({ keys: ['many/1.txt'], prefixes: ['many/'] })).toMatchObject({ objects: 61 });
    const many = await measure({ keys, prefixes: ['many/deep/'] });
    expect(many).toMatchObject({ objects: 61, bytes: 301, complete: true });
    expect(many.sample.length).toBe(20);
  });
});

describe('handlers > shares', () => {
  const request = { seconds: 3600, show: 'inline' as const };

  it('local > opens without a key until it expires; the same address comes again', async () => {
    const volume = await stores.volumes.of(local);
    await volume.put({ bucket: 'my-files', key: 'to share.txt', body: Buffer.from('shared') });
    const asked = { ...request, connectionId: local, bucket: 'my-files', key: 'to share.txt' };
    const foreseen = valid(contract.shares.foresee.output, await stores.shares.foresee(asked, context));
    const made = valid(contract.shares.create.output, await stores.shares.create(asked, context));
    expect(Math.abs(made.share.expiresAt - foreseen.expiresAt)).toBeLessThan(3000);
    expect(made.share.alive).toBe(true);
    expect(await (await fetch(made.url)).text()).toBe('shared');
    expect(await stores.shares.url({ id: made.share.id }, context)).toEqual({ url: made.url });
    const brief = await stores.shares.create({ ...asked, seconds: 1 }, context);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect((await fetch(brief.url)).status).toBe(403);
    const live = await stores.shares.watch({}, context);
    expect(valid(contract.shares.watch.snapshot, await live.snapshot()).shares.length).toBe(2);
    await stores.shares.forget({ id: brief.share.id }, context);
    expect((await live.snapshot()).shares.map((share) => share.id)).toEqual([made.share.id]);
    expect(await codeOf(stores.shares.url({ id: brief.share.id }, context))).toBe('SHARE_NOT_FOUND');
    expect(await codeOf(stores.shares.create({ ...asked, key: 'nothing' }, context))).toBe('OBJECT_NOT_FOUND');
  });

  it('a store that caps links, a temporary credential, a store without links', async () => {
    const capped = await addRemote({ provider: 'runsite' });
    const week = {
      connectionId: capped.id,
      bucket: 'remote-one',
      key: 'docs/a.txt',
      seconds: 604_800,
      show: 'download' as const,
    };
    expect(await stores.shares.foresee(week, context)).toMatchObject({ seconds: 86_400, limitedBy: 'store' });
    const temporary = await addRemote({}, { sessionToken: 'of-a-role' });
    expect(await stores.shares.foresee({ ...week, connectionId: temporary.id }, context)).toMatchObject({
      seconds: 3600,
      limitedBy: 'credential',
    });
    const none = await addRemote({ provider: 'runpod' });
    expect(await codeOf(stores.shares.foresee({ ...week, connectionId: none.id }, context))).toBe('NOT_SUPPORTED');
    expect(await codeOf(stores.shares.create({ ...week, connectionId: none.id }, context))).toBe('NOT_SUPPORTED');
    for (const { id } of [capped, temporary, none]) await stores.connections.remove({ id }, context);
  });

  it('a link is dead once its connection is removed or its key replaced, and the list says so', async () => {
    const { id } = await addRemote();
    const asked = { ...request, connectionId: id, bucket: 'remote-one', key: 'docs/a.txt' };
    const { share, url } = await stores.shares.create(asked, context);
    expect(await (await fetch(url)).text()).toBe('hello');
    const live = await stores.shares.watch({}, context);
    const heard: { upsert: { id: string; alive: boolean }[] }[] = [];
    const stop = live.subscribe((delta) => heard.push(delta));
    await stores.connections.remove({ id }, context);
    stop();
    expect(heard.at(-1)?.upsert).toMatchObject([{ id: share.id, alive: false }]);
    expect(await codeOf(stores.shares.url({ id: share.id }, context))).toBe('SHARE_NOT_FOUND');
  });

  it('after a restart > the list is there, without any address in it', async () => {
    await stores.stop();
    stores = await startStores(stores.home);
    const live = await stores.shares.watch({}, context);
    const { shares } = await live.snapshot();
    expect(shares.length).toBe(2);
    expect(JSON.stringify(shares)).not.toContain('Signature');
  });
});
