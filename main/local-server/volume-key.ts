import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { createKeptSecret, type KeptSecretOptions } from './kept-secret.ts';

const keyBytes = 32;

/** What the volumes of this home are encrypted with where an object asks for SSE-S3. */
export interface VolumeKey {
  /** Undefined while the secret store cannot be read, or is one that ends with the app: SSE-S3 is refused then. */
  current(): KeyObject | undefined;
  /** Reads the key, or makes it where there is none yet. Never rejects. */
  settle(): Promise<void>;
}

/**
 * One key a home, made as soon as there is a store that lasts: with a key that ended with the app, so would the objects.
 */
export function createVolumeKey(options: Omit<KeptSecretOptions, 'name' | 'onChange'>): VolumeKey {
  const { vault, log } = options;
  const kept = createKeptSecret({ ...options, name: 'local.volume-key', onChange: () => void make() });
  let held: { readonly text: string; readonly key: KeyObject } | undefined;
  let making: Promise<void> | undefined;

  async function makeOnce(): Promise<void> {
    const { state, place } = vault.watch.snapshot();
    if (kept.isKept() || state !== 'ready' || place === undefined || place === 'session') return;
    try {
      await kept.keep(randomBytes(keyBytes).toString('base64'));
    } catch (error) {
      // The vault tells the user what is wrong with the store.
      log(`local server: no volume key could be stored: ${String(error)}`);
    }
  }
  const make = (): Promise<void> => (making ??= makeOnce().finally(() => (making = undefined)));

  return {
    current() {
      const text = kept.current();
      if (text === undefined) return undefined;
      if (held?.text !== text) {
        const bytes = Buffer.from(text, 'base64');
        if (bytes.length !== keyBytes) return undefined;
        held = { text, key: createSecretKey(bytes) };
      }
      return held.key;
    },
    async settle() {
      await kept.load();
      await make();
    },
  };
}
