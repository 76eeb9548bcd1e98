import { AppError, type Connection } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import { featuresOf, maxShareSeconds, providerOf, providers, toSummary, withMeasured } from '../providers/index.ts';
import type { ConnectionRecord, Vault } from '../vault/index.ts';
import type { ExaminedOutcome, Examiner, Volumes } from '../volumes/index.ts';

/** A saved connection with what its provider can do. */
export const shownConnection = (record: ConnectionRecord): Connection => {
  const provider = withMeasured(providerOf(record.provider), record.measured?.facts);
  return { ...record, features: featuresOf(provider), maxShareSeconds: maxShareSeconds(provider) };
};

const told = (outcome: ExaminedOutcome) => ({ ...outcome, buckets: [...outcome.buckets] });

export function createConnectionsHandlers(deps: {
  readonly vault: Pick<Vault, 'connections'>;
  readonly volumes: Volumes & Examiner;
}): Handlers['connections'] {
  const { volumes } = deps;
  const { connections } = deps.vault;
  /** Probes under way, by the name that their window gave them. */
  const probes = new Map<string, AbortController>();
  return {
    providers: () => ({ providers: Object.values(providers).map(toSummary) }),
    watch: () => ({
      snapshot: () => ({ connections: connections.watch.snapshot().connections.map(shownConnection) }),
      subscribe: (listener) =>
        connections.watch.subscribe(({ upsert, remove }) =>
          listener({ upsert: upsert.map(shownConnection), remove: [...remove] }),
        ),
    }),
    test: async ({ endpoint, credential }, { signal }) =>
      told(await volumes.examine(endpoint, credential, { buckets: endpoint.pinnedBuckets, signal })),
    retest: async ({ id, endpoint }, { signal }) => told(await volumes.reexamine(id, { endpoint, signal })),
    add: async (draft) => ({ connection: shownConnection(await connections.add(draft)) }),
    update: async (change) => ({ connection: shownConnection(await connections.update(change)) }),
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
    async probe({ id, bucket, probe }) {
      if (probes.has(probe)) throw new AppError('BAD_INPUT', { field: 'probe' });
      const stop = new AbortController();
      probes.set(probe, stop);
      try {
        const result = await volumes.probe(id, { bucket, signal: stop.signal });
        const found = result.facts.flatMap((fact) =>
          fact.found === undefined ? [] : [[fact.name, fact.found] as const],
        );
        if (!connections.get(id).local) connections.measured(id, { at: result.at, facts: Object.fromEntries(found) });
        return { result };
      } finally {
        probes.delete(probe);
      }
    },
    async stopProbe({ probe }) {
      probes.get(probe)?.abort();
      return {};
    },
    forgetProbe: async ({ id }) => ({ connection: shownConnection(connections.measured(id, undefined)) }),
    async visited({ id, place }) {
      connections.visited(id, place);
      return {};
    },
    async unpinBucket({ id, bucket }) {
      await connections.unpinBucket(id, bucket);
      return {};
    },
  };
}
