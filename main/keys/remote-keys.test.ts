import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allRights, createS3Server, openStorage } from '../s3-server/index.ts';
import { startIamStandIn, type IamStandIn } from '../store-apis/testing/iam-stand-in.testkit.ts';
import { startRehearsalStore, type RehearsalStore } from '../store-apis/testing/rehearsal-store.testkit.ts';
import { openKeysHome, type KeysHome } from './keys-home.testkit.ts';

const wish = { name: 'ci', buckets: '*' as const, permissions: { read: true, write: true, delete: true, admin: true } };
let home: KeysHome;
beforeEach(async () => {
  home = await openKeysHome();
});
afterEach(() => home.close());

describe('keys > Runsite', () => {
  let store: RehearsalStore;
  beforeAll(async () => {
    store = await startRehearsalStore('runsite', 'uploads');
  });
  afterAll(() => store.stop());

  it('asks for a token first, keeps it in the keychain alone, and says when it is wrong', async () => {
    const { id } = await home.add('Runsite', 'runsite', store.endpoint, store.key, store.region);
    expect(home.keys.remote.api(id)).toMatchObject({ kind: 'runsite', needsToken: true, can: { list: false } });
    await expect(home.keys.remote.list(id)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await home.keys.apis.save(id, store.management, 'wrong-token-canary');
    await expect(home.keys.remote.list(id)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(home.holds('wrong-token-canary')).toBe(false);
    // Another address must not get the token of this one.
    await home.keys.apis.save(id, 'https://elsewhere.example', undefined);
    expect(home.keys.remote.api(id).hasToken).toBe(false);
    await home.vault.connections.remove(id);
    await expect.poll(() => home.keychain.entries.size).toBe(0);
  });

  it('creates, lists, rotates with every connection switched, and revokes', async () => {
    const admin = await home.add('Runsite', 'runsite', store.endpoint, store.key, store.region);
    await home.keys.apis.save(admin.id, store.management, store.token);
    const made = await home.keys.remote.create(admin.id, wish);
    const { accessKeyId, secretAccessKey } = made;
    const user = await home.add('With it', 'runsite', store.endpoint, { accessKeyId, secretAccessKey }, store.region);
    const [listed] = await home.keys.remote.list(admin.id);
    expect(listed).toMatchObject({ accessKeyId, name: 'ci', buckets: '*', usedBy: [user.id] });
    expect(JSON.stringify(listed)).not.toContain(secretAccessKey);

    const rotated = await home.keys.remote.rotate(admin.id, listed?.id ?? '');
    expect(rotated.switched).toEqual([user.id]);
    expect(home.volumes.signingKey(user.id)?.accessKeyId).toBe(rotated.accessKeyId);
    expect((await (await home.volumes.of(user.id)).listBuckets()).map(({ name }) => name)).toEqual(['uploads']);
    expect((await home.keys.remote.list(admin.id)).length).toBe(2);

    const old = home.volumes.try(home.vault.connections.get(user.id), { accessKeyId, secretAccessKey });
    expect((await old.volume.test()).ok).toBe(true);
    await home.keys.remote.revoke(admin.id, listed?.id ?? '');
    expect(await old.volume.test()).toMatchObject({ ok: false, error: { code: 'ACCESS_KEY_UNKNOWN' } });
    old.close();
    await expect(home.keys.remote.revoke(admin.id, 'nobody')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    await expect(home.keys.remote.setActive(admin.id, 'x', false)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});

describe('keys > IAM', () => {
  let iam: IamStandIn;
  let s3: { endpoint: string; close(): Promise<void> };
  beforeEach(async () => {
    const first = { accessKeyId: 'AKIAFIRST', secretAccessKey: 'first-secret', active: true };
    iam = await startIamStandIn(first);
    const root = await mkdtemp(join(tmpdir(), 'quayside-iam-'));
    const storage = await openStorage({ root, fast: true });
    const server = createS3Server({
      storage,
      keys: {
        find(accessKeyId) {
          const key = iam.keys.find((one) => one.accessKeyId === accessKeyId && one.active);
          return key && { accessKeyId, secret: key.secretAccessKey, user: 'harbour', scope: allRights };
        },
      },
    });
    s3 = {
      endpoint: await server.listen(),
      async close() {
        await server.close({ deadlineMs: 200 });
        await storage.close();
        await rm(root, { recursive: true, force: true });
      },
    };
  });
  afterEach(async () => {
    await iam.close();
    await s3.close();
  });
  const connect = async () => {
    const pair = { accessKeyId: 'AKIAFIRST', secretAccessKey: 'first-secret' };
    const { id } = await home.add('Cloud', 'ceph', s3.endpoint, pair);
    await home.keys.apis.save(id, iam.address, undefined);
    return id;
  };

  it('lists the keys of the user with their last use, or without it where that is not allowed', async () => {
    const id = await connect();
    expect(home.keys.remote.api(id)).toMatchObject({ kind: 'iam', can: { list: true, disable: true, scope: false } });
    const [key] = await home.keys.remote.list(id);
    expect(key).toMatchObject({
      accessKeyId: 'AKIAFIRST',
      name: 'harbour',
      active: true,
      createdAt: Date.parse('2026-01-02T03:04:05Z'),
      lastUsedAt: Date.parse('2026-05-06T07:08:09Z'),
      lastUsedFor: 's3, eu-central-1',
      usedBy: [id],
    });
    iam.denied.add('GetAccessKeyLastUsed');
    const [bare] = await home.keys.remote.list(id);
    expect(bare?.lastUsedAt).toBeUndefined();
    iam.denied.add('ListAccessKeys');
    await expect(home.keys.remote.list(id)).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      params: { operation: 'iam:ListAccessKeys' },
    });
  });

  it('rotates: a new key, the connection switched, the old one turned off and deleted', async () => {
    const id = await connect();
    const rotated = await home.keys.remote.rotate(id, 'AKIAFIRST');
    expect(rotated).toEqual({
      accessKeyId: 'AKIASTANDIN1',
      secretAccessKey: 'made-by-the-stand-in-1',
      switched: [id],
    });
    expect((await (await home.volumes.of(id)).listBuckets()).length).toBe(0);
    await expect(home.keys.remote.create(id, wish)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await home.keys.remote.setActive(id, 'AKIAFIRST', false);
    expect((await home.keys.remote.list(id)).map(({ active }) => active)).toEqual([false, true]);
    await home.keys.remote.revoke(id, 'AKIAFIRST');
    await expect(home.keys.remote.revoke(id, 'AKIAFIRST')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    expect(home.holds('made-by-the-stand-in-1')).toBe(false);
  });

  it('of a store without an API says so', async () => {
    const { id } = await home.add('Pods', 'runpod', s3.endpoint, { accessKeyId: 'u', secretAccessKey: 's' });
    expect(home.keys.remote.api(id)).toMatchObject({ kind: 'console', can: { list: false, create: false } });
    await expect(home.keys.remote.list(id)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
