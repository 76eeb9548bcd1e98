import { deriveSigningKey, type SigningKey } from './signing-key.ts';

/** Derives signing keys and keeps the last one of each access key. */
export interface SigningKeys {
  get(accessKeyId: string, secret: string, date: string, region: string): SigningKey;
  /** Drops what was derived for a key that is not there any more. */
  forget(accessKeyId: string): void;
}

interface Derived {
  readonly secret: string;
  readonly date: string;
  readonly region: string;
  readonly key: SigningKey;
}

export function createSigningKeys(options: { keep: number }): SigningKeys {
  const derived = new Map<string, Derived>();
  return {
    get(accessKeyId, secret, date, region) {
      const known = derived.get(accessKeyId);
      if (known && known.secret === secret && known.date === date && known.region === region) return known.key;
      const key = deriveSigningKey(secret, date, region);
      derived.delete(accessKeyId);
      if (derived.size >= options.keep) {
        const oldest = derived.keys().next().value;
        if (oldest !== undefined) derived.delete(oldest);
      }
      derived.set(accessKeyId, { secret, date, region, key });
      return key;
    },
    forget: (accessKeyId) => void derived.delete(accessKeyId),
  };
}
