import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeychain, type NativeKeychain } from './keychain.ts';
import { secretStoreSuite } from './secret-store.suite.ts';
import { inNewProcess } from './testing/new-process.testkit.ts';
import { keyringMissing, startKeyring, type Keyring } from './testing/keyring.testkit.ts';

const missing = keyringMissing();
if (missing) console.log(`skipped: tests with a real gnome-keyring: ${missing}`);
const log = () => {};

describe.skipIf(missing !== undefined)('keychain > a real gnome-keyring', () => {
  let keyring: Keyring;
  const service = `Quayside test ${process.pid}`;
  beforeAll(async () => {
    keyring = await startKeyring();
    // libsecret reads the environment of the process when it first connects; this file has a process of its own.
    Object.assign(process.env, keyring.env);
    await keyring.unlocked();
  });
  afterAll(() => keyring.stop());

  secretStoreSuite('keychain', () => createKeychain({ log, service }).store);
  secretStoreSuite('keychain with small entries, as on Windows', () => {
    const { store } = createKeychain({ log, service, platform: 'win32' });
    return store;
  });

  it('unlocked: answers, and leaves nothing of the probe behind', async () => {
    const keychain = createKeychain({ log, service });
    expect(await keychain.probe()).toBe('none');
    expect(keychain.name).toBe('Secret Service');
  });

  it('locked while it runs: says so, and never that a secret is not there', async () => {
    const keychain = createKeychain({ log, service });
    await keychain.store.set('kept', 'secret');
    keyring.lock();
    expect(await keychain.probe()).toBe('locked');
    await expect(keychain.store.get('kept')).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    await expect(keychain.store.set('kept', 'other')).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    await expect(keychain.store.delete('kept')).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    await keyring.unlocked();
    expect(inNewProcess(keyring, service, 'kept')).toBe('none secret');
  });

  it('gone while it runs', async () => {
    const keychain = createKeychain({ log, service });
    await keyring.stopDaemon();
    expect(['no-service', 'locked']).toContain(await keychain.probe());
    await expect(keychain.store.get('kept')).rejects.toMatchObject({
      code: expect.stringMatching(/^SECRET_STORE_(UNAVAILABLE|LOCKED)$/),
    });
  });
});

describe('keychain > none', () => {
  it.runIf(process.platform === 'linux')('no D-Bus session: says so at once', async () => {
    const keychain = createKeychain({ log, env: {}, platform: 'linux' });
    expect(await keychain.probe()).toBe('no-service');
    await expect(keychain.store.get('a')).rejects.toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' });
  });

  it.runIf(process.platform === 'linux')('a D-Bus address that nobody listens at', async () => {
    const load = () => import('@github/keytar').then((loaded) => loaded.default);
    const native: NativeKeychain = await load().catch(() => failing('Could not connect: No such file or directory'));
    const keychain = createKeychain({
      log,
      env: { DBUS_SESSION_BUS_ADDRESS: 'x' },
      load: async () => native,
      service: '',
    });
    expect(['failed', 'no-service']).toContain(await keychain.probe());
  });

  it('no native module', async () => {
    const load = () => Promise.reject(new Error('Cannot find module @github/keytar'));
    const keychain = createKeychain({ log, load, platform: 'darwin' });
    expect(await keychain.probe()).toBe('failed');
  });
});

describe('keychain > what the library says', () => {
  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'no-service'],
    [
      'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name is not provided by any .service files',
      'no-service',
    ],
    ['Could not connect: No such file or directory', 'no-service'],
    ['Cannot create an item in a locked collection', 'locked'],
    ['GDBus.Error:org.freedesktop.Secret.Error.IsLocked: x', 'locked'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'locked'],
    ['User interaction is not allowed.', 'locked'],
    ['Prompt was dismissed', 'dismissed'],
    ['The user name or passphrase you entered was canceled', 'dismissed'],
    ['something else', 'failed'],
  ])('%s: %s', async (message, problem) => {
    const keychain = createKeychain({ log, platform: 'darwin', load: async () => failing(message) });
    expect(await keychain.probe()).toBe(problem);
  });

  it('a value that does not come back counts as failed', async () => {
    const load = async (): Promise<NativeKeychain> => ({
      ...failing(''),
      setPassword: async () => {},
      getPassword: async () => 'x',
      deletePassword: async () => true,
    });
    expect(await createKeychain({ log, platform: 'darwin', load }).probe()).toBe('failed');
  });
});

describe('keychain > a prompt that nobody answers', () => {
  it('gives up after the limit, does not pile up calls, and goes on once it was answered', async () => {
    let answer = () => {};
    let calls = 0;
    const entries = new Map<string, string>();
    const load = async (): Promise<NativeKeychain> => ({
      async setPassword(_service, account, password) {
        calls += 1;
        if (calls === 1) await new Promise<void>((resolve) => (answer = resolve));
        entries.set(account, password);
      },
      getPassword: async (_service, account) => entries.get(account) ?? null,
      deletePassword: async (_service, account) => entries.delete(account),
    });
    const keychain = createKeychain({ log, platform: 'darwin', timeLimit: 30, load });
    expect(await keychain.probe()).toBe('locked');
    const waiting = keychain.waiting?.();
    expect(waiting).toBeDefined();
    expect(await keychain.probe()).toBe('locked');
    expect(calls).toBe(1);
    answer();
    await waiting;
    expect(await keychain.probe()).toBe('none');
    expect(keychain.waiting?.()).toBeUndefined();
    expect(entries.size).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('keychain > an open prompt and the end of the app', () => {
  it.each([
    ['ends while the prompt is open', 'held', 'SIGKILL'],
    ['ends as usual once it was answered', 'answered', null],
  ])('%s', (_what, how, signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'quayside-prompt-'));
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    // Opening a pipe that nobody writes to holds a thread of the pool just as a prompt does.
    const script = `import { createKeychain } from ${JSON.stringify(fileURLToPath(new URL('./keychain.ts', import.meta.url)))};
      import { open } from 'node:fs/promises';
      const held = async () => void (await (await open(${JSON.stringify(pipe)}, 'r')).close());
      const load = async () => ({ setPassword: held, getPassword: async () => null, deletePassword: async () => true });
      const keychain = createKeychain({ log() {}, load, timeLimit: 50, platform: 'darwin' });
      console.log(await keychain.probe());
      if (${JSON.stringify(how)} === 'answered') {
        await (await open(${JSON.stringify(pipe)}, 'w')).close();
        await keychain.waiting?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
      process.exit(7);`;
    const ended = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      encoding: 'utf8',
      timeout: 15_000,
      killSignal: 'SIGTERM',
    });
    rmSync(folder, { recursive: true, force: true });
    expect([ended.stdout.trim(), ended.signal, ended.status]).toEqual(['locked', signal, signal ? null : 7]);
  });
});

function failing(message: string): NativeKeychain {
  const fail = () => Promise.reject(new Error(message));
  return { getPassword: fail, setPassword: fail, deletePassword: fail };
}
