import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract, type ConnectionId } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { openDatabase } from '../database/index.ts';
import { createServerHandlers } from '../handlers/server.ts';
import { createVault, type Vault } from '../vault/index.ts';
import { createFakeKeychain, type FakeKeychain } from '../vault/testing/fake-keychain.testkit.ts';
import { createLocalServer, type LocalServer } from './local-server.ts';

let top: string;
let keychain: FakeKeychain;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'quayside-services-'));
  keychain = createFakeKeychain();
});
afterEach(async () => {
  await stop();
  rmSync(top, { recursive: true, force: true });
});

async function stop(): Promise<void> {
  for (const end of ends.splice(0).toReversed()) await end();
}

async function start(): Promise<{ vault: Vault; local: LocalServer; lines: string[] }> {
  await stop();
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const home = join(top, 'home');
  const database = openDatabase({ home, log });
  ends.push(() => database.close());
  const vault = createVault({ database, keychain, home, clock: systemClock, log });
  await vault.start();
  ends.push(() => vault.close());
  const local = createLocalServer({ home, vault, database, clock: systemClock, log });
  await local.start();
  ends.push(() => local.stop());
  return { vault, local, lines };
}

async function ownClient(vault: Vault): Promise<S3Client> {
  const id = 'local' as ConnectionId;
  return client(vault.connections.get(id).endpoint, await vault.connections.credential(id));
}
function client(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }): S3Client {
  const made = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 1 });
  ends.push(() => made.destroy());
  return made;
}

/** All that lies on the disk of this home, as one text. */
function everything(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

const Bucket = 'my-files';
const sealed = { Bucket, Key: 'sealed', ServerSideEncryption: 'AES256' } as const;
const read = async (s3: S3Client) => {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'sealed' }));
  return [got.ServerSideEncryption, await got.Body?.transformToString()];
};

