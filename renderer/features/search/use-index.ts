import type { BucketIndex, Place } from '../../../preload/contract/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';

export interface IndexState {
  /** False until the first answer is there. */
  readonly isKnown: boolean;
  readonly index: BucketIndex | undefined;
  readonly build: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

/** The local index of the bucket of a place, and what can be done with it. */
export function useIndex({ connectionId, bucket }: Place): IndexState {
  const client = useClient();
  const { value } = useStream(client.search.watch, takeNewest);
  return {
    isKnown: value !== undefined,
    index: value?.indexes.find((one) => one.connectionId === connectionId && one.bucket === bucket),
    build: async () => {
      await client.search.build({ connectionId, bucket });
    },
    stop: async () => {
      await client.search.stop({ connectionId, bucket });
    },
    drop: async () => {
      await client.search.drop({ connectionId, bucket });
    },
  };
}
