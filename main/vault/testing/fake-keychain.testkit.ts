import { AppError } from '../../../preload/contract/index.ts';
import type { KeychainProbe, SecretStoreProblem } from '../../ports/index.ts';

/** A keychain at the port: it answers or does not, as the test says, and its entries can be looked at. */
export interface FakeKeychain extends KeychainProbe {
  readonly entries: Map<string, string>;
  problem: SecretStoreProblem;
  /** Rejects the next `set` after it has written, as a crash of the service would. */
  failNextSet: boolean;
  /** A prompt is open; call to answer it. */
  prompt(): () => void;
}

export function createFakeKeychain(problem: SecretStoreProblem = 'none'): FakeKeychain {
  let open: Promise<void> | undefined;
  const check = async () => {
    if (fake.problem === 'none') return;
    const locked = fake.problem === 'locked' || fake.problem === 'dismissed';
    throw new AppError(locked ? 'SECRET_STORE_LOCKED' : 'SECRET_STORE_UNAVAILABLE', { problem: fake.problem });
  };
  const fake: FakeKeychain = {
    name: 'Test keychain',
    entries: new Map(),
    problem,
    failNextSet: false,
    prompt() {
      fake.problem = 'locked';
      const { promise, resolve } = Promise.withResolvers<void>();
      open = promise;
      return () => {
        open = undefined;
        fake.problem = 'none';
        resolve();
      };
    },
    waiting: () => open,
    probe: () => Promise.resolve(fake.problem),
    store: {
      place: 'keychain',
      async get(account) {
        await check();
        return fake.entries.get(account);
      },
      async set(account, secret) {
        await check();
        fake.entries.set(account, secret);
        if (!fake.failNextSet) return;
        fake.failNextSet = false;
        fake.problem = 'failed';
        await check();
      },
      async delete(account) {
        await check();
        fake.entries.delete(account);
      },
    },
  };
  return fake;
}
