import { useCallback } from 'react';
import type { Connection, ProviderSummary } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { useLoaded, type Loaded } from '../../ui/index.ts';

/** Every provider profile, in the order that the backend gives them. */
export function useProviders(): Loaded<readonly ProviderSummary[]> {
  const client = useClient();
  return useLoaded(
    useCallback(
      async (signal: AbortSignal) => (await client.connections.providers({}, { signal })).providers,
      [client],
    ),
  );
}

/** What a bucket is called at this store: bucket, network volume, disk. */
export function useBucketWord(connection: Connection): string {
  const providers = useProviders();
  if (connection.local) return 'volume';
  return providers.value?.find(({ id }) => id === connection.provider)?.bucketWord ?? 'bucket';
}
