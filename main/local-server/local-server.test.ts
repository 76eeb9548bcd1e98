import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionId, Permissions } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { openDatabase } from '../database/index.ts';
import { createVault, type Vault } from '../vault/index.ts';
import { createFakeKeychain, type FakeKeychain } from '../vault/testing/fake-keychain.testkit.ts';
import { createLocalServer, type LocalServer } from './local-server.ts';

let top: string;
let home: string;
let keychain: FakeKeychain;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'quayside-local-'));
  home = join(top, 'home');
  keychain = createFakeKeychain();
});
afterEach(async () => {
  await stop();
  rmSync(top, { recursive: true, force: true });
});

async function stop(): Promise<void> {
  for (const end of ends.splice(0).toReversed()) await end();
}

async function start(port?: number): Promise<{ vault: Vault; local: LocalServer }> {
  await stop();
  const log = () => {};
  const database = openDatabase({ home, log });
  ends.push(() => database.close());
  const vault = createVault({ database, keychain, home, clock: systemClock, log });
  await vault.start();
  ends.push(() => vault.close());
  const local = createLocalServer({ home, vault, database, clock: systemClock, log, ...(port ? { port } : {}) });
  await local.start();
  ends.push(() => local.stop());
  return { vault, local };
}

const id = 'local' as ConnectionId;
async function ownClient(vault: Vault): Promise<S3Client> {
  return client(vault.connections.get(id).endpoint, await vault.connections.credential(id));
}
function client(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }): S3Client {
  const made = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 1 });
  ends.push(() => made.destroy());
  return made;
}
const buckets = async (s3: S3Client) =>
  ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map((bucket) => bucket.Name);
