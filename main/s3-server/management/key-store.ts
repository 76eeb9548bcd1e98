import { randomBytes } from 'node:crypto';
import type { AccessKey, AccessScope, KeySource } from '../access/index.ts';

/** A key that was made through the management API. */
export interface ManagedKey extends AccessKey {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface KeyWish {
  readonly name: string;
  readonly user: string;
  readonly scope: AccessScope;
  /** Milliseconds since the epoch, as `expiresAt`. */
  readonly now: number;
  readonly expiresAt?: number;
}

/** Where managed keys live. Secrets must never lie in plain on a disk. */
export interface KeyStore extends KeySource {
  /** The one time that the secret is given out. */
  make(wish: KeyWish): Promise<ManagedKey>;
  list(): Promise<readonly Omit<ManagedKey, 'secret'>[]>;
  /** From then on `find` does not know it. False where there is none. */
  remove(accessKeyId: string): Promise<boolean>;
}

/** Keys for the life of the process: the command line has no keychain to put their secrets into. */
export function createMemoryKeyStore(): KeyStore {
  const keys = new Map<string, ManagedKey>();
  return {
    find: (accessKeyId) => keys.get(accessKeyId),
    hasUser: (user) => [...keys.values()].some((key) => key.user === user),
    async make(wish) {
      const key = makeKey(wish);
      keys.set(key.accessKeyId, key);
      return key;
    },
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
    // A source that cannot tell has no users of its own: links are signed for those of the others.
    hasUser: (user) => sources.some((source) => source.hasUser?.(user) ?? false),
    touched(accessKeyId, at) {
      for (const source of sources) source.touched?.(accessKeyId, at);
    },
  };
}

/** 160 bits of secret and 80 of id. */
function makeKey({ now, ...rest }: KeyWish): ManagedKey {
  return {
    ...rest,
    accessKeyId: `QS${randomBytes(10).toString('hex').toUpperCase()}`,
    secret: randomBytes(30).toString('base64url'),
    createdAt: now,
  };
}