describe('local server > SSE-S3', () => {
  it('with a keychain: one key a home, in the keychain and not on the disk, and the same after a restart', async () => {
    const first = await start();
    await (await ownClient(first.vault)).send(new PutObjectCommand({ ...sealed, Body: 'a plain secret of mine' }));
    const second = await start();
    expect(await read(await ownClient(second.vault))).toEqual(['AES256', 'a plain secret of mine']);
    const disk = everything(top);
    expect(disk).not.toContain('a plain secret of mine');
    const kept = [...keychain.entries].filter(([account]) => account.startsWith('local.volume-key'));
    expect(kept).toHaveLength(1);
    expect(disk).not.toContain(kept[0]?.[1] ?? '');
  });

  it('without a store that lasts: refused by name; with one chosen later: taken, without a restart', async () => {
    keychain.problem = 'no-service';
    const { vault } = await start();
    const put = async () => (await ownClient(vault)).send(new PutObjectCommand({ ...sealed, Body: 'x' }));
    await expect(put()).rejects.toMatchObject({ name: 'NotImplemented' });
    await vault.secrets.useSession();
    await expect(put()).rejects.toMatchObject({ name: 'NotImplemented' });
    await vault.secrets.usePassphraseFile('correct horse');
    await expect
      .poll(async () =>
        put().then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('taken');
    await vault.secrets.lock();
    await expect
      .poll(async () =>
        put().then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused');
    await vault.secrets.usePassphraseFile('correct horse');
    await expect.poll(async () => read(await ownClient(vault)).catch(() => 'refused')).toEqual(['AES256', 'x']);
  });
});

describe('local server > volumes that stand in for a store', () => {
  it('are refused what that store refuses, from the next request on, and stay so after a restart', async () => {
    const { vault, local } = await start();
    const versions = async (bucket: string, from: Vault) =>
      (await ownClient(from)).send(
        new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
      );
    await local.createVolume({ kind: 'object', name: 'rehearsal', store: 'runpod' });
    await expect(versions('rehearsal', vault)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
    await local.setStore('my-files', 'runpod');
    await expect(versions('my-files', vault)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
    await local.setStore('my-files', undefined);
    await versions('my-files', vault);
    const again = await start();
    expect(['my-files', 'rehearsal'].map((name) => again.local.storeOf(name))).toEqual([undefined, 'runpod']);
    await expect(versions('rehearsal', again.vault)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
    await expect(local.setStore('nowhere', 'archil')).rejects.toMatchObject({ code: 'SERVER_DOWN' });
    await expect(again.local.setStore('nowhere', 'archil')).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' });
  });

  it('of every kind are open to the app itself, also where a credential opens one bucket alone', async () => {
    const { vault, local } = await start();
    const s3 = await ownClient(vault);
    for (const store of ['runpod', 'coreweave', 'runsite', 'archil'] as const) {
      const name = `dsk-${store}`;
      await local.createVolume({ kind: 'object', name, store });
      await s3.send(new PutObjectCommand({ Bucket: name, Key: 'a', Body: store }));
      const got = await s3.send(new GetObjectCommand({ Bucket: name, Key: 'a' }));
      expect(await got.Body?.transformToString()).toBe(store);
    }
  });
});

describe('local server > management API', () => {
  const call = (address: string, token: string, path: string, init: RequestInit = {}) =>
    fetch(`${address}/api/storage${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
  const wish = JSON.stringify({ name: 'ci', buckets: ['my-files'], permissions: { read: true } });

  it('is off, and listens on this machine alone once it is turned on; its token is told once and lies in the keychain', async () => {
    const { local } = await start();
    expect(local.watch.snapshot().management).toBeUndefined();
    const { token } = await local.turnOnManagement();
    const { management } = local.watch.snapshot();
    expect(management?.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const address = management?.address ?? '';
    expect((await call(address, 'guessed-token', '/buckets')).status).toBe(401);
    expect((await call(address, token, '/buckets')).status).toBe(200);
    expect(everything(top)).not.toContain(token);
    expect(JSON.stringify(local.watch.snapshot())).not.toContain(token);
    const again = await start();
    expect(again.local.watch.snapshot().management).toEqual({ address });
    expect((await call(address, token, '/buckets')).status).toBe(200);
    await again.local.turnOffManagement();
    expect(again.local.watch.snapshot().management).toBeUndefined();
    await expect(call(address, token, '/buckets')).rejects.toThrow('fetch failed');
    const third = await start();
    expect(third.local.watch.snapshot().management).toBeUndefined();
  });

  it('turned on again: another token, and the one before is refused', async () => {
    const { local } = await start();
    const first = await local.turnOnManagement();
    const second = await local.turnOnManagement();
    const address = local.watch.snapshot().management?.address ?? '';
    expect((await call(address, first.token, '/buckets')).status).toBe(401);
    expect((await call(address, second.token, '/buckets')).status).toBe(200);
  });

  it('makes keys that are keys of the app: listed there, scoped, working at once and revoked from either side', async () => {
    const { vault, local } = await start();
    await (await ownClient(vault)).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const { token } = await local.turnOnManagement();
    const { endpoint = '', management } = local.watch.snapshot();
    const address = management?.address ?? '';
    const made = await call(address, token, '/keys', { method: 'POST', body: wish });
    expect(made.status).toBe(201);
    const key: { id: string; access_key_id: string; secret_access_key: string } = await made.json();
    expect(vault.serverKeys.watch.snapshot().keys).toMatchObject([
      { name: 'ci', accessKeyId: key.access_key_id, volumes: ['my-files'], secretPlace: 'keychain' },
    ]);
    const s3 = client(endpoint, { accessKeyId: key.access_key_id, secretAccessKey: key.secret_access_key });
    await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(await (await call(address, token, '/keys')).text()).not.toContain(key.secret_access_key);
    expect((await call(address, token, `/keys/${key.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(vault.serverKeys.watch.snapshot().keys).toEqual([]);
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
  });

  it('signs links that work until it is turned off, and limits what is stored', async () => {
    const { vault, local } = await start();
    const s3 = await ownClient(vault);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'linked' }));
    const { token } = await local.turnOnManagement();
    const address = local.watch.snapshot().management?.address ?? '';
    const made = await call(address, token, `/buckets/${Bucket}/presign`, {
      method: 'POST',
      body: JSON.stringify({ key: 'a', operation: 'get' }),
    });
    const link: { url: string } = await made.json();
    expect(await (await fetch(link.url)).text()).toBe('linked');
    const limits = JSON.stringify({ storage_bytes: 10 });
    expect((await call(address, token, '/quotas', { method: 'PATCH', body: limits })).status).toBe(200);
    const large = new PutObjectCommand({ Bucket, Key: 'b', Body: 'more than ten bytes' });
    await expect(s3.send(large)).rejects.toMatchObject({ name: 'QuotaExceeded' });
    await local.turnOffManagement();
    expect((await fetch(link.url)).status).toBe(403);
    await s3.send(large);
  });

  it('says so where there is no store for its token; the handlers keep to the contract', async () => {
    keychain.problem = 'no-service';
    const { vault, local } = await start();
    const handlers = createServerHandlers({
      localServer: local,
      grants: { resolve: () => ({ path: top, kind: 'folder' }) },
    });
    const context = { signal: new AbortController().signal, session: 'mine' };
    await expect(handlers.turnOnManagement({}, context)).rejects.toMatchObject({ code: 'SECRET_STORE_CHOICE_NEEDED' });
    expect(local.watch.snapshot().management).toBeUndefined();
    await vault.secrets.useSession();
    const on = contract.server.turnOnManagement.output.parse(await handlers.turnOnManagement({}, context));
    expect(on.token.length).toBe(43);
    expect(contract.server.watch.delta.parse(local.watch.snapshot()).management?.address).toBeDefined();
    expect(await handlers.setStore({ bucket: 'my-files', store: 'archil' }, context)).toEqual({});
    expect(contract.server.volumes.output.parse(await handlers.volumes({}, context))).toEqual({
      volumes: [{ bucket: 'my-files', kind: 'object', store: 'archil' }],
    });
    expect(await handlers.turnOffManagement({}, context)).toEqual({});
  });
});
