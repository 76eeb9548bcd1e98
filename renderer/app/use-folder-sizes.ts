import { useCallback } from 'react';
import type { Place } from '../../preload/contract/index.ts';
import { takeNewest, useClient, useStream } from '../rpc/index.ts';
import { useLoaded } from '../ui/index.ts';

/** Bytes that folders of a place hold at any depth, where the bucket has a whole local index; it may be old. */
export function useFolderSizes({ connectionId, bucket, prefix }: Place): ReadonlyMap<string, number> | undefined {
  const client = useClient();
  const { value } = useStream(client.search.watch, takeNewest);
  const index = value?.indexes.find(
    (one) => one.connectionId === connectionId && one.bucket === bucket && one.state === 'ready',
  );
  const builtAt = index?.builtAt;
  const load = useCallback(
    async (signal: AbortSignal): Promise<ReadonlyMap<string, number> | undefined> => {
      if (builtAt === undefined) return undefined;
      const { folders } = await client.search.usage({ connectionId, bucket, prefix }, { signal });
      return new Map(folders.map(({ prefix: folder, bytes }) => [folder, bytes]));
    },
    [client, connectionId, bucket, prefix, builtAt],
  );
  return useLoaded(load).value;
}
