import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createErasuresRepository } from '../database/index.ts';
import { createFakeKeychain } from './testing/fake-keychain.testkit.ts';
import { draft, permissions, secret, vaultHome } from './testing/vault-home.testkit.ts';

const { home, lines, database, start } = vaultHome();

describe('vault > where secrets live', () => {
  it('uses a keychain that answers without a question', async () => {
    const vault = await start(createFakeKeychain());
    expect(vault.watch.snapshot()).toEqual({
      state: 'ready',
      place: 'keychain',
      keychain: { available: true, name: 'Test keychain', problem: 'none' },
      fileExists: false,
    });
  });

  it.each(['no-service', 'locked', 'dismissed', 'failed'] as const)(
    'asks when the keychain is %s, and keeps nothing until there is an answer',
    async (problem) => {
      const vault = await start(createFakeKeychain(problem));
      expect(vault.watch.snapshot()).toMatchObject({ state: 'choose', keychain: { available: false, problem } });
      await expect(vault.connections.add(draft('x'))).rejects.toMatchObject({ code: 'SECRET_STORE_CHOICE_NEEDED' });
      await expect(vault.serverKeys.create({ name: 'k', volumes: '*', permissions })).rejects.toMatchObject({
        code: 'SECRET_STORE_CHOICE_NEEDED',
      });
      expect(vault.connections.list()).toEqual([]);
    },
  );

  it('session: secrets end with the app, and the record says so', async () => {
    const vault = await start(createFakeKeychain('no-service'));
    await vault.secrets.useSession();
    const { id } = await vault.connections.add(draft('x'));
    expect(vault.connections.get(id)).toMatchObject({ secretPlace: 'session', hasSecret: true });
    const again = await start(createFakeKeychain('no-service'));
    expect(again.watch.snapshot()).toMatchObject({ state: 'ready', place: 'session' });
    expect(again.connections.get(id)).toMatchObject({ secretPlace: 'session', hasSecret: false });
    await expect(again.connections.credential(id)).rejects.toMatchObject({ code: 'SECRET_MISSING' });
  });

  it('a session that was only for want of a keychain gives way to one that answers; one that was wanted stays', async () => {
    await (await start(createFakeKeychain('no-service'))).secrets.useSession();
    const later = await start(createFakeKeychain());
    expect(later.watch.snapshot().place).toBe('keychain');
    await later.secrets.useSession();
    expect((await start(createFakeKeychain())).watch.snapshot().place).toBe('session');
  });

  it('passphrase file: locked at the next start until the passphrase is typed; a wrong one changes nothing', async () => {
    const vault = await start(createFakeKeychain('no-service'));
    await vault.secrets.usePassphraseFile('correct horse');
    const { id } = await vault.connections.add(draft('of the file'));
    const again = await start(createFakeKeychain('no-service'));
    expect(again.watch.snapshot()).toMatchObject({ state: 'locked', place: 'passphrase-file', fileExists: true });
    expect(again.connections.get(id).hasSecret).toBe(false);
    await expect(again.connections.credential(id)).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    await expect(again.connections.add(draft('y'))).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    await expect(again.secrets.usePassphraseFile('wrong horse')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(again.watch.snapshot().state).toBe('locked');
    await again.secrets.usePassphraseFile('correct horse');
    expect(again.connections.get(id).hasSecret).toBe(true);
    expect(await again.connections.credential(id)).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 'of the file' });
    await again.secrets.lock();
    expect(again.watch.snapshot().state).toBe('locked');
    expect(again.connections.get(id).hasSecret).toBe(false);
  });

  it('a file that was chosen stays chosen when a keychain answers later', async () => {
    await (await start(createFakeKeychain('no-service'))).secrets.usePassphraseFile('correct horse');
    const keychain = createFakeKeychain();
    const again = await start(keychain);
    expect(again.watch.snapshot()).toMatchObject({ state: 'locked', place: 'passphrase-file' });
    await again.secrets.usePassphraseFile('correct horse');
    await again.connections.add(draft('x'));
    expect(keychain.entries.size).toBe(0);
  });

  it('secrets move to the store that is chosen, never from a lasting one into the session', async () => {
    const keychain = createFakeKeychain('no-service');
    const vault = await start(keychain);
    await vault.secrets.useSession();
    const { id } = await vault.connections.add(draft('wanders'));
    const { key } = await vault.serverKeys.create({ name: 'k', volumes: '*', permissions });
    await vault.secrets.usePassphraseFile('correct horse');
    expect(vault.connections.get(id)).toMatchObject({ secretPlace: 'passphrase-file', hasSecret: true });
    expect(vault.serverKeys.get(key.id)).toMatchObject({ secretPlace: 'passphrase-file', usable: true });
    keychain.problem = 'none';
    await vault.secrets.useKeychain();
    expect(vault.connections.get(id)).toMatchObject({ secretPlace: 'keychain', hasSecret: true });
    expect([...keychain.entries.keys()].sort()).toEqual([`connection:${id}`, `server-key:${key.id}`].sort());
    await vault.secrets.useSession();
    expect(vault.connections.get(id)).toMatchObject({ secretPlace: 'keychain', hasSecret: true });
    expect(createErasuresRepository(database()).list()).toEqual([]);
    const again = await start(keychain);
    await again.secrets.useKeychain();
    expect((await again.connections.credential(id)).secretAccessKey).toBe('wanders');
  });

  it('a keychain that stops answering is said at once, and everything is back when it answers', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { id } = await vault.connections.add(draft('x'));
    const { key } = await vault.serverKeys.create({ name: 'k', volumes: '*', permissions });
    const seen: string[] = [];
    vault.watch.subscribe((status) => seen.push(`${status.state} ${status.keychain.problem}`));
    keychain.problem = 'locked';
    await expect(vault.connections.credential(id)).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    await expect.poll(() => vault.connections.get(id).hasSecret).toBe(false);
    expect(vault.serverKeys.find(key.accessKeyId)).toBeUndefined();
    await expect(vault.secrets.useKeychain()).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    keychain.problem = 'none';
    await vault.secrets.useKeychain();
    expect(vault.connections.get(id).hasSecret).toBe(true);
    expect(vault.serverKeys.find(key.accessKeyId)).toBeDefined();
    expect(seen).toEqual(['locked locked', 'ready none']);
  });

  it('a chosen keychain that is gone at the next start: asks, never falls back', async () => {
    const keychain = createFakeKeychain();
    const { id } = await (await start(keychain)).connections.add(draft('x'));
    keychain.problem = 'no-service';
    const vault = await start(keychain);
    expect(vault.watch.snapshot()).toMatchObject({ state: 'choose', keychain: { problem: 'no-service' } });
    await expect(vault.connections.credential(id)).rejects.toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' });
    await expect(vault.connections.add(draft('y'))).rejects.toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' });
  });

  it('goes on by itself once a person has answered the prompt', async () => {
    const keychain = createFakeKeychain();
    const answer = keychain.prompt();
    const vault = await start(keychain);
    expect(vault.watch.snapshot().state).toBe('choose');
    answer();
    await expect.poll(() => vault.watch.snapshot().state).toBe('ready');
  });
});

