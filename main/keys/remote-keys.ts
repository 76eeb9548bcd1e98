import {
  AppError,
  type ConnectionId,
  type KeyApi,
  type KeyApiKind,
  type Permissions,
  type RemoteKey,
} from '../../preload/contract/index.ts';
import {
  archilAddressFor,
  createArchilApi,
  createIamApi,
  createRunsiteApi,
  iamAddressFor,
  type ApiKey,
  type ArchilApi,
  type KeyManager,
  type RunsiteApi,
} from '../store-apis/index.ts';
import type { ConnectionRecord, Vault } from '../vault/index.ts';
import type { Replacements } from './replacements.ts';
import type { StoreApiBook } from './store-api-book.ts';

interface MadeKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly switched: ConnectionId[];
}

/** Keys that live at a store, through the store's own API. */
export interface RemoteKeys {
  api(id: ConnectionId): KeyApi;
  /** Undefined without a token. */
  runsite(id: ConnectionId): Promise<RunsiteApi | undefined>;
  archil(id: ConnectionId): Promise<ArchilApi | undefined>;
  list(id: ConnectionId, signal?: AbortSignal): Promise<RemoteKey[]>;
  create(
    id: ConnectionId,
    wish: { readonly name: string; readonly buckets: '*' | readonly string[]; readonly permissions: Permissions },
  ): Promise<MadeKey>;
  /** The old key goes on until it is revoked. KEY_NOT_FOUND. */
  rotate(id: ConnectionId, keyId: string): Promise<MadeKey>;
  setActive(id: ConnectionId, keyId: string, active: boolean): Promise<void>;
  revoke(id: ConnectionId, keyId: string): Promise<void>;
}

/** IAM is consistent in the end only: a new key may be refused for some seconds. Milliseconds. */
const patience = 20_000;

export function createRemoteKeys(options: {
  readonly vault: Vault;
  readonly book: StoreApiBook;
  readonly replacements: Replacements;
  readonly log: (line: string) => void;
}): RemoteKeys {
  const { vault, book, replacements, log } = options;
  const { connections } = vault;

  const addressOf = (record: ConnectionRecord): string | undefined =>
    book.get(record.id)?.address ??
    (record.provider === 'archil'
      ? archilAddressFor(record.endpoint)
      : iamAddressFor(record.provider, record.endpoint));

  function api(id: ConnectionId): KeyApi {
    const record = connections.get(id);
    const kind = kindOf(record);
    const address = kind === 'console' ? undefined : addressOf(record);
    const hasToken = book.get(id)?.secret !== undefined;
    const needsToken = kind === 'runsite' || kind === 'archil';
    const open = address !== undefined && (!needsToken || hasToken);
    const manages = open && (kind === 'runsite' || kind === 'iam');
    return {
      kind,
      ...(address === undefined ? {} : { address }),
      needsToken,
      hasToken,
      can: {
        list: manages,
        create: manages,
        scope: manages && kind === 'runsite',
        disable: manages && kind === 'iam',
        links: open && needsToken,
      },
    };
  }

  async function runsite(id: ConnectionId): Promise<RunsiteApi | undefined> {
    const { address, kind } = api(id);
    const token = kind === 'runsite' ? await book.token(id) : undefined;
    return address === undefined || token === undefined ? undefined : createRunsiteApi({ address, token });
  }
  async function archil(id: ConnectionId): Promise<ArchilApi | undefined> {
    const { address, kind } = api(id);
    const token = kind === 'archil' ? await book.token(id) : undefined;
    return address === undefined || token === undefined ? undefined : createArchilApi({ address, token });
  }

  /** Runs with the manager of a connection, and closes its sockets. */
  async function managed<T>(id: ConnectionId, work: (manager: KeyManager) => Promise<T>): Promise<T> {
    const { kind, address } = api(id);
    if (kind === 'runsite') {
      const manager = await runsite(id);
      if (manager) return work(manager);
    }
    if (kind === 'iam' && address !== undefined) {
      const manager = createIamApi({ address, credential: await connections.credential(id) });
      try {
        return await work(manager);
      } finally {
        manager.close();
      }
    }
    const reason =
      kind === 'runsite'
        ? 'Save a token of Runsite’s API first: then its keys can be managed here.'
        : 'Keys of this store are managed in its console.';
    throw new AppError('NOT_SUPPORTED', { operation: 'keys', reason });
  }

  function usersOf(id: ConnectionId, accessKeyId: string): ConnectionId[] {
    const { provider } = connections.get(id);
    return connections
      .list()
      .filter((record) => !record.local && record.provider === provider && record.accessKeyId === accessKeyId)
      .map((record) => record.id);
  }

  const shown = (id: ConnectionId, key: ApiKey): RemoteKey => ({
    id: key.id,
    accessKeyId: key.accessKeyId,
    name: key.name,
    active: key.active,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    lastUsedAt: key.lastUsedAt,
    lastUsedFor: key.lastUsedFor,
    buckets: key.buckets === '*' || key.buckets === undefined ? key.buckets : [...key.buckets],
    permissions: key.permissions,
    usedBy: usersOf(id, key.accessKeyId),
  });

  return {
    api,
    runsite,
    archil,
    list: (id, signal) => managed(id, async (manager) => (await manager.list({ signal })).map((key) => shown(id, key))),
    create: (id, wish) =>
      managed(id, async (manager) => {
        const { key, secretAccessKey } = await manager.create(wish);
        return { accessKeyId: key.accessKeyId, secretAccessKey, switched: [] };
      }),
    rotate: (id, keyId) =>
      managed(id, async (manager) => {
        const old = (await manager.list()).find((key) => key.id === keyId);
        if (!old) throw new AppError('KEY_NOT_FOUND', { key: keyId });
        const { name, buckets = '*', permissions = { read: true, write: true, delete: true, admin: false } } = old;
        const users = usersOf(id, old.accessKeyId);
        const { key, secretAccessKey } = await manager.create({ name: name || 'Quayside', buckets, permissions });
        const { accessKeyId } = key;
        let switched: ConnectionId[] = [];
        if (users.length > 0) {
          try {
            const { replacement } = await replacements.replace(users, { accessKeyId, secretAccessKey }, { patience });
            if (replacement) switched = users;
          } catch (error) {
            // The new key is there and is shown: it must not be lost because a connection could not be switched.
            log(`keys: connections go on with the old key: ${String(error)}`);
          }
        }
        return { accessKeyId, secretAccessKey, switched };
      }),
    setActive: (id, keyId, active) => managed(id, (manager) => manager.setActive({ id: keyId, active })),
    revoke: (id, keyId) => managed(id, (manager) => manager.remove({ id: keyId })),
  };
}

function kindOf({ provider, local }: ConnectionRecord): KeyApiKind {
  if (local) return 'console';
  if (provider === 'runsite' || provider === 'archil') return provider;
  // Stores that speak IAM, or may: for some of them the user has to say where.
  return ['aws', 'wasabi', 'ceph', 'minio', 'other'].includes(provider) ? 'iam' : 'console';
}
