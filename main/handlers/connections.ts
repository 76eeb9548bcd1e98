import type { Connection } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import { featuresOf, maxShareSeconds, providerOf, providers, toSummary } from '../providers/index.ts';
import type { ConnectionRecord, Vault } from '../vault/index.ts';
import type { TestOutcome, Volumes } from '../volumes/index.ts';

/** A saved connection with what its provider can do. */
const shown = (record: ConnectionRecord): Connection => {
  const provider = providerOf(record.provider);
  return { ...record, features: featuresOf(provider), maxShareSeconds: maxShareSeconds(provider) };
};

const told = (outcome: TestOutcome) => ({ ...outcome, buckets: [...outcome.buckets] });

export function createConnectionsHandlers(deps: {
  readonly vault: Pick<Vault, 'connections'>;
  readonly volumes: Volumes;
}): Handlers['connections'] {
  const { volumes } = deps;
  const { connections } = deps.vault;
  return {
    providers: () => ({ providers: Object.values(providers).map(toSummary) }),
    watch: () => ({
      snapshot: () => ({ connections: connections.watch.snapshot().connections.map(shown) }),
      subscribe: (listener) =>
        connections.watch.subscribe(({ upsert, remove }) =>
          listener({ upsert: upsert.map(shown), remove: [...remove] }),
        ),
    }),
    async test({ endpoint, credential }, { signal }) {
      const trial = volumes.try(endpoint, credential);
      try {
        return told(await trial.volume.test({ buckets: endpoint.pinnedBuckets, signal }));
      } finally {
        trial.close();
      }
    },
    async retest({ id }, { signal }) {
      const volume = await volumes.of(id);
      return told(await volume.test({ buckets: connections.get(id).pinnedBuckets, signal }));
    },
    add: async (draft) => ({ connection: shown(await connections.add(draft)) }),
    update: async (change) => ({ connection: shown(await connections.update(change)) }),
    async remove({ id }) {
      await connections.remove(id);
      return {};
    },
    async pinBucket({ id, bucket }, { signal }) {
      const volume = await volumes.of(id);
      await volume.list({ bucket, prefix: '', limit: 1, signal });
      await connections.pinBucket(id, bucket);
      return {};
    },
    async unpinBucket({ id, bucket }) {
      await connections.unpinBucket(id, bucket);
      return {};
    },
  };
}