describe('vault > no secret anywhere but in its store', () => {
  it('finds no canary in the home, in any log line or in what is shown, whatever is done with it', async () => {
    const canaries = ['CANARY-one-4f1b', 'CANARY-two-77ac', 'CANARY-token-09de'];
    const shown: string[] = [];
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    vault.connections.watch.subscribe((delta) => shown.push(JSON.stringify(delta)));
    vault.serverKeys.watch.subscribe((delta) => shown.push(JSON.stringify(delta)));
    const { id } = await vault.connections.add(draft('CANARY-one-4f1b'));
    await vault.connections.update({
      id,
      credential: { ...secret('CANARY-two-77ac'), sessionToken: 'CANARY-token-09de' },
    });
    const made = await vault.serverKeys.create({ name: 'k', volumes: '*', permissions });
    const rotated = await vault.serverKeys.rotate(made.key.id);
    canaries.push(made.secretAccessKey, rotated.secretAccessKey);
    keychain.problem = 'failed';
    await vault.connections.credential(id).catch((error: unknown) => shown.push(String(error), JSON.stringify(error)));
    await vault.connections
      .update({ id, credential: secret('CANARY-one-4f1b') })
      .catch((error: unknown) => shown.push(String(error)));
    keychain.problem = 'none';
    await vault.secrets.useKeychain();
    await vault.secrets.useSession();
    await vault.secrets.usePassphraseFile('correct horse');
    const files = readdirSync(home(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map((entry) => entry.name)).toEqual(
      expect.arrayContaining(['quayside.db', 'quayside.db-wal', 'secrets.quayside']),
    );
    const places = [
      ...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
      ...lines(),
      ...shown,
    ];
    for (const canary of canaries) expect(places.filter((text) => text.includes(canary))).toEqual([]);
    expect((await vault.connections.credential(id)).secretAccessKey).toBe('CANARY-two-77ac');
  });
});
