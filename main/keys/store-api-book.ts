import { AppError, type ConnectionId } from '../../preload/contract/index.ts';
import { newId } from '../base/index.ts';
import { createKeyLifeRepository, type AppDatabase, type StoredStoreApi } from '../database/index.ts';
import type { Vault } from '../vault/index.ts';

/** Addresses of stores' own APIs, and their tokens, which are in the secret store. */
export interface StoreApiBook {
  get(id: ConnectionId): StoredStoreApi | undefined;
  /** Undefined where there is none. SECRET_MISSING where its entry is gone, SECRET_STORE_*. */
  token(id: ConnectionId): Promise<string | undefined>;
  /** Without a token the saved one stays, unless the address is another: it is not sent anywhere else. */
  save(id: ConnectionId, address: string, token: string | undefined): Promise<void>;
  remove(id: ConnectionId): Promise<void>;
}

export function createStoreApiBook({ database, vault }: { database: AppDatabase; vault: Vault }): StoreApiBook {
  const repository = createKeyLifeRepository(database);
  const apis = new Map(repository.apis().items.map((api) => [api.connectionId, api]));

  vault.secrets.addHolder({
    addresses: () => Array.from(apis.values()).flatMap(({ secret }) => (secret ? [secret] : [])),
    moved(from, to) {
      for (const api of Array.from(apis.values())) {
        if (api.secret?.account !== from.account || api.secret.place !== from.place) continue;
        const next = { ...api, secret: to };
        repository.saveApi(next);
        apis.set(next.connectionId, next);
      }
    },
    changed: () => Promise.resolve(),
  });

  async function remove(id: ConnectionId): Promise<void> {
    const api = apis.get(id);
    if (!api) return;
    await vault.secrets.forget(api.secret ? [api.secret] : [], () => repository.removeApi(id));
    apis.delete(id);
  }

  return {
    get: (id) => apis.get(id),
    async token(id) {
      const api = apis.get(id);
      if (!api?.secret) return undefined;
      const token = await vault.secrets.read(api.secret);
      if (token === undefined) throw new AppError('SECRET_MISSING', { connection: id, name: 'API token' });
      return token;
    },
    async save(id, address, token) {
      vault.connections.get(id);
      const before = apis.get(id);
      if (token === undefined) {
        const keeps = before?.secret !== undefined && new URL(before.address).origin === new URL(address).origin;
        if (!keeps && before?.secret) await remove(id);
        const next: StoredStoreApi = { connectionId: id, address, secret: keeps ? before.secret : undefined };
        repository.saveApi(next);
        apis.set(id, next);
        return;
      }
      await vault.secrets.store(
        `store-api:${id}.${newId().slice(0, 8)}`,
        token,
        (secret) => {
          const next: StoredStoreApi = { connectionId: id, address, secret };
          repository.saveApi(next);
          apis.set(id, next);
        },
        before?.secret,
      );
    },
    remove,
  };
}
