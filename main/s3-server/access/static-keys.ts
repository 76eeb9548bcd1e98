import type { AccessKey, KeySource } from './access-key.ts';

/** Keys that are given once, as the command line does. */
export function createStaticKeys(keys: readonly AccessKey[]): KeySource {
  const byId = new Map(keys.map((key) => [key.accessKeyId, key]));
  const users = new Set(keys.map((key) => key.user));
  return { find: (accessKeyId) => byId.get(accessKeyId), hasUser: (user) => users.has(user) };
}
