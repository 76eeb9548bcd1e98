import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPassphraseFile } from './passphrase-file.ts';
import { secretStoreSuite } from './secret-store.suite.ts';
import { createSessionStore } from './session-store.ts';

const homes: string[] = [];
let path: string;
function fresh(): string {
  const home = mkdtempSync(join(tmpdir(), 'quayside-passphrase-'));
  homes.push(home);
  return join(home, 'secrets.quayside');
}
beforeEach(() => (path = fresh()));
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

secretStoreSuite('session', createSessionStore);
secretStoreSuite('passphrase file', () => createPassphraseFile(fresh()).unlock('correct horse'));

describe('passphrase file', () => {
  it('opens again with its passphrase, in whatever way the letters were composed', async () => {
    const store = await createPassphraseFile(path).unlock('café au lait');
    await store.set('a', 'secret-canary');
    const again = await createPassphraseFile(path).unlock('cafe\u0301 au lait');
    expect(await again.get('a')).toBe('secret-canary');
  });

  it('refuses another passphrase and changes nothing', async () => {
    await (await createPassphraseFile(path).unlock('correct horse')).set('a', 'b');
    const before = readFileSync(path);
    await expect(createPassphraseFile(path).unlock('correct horsf')).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('shows neither secret nor account, only its owner may read it, and nothing is left beside it', async () => {
    const store = await createPassphraseFile(path).unlock('correct horse');
    await store.set('connection:canary-account', 'canary-secret');
    const bytes = readFileSync(path);
    expect(bytes.includes('canary')).toBe(false);
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x51, 0x53, 0x45, 0x43, 1, 17, 8, 1]));
    expect(statSync(path).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['secrets.quayside']);
  });

  it('has a salt of its own, and a fresh nonce at each write', async () => {
    const store = await createPassphraseFile(path).unlock('correct horse');
    await store.set('a', 'b');
    const first = readFileSync(path);
    await store.set('a', 'b');
    const second = readFileSync(path);
    const other = fresh();
    await createPassphraseFile(other).unlock('correct horse');
    expect(second.subarray(0, 72).equals(first.subarray(0, 72))).toBe(true);
    expect(second.subarray(72, 84).equals(first.subarray(72, 84))).toBe(false);
    expect(readFileSync(other).subarray(8, 40).equals(first.subarray(8, 40))).toBe(false);
  });

  it('tells damage from a wrong passphrase, whichever part is touched, and leaves the file as it is', async () => {
    await (await createPassphraseFile(path).unlock('correct horse')).set('a', 'some secret');
    const sound = readFileSync(path);
    const codes = new Map<number, string>();
    // magic, version, cost, salt, key check, nonce, body, tag
    for (const at of [0, 4, 5, 10, 50, 75, 90, sound.length - 1]) {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      writeFileSync(path, bytes);
      const error: unknown = await createPassphraseFile(path)
        .unlock('correct horse')
        .catch((cause: unknown) => cause);
      codes.set(at, error instanceof Error && 'code' in error ? String(error.code) : 'opened');
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
    expect([...codes.values()]).toEqual([
      'DAMAGED',
      'DAMAGED',
      'DAMAGED',
      'PASSPHRASE_WRONG',
      'PASSPHRASE_WRONG',
      'DAMAGED',
      'DAMAGED',
      'DAMAGED',
    ]);
    for (const length of [0, 3, 60, sound.length - 1]) {
      writeFileSync(path, sound.subarray(0, length));
      await expect(createPassphraseFile(path).unlock('correct horse')).rejects.toMatchObject({ code: 'DAMAGED' });
    }
  });

  it('refuses a file that asks for all memory of the machine, at once', async () => {
    await createPassphraseFile(path).unlock('correct horse');
    const bytes = readFileSync(path);
    bytes[5] = 40;
    writeFileSync(path, bytes);
    await expect(createPassphraseFile(path).unlock('correct horse')).rejects.toMatchObject({ code: 'DAMAGED' });
  });

  it('a write that fails keeps the old file and the old secrets', async () => {
    const store = await createPassphraseFile(path).unlock('correct horse');
    await store.set('a', 'old');
    mkdirSync(`${path}.new`);
    await expect(store.set('a', 'new')).rejects.toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' });
    expect(await store.get('a')).toBe('old');
    rmSync(`${path}.new`, { recursive: true });
    expect(await (await createPassphraseFile(path).unlock('correct horse')).get('a')).toBe('old');
    await store.set('a', 'new');
    expect(await store.get('a')).toBe('new');
  });

  it('a crash between writing and renaming leaves the old file', async () => {
    const store = await createPassphraseFile(path).unlock('correct horse');
    await store.set('a', 'old');
    writeFileSync(`${path}.new`, 'half a fi');
    const again = await createPassphraseFile(path).unlock('correct horse');
    expect(await again.get('a')).toBe('old');
    await again.set('a', 'new');
    expect(existsSync(`${path}.new`)).toBe(false);
  });
});
