import { emulate, isEmulatedStore, type EmulatedStore, type Storage, type StoreRules } from '../s3-server/index.ts';

/** Which store each volume behaves as, kept with the volume. */
export interface VolumeStores {
  /** Undefined for a volume that is plain S3, or that is not there. */
  of(storage: Storage, bucket: string): EmulatedStore | undefined;
  rulesOf(storage: Storage, bucket: string | undefined): StoreRules | undefined;
  /** Undefined for plain S3. Throws NoSuchBucket. */
  set(storage: Storage, bucket: string, store: EmulatedStore | undefined): Promise<void>;
}

const document = 'emulated-store';

/** `region` is what every volume here is signed for, whatever its store's own are: the app and its keys go on working. */
export function createVolumeStores(options: { region: string }): VolumeStores {
  const rules = new Map<EmulatedStore, StoreRules>();

  function of(storage: Storage, bucket: string): EmulatedStore | undefined {
    let text: string | undefined;
    try {
      text = storage.settingsOf(bucket).document(document);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'NoSuchBucket') return undefined;
      throw error;
    }
    return text !== undefined && isEmulatedStore(text) ? text : undefined;
  }

  return {
    of,
    rulesOf(storage, bucket) {
      const store = bucket === undefined ? undefined : of(storage, bucket);
      if (store === undefined) return undefined;
      const known = rules.get(store) ?? emulate(store, { region: options.region });
      rules.set(store, known);
      return known;
    },
    set: (storage, bucket, store) => storage.putBucketConfig(bucket, document, store),
  };
}
