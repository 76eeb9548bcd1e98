import { useCallback } from 'react';
import type { BucketSummary, ConnectionId } from '../../preload/contract/index.ts';
import { useClient } from '../rpc/index.ts';
import { useLoaded, type Loaded } from '../ui/index.ts';

export interface BucketList {
  readonly buckets: readonly BucketSummary[];
  /** False: the key may not list, and only buckets opened by name are here. */
  readonly listed: boolean;
}

/** Buckets of a connection; a new `version` reads them again. */
export function useBuckets(connectionId: ConnectionId | undefined, version: number): Loaded<BucketList> {
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal): Promise<BucketList> => {
      // Named here so that another version is another question.
      if (connectionId === undefined || version < 0) return { buckets: [], listed: true };
      return client.buckets.list({ connectionId }, { signal });
    },
    [client, connectionId, version],
  );
  return useLoaded(load);
}
