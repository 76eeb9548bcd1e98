import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allRights } from '../s3-server/index.ts';
import { startEmbeddedStore, testKey, type EmbeddedStore } from '../volumes/embedded-store.testkit.ts';
import { openKeysHome, type KeysHome } from './keys-home.testkit.ts';

const oldPair = { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.secret };
const nextPair = { accessKeyId: 'QSNEXTKEY', secretAccessKey: 'the-next-secret-canary' };
const user = 'tester';

let store: EmbeddedStore;
let home: KeysHome;
beforeEach(async () => {
  store = await startEmbeddedStore({
    keys: [{ accessKeyId: nextPair.accessKeyId, secret: nextPair.secretAccessKey, user, scope: allRights }],
  });
  home = await openKeysHome();
});
afterEach(async () => {
  await home.close();
  await store.close();
});
const twoConnections = async () =>
  [
    await home.add('One', 'minio', store.endpoint, oldPair),
    await home.add('Two', 'minio', store.endpoint, oldPair),
  ] as const;
const secretOf = async (id: Parameters<KeysHome['vault']['connections']['credential']>[0]) =>
  (await home.vault.connections.credential(id)).secretAccessKey;

describe('keys > replace everywhere', () => {
  it('swaps the pair in every connection that uses it, and the old volume goes on with what it had begun', async () => {
    const [one, two] = await twoConnections();
    const other = await home.add('Other secret', 'minio', store.endpoint, { ...oldPair, secretAccessKey: 'another' });
    expect(await home.keys.replacements.plan(one.id)).toEqual({ same: [one.id, two.id], others: [other.id] });
    const before = await home.volumes.of(two.id);
    await before.createBucket({ bucket: 'kept' });
    const { replacement, results } = await home.keys.replacements.replace([one.id, two.id], nextPair);
    expect(results).toEqual([{ connectionId: one.id }, { connectionId: two.id }]);
    expect(replacement).toMatchObject({ oldAccessKeyId: 'QSTESTKEY', newAccessKeyId: 'QSNEXTKEY' });
    const after = await home.volumes.of(two.id);
    expect(after).not.toBe(before);
    expect((await after.listBuckets()).map(({ name }) => name)).toEqual(['kept']);
    expect(home.volumes.signingKey(one.id)?.accessKeyId).toBe('QSNEXTKEY');
    expect((await before.listBuckets()).length).toBe(1);
    expect(home.holds('the-next-secret-canary') || home.holds(testKey.secret)).toBe(false);
  });

  it('one refusal, and nothing has changed anywhere', async () => {
    const [one, two] = await twoConnections();
    const wrong = { ...nextPair, secretAccessKey: 'mistyped' };
    const { replacement, results } = await home.keys.replacements.replace([one.id, two.id], wrong);
    expect(replacement).toBeUndefined();
    expect(results.map(({ error }) => error?.code)).toEqual(['SIGNATURE_MISMATCH', 'SIGNATURE_MISMATCH']);
    expect([await secretOf(one.id), await secretOf(two.id)]).toEqual([testKey.secret, testKey.secret]);
    expect(home.keychain.entries.size).toBe(2);
  });

  it('a keychain that fails half way: the first connection gets its old pair back', async () => {
    const [one, two] = await twoConnections();
    // The first entry is the old pair that is kept, the second the first connection's new one.
    const { store: real } = home.keychain;
    const before = { ...real };
    let writes = 0;
    Object.assign(home.keychain.store, {
      set: (account: string, secret: string) => {
        writes += 1;
        return writes === 3 ? Promise.reject(new Error('the keychain went away')) : before.set(account, secret);
      },
    });
    await expect(home.keys.replacements.replace([one.id, two.id], nextPair)).rejects.toThrow('went away');
    expect([await secretOf(one.id), await secretOf(two.id)]).toEqual([testKey.secret, testKey.secret]);
    expect(home.keys.replacements.list()).toEqual([]);
  });

  it('undo after a restart puts the old pair back, but not over a later choice', async () => {
    const [one, two] = await twoConnections();
    const { replacement } = await home.keys.replacements.replace([one.id, two.id], nextPair);
    await home.vault.connections.update({ id: two.id, credential: { accessKeyId: 'X', secretAccessKey: 'later' } });
    home = await home.again();
    expect(home.keys.replacements.list().map(({ id }) => id)).toEqual([replacement?.id]);
    const undone = await home.keys.replacements.undo(replacement?.id ?? '');
    expect(undone).toEqual({ restored: [one.id], skipped: [two.id] });
    expect([await secretOf(one.id), await secretOf(two.id)]).toEqual([testKey.secret, 'later']);
    expect(home.keys.replacements.list()).toEqual([]);
    expect(home.keychain.entries.size).toBe(2);
  });

  it('the old pair is let go when the user says so, and by itself after a week', async () => {
    const [one, two] = await twoConnections();
    const first = await home.keys.replacements.replace([one.id], nextPair);
    await home.keys.replacements.letGo(first.replacement?.id ?? '');
    expect(home.keychain.entries.size).toBe(2);
    await home.keys.replacements.replace([two.id], nextPair);
    expect(home.keychain.entries.size).toBe(3);
    home.ahead = 7 * 86_400_000 + 1;
    await home.keys.replacements.sweep();
    expect(home.keychain.entries.size).toBe(2);
    expect(home.keys.watch.snapshot().replacements).toEqual([]);
  });

  it('tells how old a pair is and when it ends', async () => {
    const [one] = await twoConnections();
    home.ahead = 100 * 86_400_000;
    home.keys.setEnd(one.id, 5000);
    expect(home.keys.watch.snapshot().facts.find((fact) => fact.connectionId === one.id)).toMatchObject({
      since: one.createdAt,
      expiresAt: 5000,
    });
    await home.keys.replacements.replace([one.id], nextPair);
    const fact = home.keys.watch.snapshot().facts.find(({ connectionId }) => connectionId === one.id);
    expect((fact?.since ?? 0) - one.createdAt).toBeGreaterThan(99 * 86_400_000);
    expect(fact?.expiresAt).toBeUndefined();
  });
});