const take = (port: number) =>
  new Promise<Server>((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
const portOf = (local: LocalServer) => Number(new URL(local.watch.snapshot().endpoint ?? '').port);
const readOnly: Permissions = { read: true, write: false, delete: false, admin: false };

describe('local server > first run', () => {
  it('has a ready volume, and a built-in connection that works', async () => {
    const { vault, local } = await start();
    expect(local.watch.snapshot()).toMatchObject({ running: true, region: 'us-east-1', connectionId: 'local' });
    expect(vault.connections.list()).toMatchObject([
      { id: 'local', provider: 'quayside', local: true, hasSecret: true, secretPlace: 'keychain' },
    ]);
    const s3 = await ownClient(vault);
    expect(await buckets(s3)).toEqual(['my-files']);
    await s3.send(new PutObjectCommand({ Bucket: 'my-files', Key: 'a b+é.txt', Body: 'hello' }));
    const got = await s3.send(new GetObjectCommand({ Bucket: 'my-files', Key: 'a b+é.txt' }));
    expect(await got.Body?.transformToString()).toBe('hello');
  });

  it('comes back on the same port with the same key, and does not remake a volume that was deleted', async () => {
    const first = await start();
    const port = portOf(first.local);
    const { accessKeyId, secretAccessKey } = await first.vault.connections.credential(id);
    await first.local.createVolume({ kind: 'object', name: 'other' });
    const { DeleteBucketCommand } = await import('@aws-sdk/client-s3');
    await (await ownClient(first.vault)).send(new DeleteBucketCommand({ Bucket: 'my-files' }));
    const second = await start();
    expect(portOf(second.local)).toBe(port);
    expect(await second.vault.connections.credential(id)).toEqual({ accessKeyId, secretAccessKey });
    expect(await buckets(await ownClient(second.vault))).toEqual(['other']);
  });
});

describe('local server > port', () => {
  it('taken by another program: uses another one, says so, and goes back when it is free', async () => {
    const port = portOf((await start()).local);
    await stop();
    const other = await take(port);
    const second = await start();
    expect(second.local.watch.snapshot()).toMatchObject({ running: true, portTaken: port });
    expect(portOf(second.local)).not.toBe(port);
    expect(await buckets(await ownClient(second.vault))).toEqual(['my-files']);
    await new Promise((resolve) => other.close(resolve));
    await second.local.restart();
    expect(second.local.watch.snapshot().portTaken).toBeUndefined();
    expect(portOf(second.local)).toBe(port);
    expect(await buckets(await ownClient(second.vault))).toEqual(['my-files']);
  });

  it('listens on the port that was asked for', async () => {
    const free = await take(0);
    const address = free.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((resolve) => free.close(resolve));
    expect(portOf((await start(port)).local)).toBe(port);
  });
});

describe('local server > its own key', () => {
  it('lives in memory while there is no store, moves to the one that is chosen, and stays the same in this run', async () => {
    keychain.problem = 'no-service';
    const { vault } = await start();
    expect(vault.connections.get(id).secretPlace).toBe('memory');
    const before = await vault.connections.credential(id);
    expect(await buckets(await ownClient(vault))).toEqual(['my-files']);
    await vault.secrets.useSession();
    expect(vault.connections.get(id).secretPlace).toBe('memory');
    await vault.secrets.usePassphraseFile('correct horse');
    await expect.poll(() => vault.connections.get(id).secretPlace).toBe('passphrase-file');
    expect(await vault.connections.credential(id)).toEqual(before);
  });

  it('a locked file at the start: a pair for this run stands in, then the stored one is back and both work', async () => {
    keychain.problem = 'no-service';
    const first = await start();
    await first.vault.secrets.usePassphraseFile('correct horse');
    await expect.poll(() => first.vault.connections.get(id).secretPlace).toBe('passphrase-file');
    const stored = await first.vault.connections.credential(id);
    const { vault } = await start();
    const standIn = await ownClient(vault);
    expect((await vault.connections.credential(id)).accessKeyId).not.toBe(stored.accessKeyId);
    expect(await buckets(standIn)).toEqual(['my-files']);
    await vault.secrets.usePassphraseFile('correct horse');
    await expect.poll(() => vault.connections.get(id).secretPlace).toBe('passphrase-file');
    expect(await vault.connections.credential(id)).toEqual(stored);
    expect(await buckets(await ownClient(vault))).toEqual(['my-files']);
    expect(await buckets(standIn)).toEqual(['my-files']);
  });
});

describe('local server > keys of the user', () => {
  it('a read-only key reads, cannot write, and is refused the moment it is revoked', async () => {
    const { vault, local } = await start();
    await (await ownClient(vault)).send(new PutObjectCommand({ Bucket: 'my-files', Key: 'a', Body: 'x' }));
    const made = await vault.serverKeys.create({ name: 'reader', volumes: ['my-files'], permissions: readOnly });
    const { endpoint = '' } = local.watch.snapshot();
    const { accessKeyId } = made.key;
    const s3 = client(endpoint, { accessKeyId, secretAccessKey: made.secretAccessKey });
    expect((await s3.send(new ListObjectsV2Command({ Bucket: 'my-files' }))).KeyCount).toBe(1);
    await expect(s3.send(new PutObjectCommand({ Bucket: 'my-files', Key: 'b', Body: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(vault.serverKeys.get(made.key.id).requests).toBeGreaterThanOrEqual(2);
    await vault.serverKeys.revoke(made.key.id);
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'my-files' }))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
  });

  it('a rotated key: the old pair is refused, the new one works', async () => {
    const { vault, local } = await start();
    const old = await vault.serverKeys.create({ name: 'k', volumes: '*', permissions: readOnly });
    const { endpoint = '' } = local.watch.snapshot();
    const next = await vault.serverKeys.rotate(old.key.id);
    const pair = (made: typeof old) => ({ accessKeyId: made.key.accessKeyId, secretAccessKey: made.secretAccessKey });
    await expect(buckets(client(endpoint, pair(old)))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    expect(await buckets(client(endpoint, pair(next)))).toEqual(['my-files']);
  });
});

describe('local server > volumes', () => {
  it('shows a folder live, in both directions', async () => {
    const { vault, local } = await start();
    const folder = join(top, 'photos');
    mkdirSync(folder);
    writeFileSync(join(folder, 'one.txt'), 'from the disk');
    expect(await local.createVolume({ kind: 'folder', name: 'photos', folder })).toEqual({ bucket: 'photos' });
    const s3 = await ownClient(vault);
    const got = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'one.txt' }));
    expect(await got.Body?.transformToString()).toBe('from the disk');
    expect((await local.volumes()).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'my-files object',
      'photos folder',
    ]);
  });

  it.each(['A_b', '..', 'ab', '192.168.0.1', 'xn--a', 'x'.repeat(64)])('refuses the name %s', async (name) => {
    const { local } = await start();
    await expect(local.createVolume({ kind: 'object', name })).rejects.toMatchObject({ code: 'BUCKET_NAME_INVALID' });
  });

  it('refuses a name that is taken', async () => {
    const { local } = await start();
    await expect(local.createVolume({ kind: 'object', name: 'my-files' })).rejects.toMatchObject({
      code: 'BUCKET_EXISTS',
    });
  });

  it("refuses the app's own folder, what holds it, nested and repeated folders, also through a link, and what is no folder", async () => {
    const { local } = await start();
    mkdirSync(join(top, 'data', 'inner'), { recursive: true });
    mkdirSync(join(top, 'data-other'));
    writeFileSync(join(top, 'file'), '');
    symlinkSync(join(top, 'data'), join(top, 'link'));
    await local.createVolume({ kind: 'folder', name: 'data', folder: join(top, 'data') });
    const attempt = (folder: string) =>
      local.createVolume({ kind: 'folder', name: 'another', folder }).then(
        () => 'made',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
    for (const folder of ['home', 'home/volumes', '.', 'data', 'data/inner', 'link']) {
      expect([folder, await attempt(join(top, folder))]).toEqual([folder, 'FOLDER_IN_USE']);
    }
    for (const folder of ['file', 'missing']) expect(await attempt(join(top, folder))).toBe('PATH_NOT_GRANTED');
    expect(await attempt(join(top, 'data-other'))).toBe('made');
  });

  it('says that the server is down instead of anything else', async () => {
    const { local } = await start();
    await local.stop();
    expect(local.watch.snapshot()).toMatchObject({ running: false });
    await expect(local.createVolume({ kind: 'object', name: 'abc' })).rejects.toMatchObject({ code: 'SERVER_DOWN' });
  });

  it('a volumes folder that cannot be used is a state with a reason, and a restart recovers', async () => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'volumes'), 'in the way');
    const { vault, local } = await start();
    expect(local.watch.snapshot()).toMatchObject({ running: false, error: { code: 'SERVER_DOWN' } });
    expect(vault.connections.get(id).local).toBe(true);
    rmSync(join(home, 'volumes'));
    await local.restart();
    expect(local.watch.snapshot().running).toBe(true);
  });
});
