import { describe, expect, it } from 'vitest';
import { createFakeKeychain } from './testing/fake-keychain.testkit.ts';
import { permissions, vaultHome } from './testing/vault-home.testkit.ts';

const { database, start } = vaultHome();

describe('vault > server keys', () => {
  it('makes a pair of the promised form, found at once and after a restart', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { key, secretAccessKey } = await vault.serverKeys.create({ name: 'k', volumes: ['a'], permissions });
    expect(key.accessKeyId).toMatch(/^QS[A-Z2-7]{18}$/);
    expect(secretAccessKey).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(JSON.stringify(vault.serverKeys.watch.snapshot())).not.toContain(secretAccessKey);
    const again = await start(keychain);
    expect(again.serverKeys.find(key.accessKeyId)).toMatchObject({
      secret: secretAccessKey,
      volumes: ['a'],
      permissions,
    });
  });

  it('rotate: the old pair is refused before it resolves, the rights stay', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const first = await vault.serverKeys.create({ name: 'k', volumes: ['a'], permissions });
    const second = await vault.serverKeys.rotate(first.key.id);
    expect(vault.serverKeys.find(first.key.accessKeyId)).toBeUndefined();
    expect(vault.serverKeys.find(second.key.accessKeyId)).toMatchObject({
      secret: second.secretAccessKey,
      volumes: ['a'],
    });
    expect([second.key.id, second.key.name]).toEqual([first.key.id, 'k']);
    expect(keychain.entries.size).toBe(1);
  });

  it('rotate that fails leaves the old pair working', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { key } = await vault.serverKeys.create({ name: 'k', volumes: '*', permissions });
    keychain.failNextSet = true;
    await expect(vault.serverKeys.rotate(key.id)).rejects.toThrow('SECRET_STORE');
    keychain.problem = 'none';
    expect((await start(keychain)).serverKeys.find(key.accessKeyId)).toBeDefined();
  });

  it('revoke: refused from the call on, also where the keychain hangs; nothing is left', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { key } = await vault.serverKeys.create({ name: 'k', volumes: '*', permissions });
    const revoked = vault.serverKeys.revoke(key.id);
    expect(vault.serverKeys.find(key.accessKeyId)).toBeUndefined();
    await revoked;
    expect(keychain.entries.size).toBe(0);
    expect(vault.serverKeys.watch.snapshot()).toEqual({ keys: [] });
    await expect(vault.serverKeys.revoke(key.id)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    expect((await start(keychain)).serverKeys.find(key.accessKeyId)).toBeUndefined();
  });

  it('counts use in memory and writes it in batches', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { key } = await vault.serverKeys.create({ name: 'k', volumes: '*', permissions });
    for (let n = 0; n < 1000; n += 1) vault.serverKeys.touched(key.accessKeyId, 5000 + n);
    vault.serverKeys.touched('QSUNKNOWN', 1);
    expect(vault.serverKeys.get(key.id)).toMatchObject({ requests: 1000, lastUsedAt: 5999 });
    expect(database().sql.prepare('SELECT requests FROM server_keys').get()).toEqual({ requests: 0 });
    expect((await start(keychain)).serverKeys.get(key.id)).toMatchObject({ requests: 1000, lastUsedAt: 5999 });
  });
});
