import { describe, expect, it } from 'vitest';
import { createFakeKeychain } from './testing/fake-keychain.testkit.ts';
import { permissions, vaultHome } from './testing/vault-home.testkit.ts';

const { start, setClock } = vaultHome();
const draft = { name: 'k', volumes: '*' as const, permissions };

describe('server keys > end', () => {
  it('a key is refused from its moment on, and taken again once the moment is moved', async () => {
    const vault = await start(createFakeKeychain());
    const { key } = await vault.serverKeys.create({ ...draft, expiresAt: 5000 });
    expect(key.expiresAt).toBe(5000);
    expect(vault.serverKeys.find(key.accessKeyId)).toBeDefined();
    setClock(5000);
    expect(vault.serverKeys.find(key.accessKeyId)).toBeUndefined();
    vault.serverKeys.setExpiry(key.id, 9000);
    expect(vault.serverKeys.find(key.accessKeyId)).toBeDefined();
    vault.serverKeys.setExpiry(key.id, undefined);
    setClock(99_000);
    expect(vault.serverKeys.find(key.accessKeyId)).toBeDefined();
    expect(vault.serverKeys.get(key.id).expiresAt).toBeUndefined();
  });

  it('the moment is kept over a restart', async () => {
    const keychain = createFakeKeychain();
    const { key } = await (await start(keychain)).serverKeys.create({ ...draft, expiresAt: 5000 });
    const again = await start(keychain);
    expect(again.serverKeys.get(key.id).expiresAt).toBe(5000);
    setClock(6000);
    expect(again.serverKeys.find(key.accessKeyId)).toBeUndefined();
  });
});

describe('server keys > rotation with an overlap', () => {
  it('both pairs work until the time is over, also after a restart, and then the old secret is erased', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { key } = await vault.serverKeys.create(draft);
    const rotated = await vault.serverKeys.rotate(key.id, 60);
    expect(rotated.key.previous).toEqual({ accessKeyId: key.accessKeyId, until: 61_000 });
    expect(vault.serverKeys.find(key.accessKeyId)).toBeDefined();
    expect(vault.serverKeys.find(rotated.key.accessKeyId)?.secret).toBe(rotated.secretAccessKey);
    expect(keychain.entries.size).toBe(2);

    const again = await start(keychain);
    expect(again.serverKeys.find(key.accessKeyId)).toBeDefined();
    setClock(61_000);
    expect(again.serverKeys.find(key.accessKeyId)).toBeUndefined();
    expect(again.serverKeys.find(rotated.key.accessKeyId)).toBeDefined();

    const later = await start(keychain);
    expect(later.serverKeys.get(key.id).previous).toBeUndefined();
    expect(keychain.entries.size).toBe(1);
  });

  it('the user ends it early, a second rotation ends it, and a revocation ends both', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { key } = await vault.serverKeys.create(draft);
    const second = await vault.serverKeys.rotate(key.id, 3600);
    await vault.serverKeys.endOverlap(key.id);
    expect(vault.serverKeys.find(key.accessKeyId)).toBeUndefined();
    expect(vault.serverKeys.get(key.id).previous).toBeUndefined();
    const third = await vault.serverKeys.rotate(key.id, 3600);
    const fourth = await vault.serverKeys.rotate(key.id, 3600);
    expect(vault.serverKeys.find(second.key.accessKeyId)).toBeUndefined();
    expect(vault.serverKeys.find(third.key.accessKeyId)).toBeDefined();
    await vault.serverKeys.revoke(key.id);
    for (const { accessKeyId } of [third.key, fourth.key]) expect(vault.serverKeys.find(accessKeyId)).toBeUndefined();
    expect(keychain.entries.size).toBe(0);
  });

  it('requests with the old pair are counted for the key', async () => {
    const vault = await start(createFakeKeychain());
    const { key } = await vault.serverKeys.create(draft);
    const rotated = await vault.serverKeys.rotate(key.id, 60);
    vault.serverKeys.touched(key.accessKeyId, 1500);
    vault.serverKeys.touched(rotated.key.accessKeyId, 1600);
    expect(vault.serverKeys.get(key.id)).toMatchObject({ requests: 2, lastUsedAt: 1600 });
  });
});
