import { randomBytes } from 'node:crypto';
import type { AccessKey, AccessScope, KeySource } from '../access/index.ts';

/** A key that was made through the management API. */
export interface ManagedKey extends AccessKey {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Where managed keys live. Secrets must never lie in plain on a disk. */
export interface KeyStore extends KeySource {
  add(key: ManagedKey): Promise<void>;
  list(): Promise<readonly ManagedKey[]>;
  /** From then on `find` does not know it. False where there is none. */
  remove(accessKeyId: string): Promise<boolean>;
}

/** Keys for the life of the process: the command line has no keychain to put their secrets into. */
export function createMemoryKeyStore(): KeyStore {
  const keys = new Map<string, ManagedKey>();
  return {
    find: (accessKeyId) => keys.get(accessKeyId),
    hasUser: (user) => [...keys.values()].some((key) => key.user === user),
    add: async (key) => void keys.set(key.accessKeyId, key),
    list: async () => [...keys.values()],
    remove: async (accessKeyId) => keys.delete(accessKeyId),
  };
}

/** The first source that knows a key answers for it. */
export function joinKeySources(sources: readonly KeySource[]): KeySource {
  return {
    async find(accessKeyId) {
      for (const source of sources) {
        const key = await source.find(accessKeyId);
        if (key) return key;
      }
      return undefined;
    },
    hasUser: (user) => sources.some((source) => source.hasUser?.(user) ?? true),
    touched(accessKeyId, at) {
      for (const source of sources) source.touched?.(accessKeyId, at);
    },
  };
}

/** 160 bits of secret and 80 of id. */
export function makeKey(wish: { name: string; user: string; scope: AccessScope; now: number; expiresAt?: number }) {
  const { now, ...rest } = wish;
  const key: ManagedKey = {
    ...rest,
    accessKeyId: `QS${randomBytes(10).toString('hex').toUpperCase()}`,
    secret: randomBytes(30).toString('base64url'),
    createdAt: now,
  };
  return key;
}
