import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeychain } from './keychain.ts';
import { inNewProcess } from './testing/new-process.testkit.ts';
import { keyringMissing, startKeyring, type Keyring } from './testing/keyring.testkit.ts';

const missing = keyringMissing();
if (missing) console.log(`skipped: tests with a locked gnome-keyring: ${missing}`);

describe.skipIf(missing !== undefined)('keychain > a gnome-keyring that is locked from the start', () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await startKeyring();
    Object.assign(process.env, keyring.env);
    await keyring.locked();
  });
  afterAll(() => keyring.stop());

  it('is locked, also for an account that was never set, until it is unlocked', async () => {
    const keychain = createKeychain({ log() {}, service: `Quayside test ${process.pid}` });
    expect(await keychain.probe()).toBe('locked');
    await expect(keychain.store.get('nobody')).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    await keyring.unlocked();
    expect(inNewProcess(keyring, `Quayside test ${process.pid}`, 'nobody')).toBe('none undefined');
  });
});
