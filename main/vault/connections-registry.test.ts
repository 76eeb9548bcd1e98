import { describe, expect, it } from 'vitest';
import { createFakeKeychain } from './testing/fake-keychain.testkit.ts';
import { draft, endpoint, secret, vaultHome } from './testing/vault-home.testkit.ts';

const { start } = vaultHome();

describe('vault > connections', () => {
  it('tells every change as a delta, and a snapshot that agrees', async () => {
    const vault = await start(createFakeKeychain());
    const seen: string[] = [];
    vault.connections.watch.subscribe(({ upsert, remove }) => {
      seen.push(...upsert.map((item) => `${item.name} ${item.hasSecret}`), ...remove.map(() => 'removed'));
    });
    const { id } = await vault.connections.add(draft('x'));
    await vault.connections.update({ id, name: 'Other' });
    await vault.connections.pinBucket(id, 'data');
    await vault.connections.pinBucket(id, 'data');
    expect(vault.connections.watch.snapshot().connections[0]?.pinnedBuckets).toEqual(['data']);
    await vault.connections.unpinBucket(id, 'data');
    await vault.connections.remove(id);
    expect(seen).toEqual(['Store true', 'Other true', 'Other true', 'Other true', 'removed']);
    expect(vault.connections.watch.snapshot()).toEqual({ connections: [] });
    expect(() => vault.connections.get(id)).toThrow('CONNECTION_NOT_FOUND');
  });

  it('swap: the new secret works, the old one is nowhere', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { id } = await vault.connections.add(draft('first'));
    await vault.connections.update({ id, credential: { ...secret('second'), sessionToken: 'token' } });
    expect(await vault.connections.credential(id)).toEqual({
      accessKeyId: 'AKIA',
      secretAccessKey: 'second',
      sessionToken: 'token',
    });
    expect([...keychain.entries.values()].join()).not.toContain('first');
    expect(keychain.entries.size).toBe(1);
  });

  it('swap that fails half way: the old secret still works, and no other entry stays', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { id } = await vault.connections.add(draft('first'));
    keychain.failNextSet = true;
    await expect(vault.connections.update({ id, credential: secret('second') })).rejects.toThrow('SECRET_STORE');
    expect(keychain.entries.size).toBe(2);
    keychain.problem = 'none';
    const again = await start(keychain);
    expect((await again.connections.credential(id)).secretAccessKey).toBe('first');
    expect(keychain.entries.size).toBe(1);
  });

  it('removed while the keychain is locked: the secret goes as soon as it answers', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { id } = await vault.connections.add(draft('x'));
    keychain.problem = 'locked';
    await vault.connections.remove(id);
    expect(vault.connections.list()).toEqual([]);
    expect(keychain.entries.size).toBe(1);
    keychain.problem = 'none';
    await start(keychain);
    expect(keychain.entries.size).toBe(0);
  });

  it('an entry that somebody removed or overwrote asks for the secret again', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { id } = await vault.connections.add(draft('x'));
    keychain.entries.set(`connection:${id}`, 'not what we wrote');
    await expect(vault.connections.credential(id)).rejects.toMatchObject({ code: 'SECRET_MISSING' });
    keychain.entries.clear();
    await expect(vault.connections.credential(id)).rejects.toMatchObject({ code: 'SECRET_MISSING' });
    expect((await start(keychain)).connections.get(id).hasSecret).toBe(false);
  });

  it('the built-in connection is in the list, and cannot be changed or removed', async () => {
    const vault = await start(createFakeKeychain());
    const { provider, region, addressing } = endpoint;
    const record = {
      id: 'local' as never,
      name: 'This computer',
      provider,
      endpoint: 'http://127.0.0.1:1',
      region,
      addressing,
    };
    vault.connections.provideLocal({
      record: { ...record, accessKeyId: 'QS', secretPlace: 'memory', createdAt: 1 },
      credential: { accessKeyId: 'QS', secretAccessKey: 's' },
    });
    const [local] = vault.connections.list();
    expect(local).toMatchObject({ id: 'local', local: true, hasSecret: true });
    await expect(vault.connections.remove(record.id)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(vault.connections.update({ id: record.id, name: 'x' })).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    expect((await vault.connections.credential(record.id)).secretAccessKey).toBe('s');
  });
});
