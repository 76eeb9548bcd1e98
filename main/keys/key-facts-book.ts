import type { ConnectionId, KeyFacts } from '../../preload/contract/index.ts';
import type { Clock } from '../base/index.ts';
import { createKeyLifeRepository, type AppDatabase, type StoredKeyFacts } from '../database/index.ts';
import type { ConnectionRecord, Vault } from '../vault/index.ts';
import type { CredentialLife, Volumes } from '../volumes/index.ts';

/** Since when each connection has its pair, and when that ends. */
export interface KeyFactsBook {
  list(): KeyFacts[];
  /** As the user noted. */
  ends(id: ConnectionId): number | undefined;
  setEnd(id: ConnectionId, expiresAt: number | undefined): void;
  /** The connection has another pair from now on. */
  renewed(id: ConnectionId): void;
  close(): void;
}

export function createKeyFactsBook(options: {
  readonly database: AppDatabase;
  readonly vault: Vault;
  readonly volumes: Pick<Volumes, 'credentialLife'>;
  readonly clock: Clock;
  readonly onChange: () => void;
  readonly log: (line: string) => void;
}): KeyFactsBook {
  const { vault, volumes, clock, log, onChange } = options;
  const repository = createKeyLifeRepository(options.database);
  const facts = new Map<ConnectionId, StoredKeyFacts>(
    repository.facts().items.map((item) => [item.connectionId, item]),
  );
  const lives = new Map<ConnectionId, CredentialLife>();

  function save(item: StoredKeyFacts): void {
    repository.saveFacts(item);
    facts.set(item.connectionId, item);
  }

  /** Another access key id than the one that is noted: a new pair, as old as this moment. */
  function follow(record: ConnectionRecord): void {
    if (record.local) return;
    const known = facts.get(record.id);
    const { id: connectionId, accessKeyId } = record;
    if (!known) save({ connectionId, accessKeyId, since: record.createdAt });
    else if (known.accessKeyId !== accessKeyId) save({ connectionId, accessKeyId, since: clock.now() });
    if (record.hasSecret) void learn(connectionId);
  }

  async function learn(id: ConnectionId): Promise<void> {
    try {
      const life = await volumes.credentialLife(id);
      if (JSON.stringify(lives.get(id)) === JSON.stringify(life)) return;
      lives.set(id, life);
      onChange();
    } catch (error) {
      // Its secret cannot be read now: the connection says so itself.
      log(`keys: the life of a credential is not known: ${String(error)}`);
    }
  }

  for (const record of vault.connections.list()) follow(record);
  const stop = vault.connections.watch.subscribe(({ upsert, remove }) => {
    for (const record of upsert) follow(record);
    for (const id of remove) {
      facts.delete(id);
      lives.delete(id);
      repository.removeFacts(id);
    }
    onChange();
  });

  function need(id: ConnectionId): StoredKeyFacts {
    const { accessKeyId, createdAt } = vault.connections.get(id);
    return facts.get(id) ?? { connectionId: id, accessKeyId, since: createdAt };
  }

  return {
    list: () =>
      Array.from(facts.values(), ({ connectionId, since, expiresAt }) => {
        const life = lives.get(connectionId);
        const ends = Math.min(expiresAt ?? Infinity, life?.expiresAt ?? Infinity);
        return {
          connectionId,
          since,
          temporary: life?.temporary ?? false,
          ...(Number.isFinite(ends) ? { expiresAt: ends } : {}),
        };
      }),
    ends: (id) => facts.get(id)?.expiresAt,
    setEnd(id, expiresAt) {
      save({ ...need(id), expiresAt });
      onChange();
    },
    renewed(id) {
      const { accessKeyId } = vault.connections.get(id);
      save({ connectionId: id, accessKeyId, since: clock.now() });
      onChange();
    },
    close: stop,
  };
}
