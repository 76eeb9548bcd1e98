import type { SecretStore } from '../ports/index.ts';

/** Secrets in memory, until the app stops. */
export function createSessionStore(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    place: 'session',
    get: (account) => Promise.resolve(secrets.get(account)),
    set(account, secret) {
      secrets.set(account, secret);
      return Promise.resolve();
    },
    delete(account) {
      secrets.delete(account);
      return Promise.resolve();
    },
  };
}
