import type { Provider } from '../../../providers/index.ts';
import { S3Error } from '../../errors/index.ts';
import type { Storage } from '../../storage/storage.ts';
import type { AccessKey } from '../access-key.ts';
import type { StoreRules } from './store-rules.ts';

/**
 * One credential opens one bucket and its branches, where the store has it so: the first that the key is scoped to, or
 * else the oldest of its user.
 */
export function createDiskRule({ buckets }: Provider): StoreRules['opening'] {
  const separator = buckets.branchSeparator;
  const diskOf = (bucket: string): string => {
    const at = separator === undefined ? -1 : bucket.indexOf(separator);
    return at < 0 ? bucket : bucket.slice(0, at);
  };
  return async (storage, caller, bucket) => {
    const { key } = caller;
    if (!buckets.onePerCredential || !key || key.purpose === 'link') return caller;
    const disk = key.scope.buckets === '*' ? await oldest(storage, key) : key.scope.buckets[0];
    if (disk === undefined || diskOf(bucket) !== diskOf(disk)) throw new S3Error('AccessDenied');
    return { ...caller, key: { ...key, scope: { ...key.scope, buckets: [bucket] } } };
  };
}

async function oldest(storage: Storage, { user }: AccessKey): Promise<string | undefined> {
  const own = (await storage.listBuckets()).filter((bucket) => bucket.owner === user);
  return own.sort((a, b) => a.createdAt - b.createdAt)[0]?.name;
}
