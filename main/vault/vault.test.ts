import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CredentialDraft, EndpointDraft } from '../../preload/contract/index.ts';
import { createErasuresRepository, openDatabase, type AppDatabase } from '../database/index.ts';
import { createFakeKeychain, type FakeKeychain } from './testing/fake-keychain.testkit.ts';
import { createVault, type Vault } from './vault.ts';

let home: string;
let lines: string[];
const running: { vault: Vault; database: AppDatabase }[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quayside-vault-'));
  lines = [];
});
afterEach(async () => {
  await stop();
  rmSync(home, { recursive: true, force: true });
});

async function stop(): Promise<void> {
  for (const { vault, database } of running.splice(0)) {
    await vault.close();
    database.close();
  }
}

/** Starts the vault on the same home as often as asked, as the app would. */
async function start(keychain: FakeKeychain): Promise<Vault> {
  await stop();
  const log = (line: string) => void lines.push(line);
  const database = openDatabase({ home, log });
  const vault = createVault({ database, keychain, home, clock: { now: () => 1000 }, log });
  running.push({ vault, database });
  await vault.start();
  return vault;
}
const database = () => {
  const [last] = running;
  if (!last) throw new Error('not started');
  return last.database;
};

const endpoint: EndpointDraft = {
  provider: 'minio',
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  addressing: 'path',
  pinnedBuckets: [],
};
const secret = (text: string): CredentialDraft => ({ accessKeyId: 'AKIA', secretAccessKey: text });
const draft = (text: string) => ({ name: 'Store', endpoint, credential: secret(text), readOnly: false });
const permissions = { read: true, write: false, delete: false, admin: false };

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
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map((entry) => entry.name)).toEqual(
      expect.arrayContaining(['quayside.db', 'quayside.db-wal', 'secrets.quayside']),
    );
    const places = [
      ...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
      ...lines,
      ...shown,
    ];
    for (const canary of canaries) expect(places.filter((text) => text.includes(canary))).toEqual([]);
    expect((await vault.connections.credential(id)).secretAccessKey).toBe('CANARY-two-77ac');
  });
});
