import { AppError, type BucketSummary, type ConnectionId } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { LocalServer } from '../local-server/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Bucket, Volumes } from '../volumes/index.ts';

const summary = ({ name, createdAt }: Bucket, pinned: boolean, local: BucketSummary['local']): BucketSummary => ({
  name,
  pinned,
  ...(createdAt === undefined ? {} : { createdAt }),
  ...(local === undefined ? {} : { local }),
});

export function createBucketsHandlers(deps: {
  readonly vault: Pick<Vault, 'connections'>;
  readonly volumes: Volumes;
  readonly localServer: Pick<LocalServer, 'volumes'>;
}): Handlers['buckets'] {
  const { volumes, localServer } = deps;
  const { connections } = deps.vault;

  /** What kind each volume of the embedded server is; nothing for other stores. */
  const kinds = async (id: ConnectionId): Promise<ReadonlyMap<string, NonNullable<BucketSummary['local']>>> => {
    if (!connections.get(id).local) return new Map();
    const records = await localServer.volumes();
    return new Map(
      records.map(({ name, kind, folder }) => [name, folder === undefined ? { kind } : { kind, folder }] as const),
    );
  };

  return {
    async list({ connectionId }, { signal }) {
      const { pinnedBuckets } = connections.get(connectionId);
      const volume = await volumes.of(connectionId);
      let listed: readonly Bucket[] | undefined;
      try {
        listed = await volume.listBuckets({ signal });
      } catch (error) {
        // The buckets opened by name are there all the same.
        const closed = error instanceof AppError && (error.code === 'ACCESS_DENIED' || error.code === 'NOT_SUPPORTED');
        if (!closed) throw error;
      }
      const local = await kinds(connectionId);
      const names = new Set(listed?.map((bucket) => bucket.name));
      const byName = pinnedBuckets.filter((name) => !names.has(name)).map((name): Bucket => ({ name }));
      return {
        listed: listed !== undefined,
        buckets: [...(listed ?? []), ...byName].map((bucket) =>
          summary(bucket, pinnedBuckets.includes(bucket.name), local.get(bucket.name)),
        ),
      };
    },
    async create({ connectionId, bucket }, { signal }) {
      const volume = await volumes.of(connectionId);
      await volume.createBucket({ bucket, signal });
      const local = await kinds(connectionId);
      return { bucket: summary({ name: bucket }, false, local.get(bucket)) };
    },
    async remove({ connectionId, bucket }, { signal }) {
      const volume = await volumes.of(connectionId);
      await volume.deleteBucket({ bucket, signal });
      if (connections.get(connectionId).pinnedBuckets.includes(bucket))
        await connections.unpinBucket(connectionId, bucket);
      return {};
    },
  };
}
