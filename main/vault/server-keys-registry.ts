import { randomInt } from 'node:crypto';
import { AppError, type Permissions, type ServerKey, type ServerKeyId } from '../../preload/contract/index.ts';
import { createEmitter, newId, randomBase32, type Clock, type Watchable } from '../base/index.ts';
import {
  createServerKeysRepository,
  type AppDatabase,
  type RecordProblem,
  type SecretAddress,
  type StoredServerKey,
} from '../database/index.ts';
import type { SecretKeeper } from './secret-keeper.ts';

/** What the embedded server needs to verify a request and to judge it. */
export interface ServerCredential {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly volumes: '*' | readonly string[];
  readonly permissions: Permissions;
}

export interface ServerKeysDelta {
  readonly upsert: ServerKey[];
  readonly remove: ServerKeyId[];
}

export interface ServerKeysRegistry {
  readonly watch: Watchable<{ readonly keys: ServerKey[] }, ServerKeysDelta>;
  readonly problems: readonly RecordProblem[];
  /** Throws KEY_NOT_FOUND. */
  get(id: ServerKeyId): ServerKey;
  /** The one time that the secret is given out. Throws SECRET_STORE_*: no key is made then. */
  create(draft: {
    readonly name: string;
    readonly volumes: '*' | readonly string[];
    readonly permissions: Permissions;
  }): Promise<{ key: ServerKey; secretAccessKey: string }>;
  /** A new pair with the same rights; the old pair is refused before this resolves. */
  rotate(id: ServerKeyId): Promise<{ key: ServerKey; secretAccessKey: string }>;
  /** The key is refused from the moment of the call, whatever becomes of the rest. */
  revoke(id: ServerKeyId): Promise<void>;
  /** For the embedded server at each request: in memory, never waits. */
  find(accessKeyId: string): ServerCredential | undefined;
  /** Counts a request; written to the database in batches. */
  touched(accessKeyId: string, at: number): void;
  /** Writes the counts that are still in memory. */
  close(): void;
}

/** Milliseconds between two writes of use counts. */
const countInterval = 3000;

export function createServerKeysRegistry(options: {
  readonly database: AppDatabase;
  readonly keeper: SecretKeeper;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}): ServerKeysRegistry {
  const { database, keeper, clock, log } = options;
  const repository = createServerKeysRepository(database);
  const loaded = repository.list();
  const records = new Map<ServerKeyId, StoredServerKey>(loaded.items.map((item) => [item.id, item]));
  const live = new Map<string, ServerCredential & { readonly id: ServerKeyId }>();
  const emitter = createEmitter<ServerKeysDelta>((error) => log(`vault: a listener failed: ${String(error)}`));
  const uses = new Map<ServerKeyId, { requests: number; at: number }>();
  let timer: NodeJS.Timeout | undefined;

  function find(id: ServerKeyId): StoredServerKey {
    const record = records.get(id);
    if (!record) throw new AppError('KEY_NOT_FOUND', { key: id });
    return record;
  }

  function shown(record: StoredServerKey): ServerKey {
    const { secretAccount: _account, volumes, ...rest } = record;
    return { ...rest, volumes: volumes === '*' ? '*' : [...volumes], usable: live.has(record.accessKeyId) };
  }

  const list = () => Array.from(records.values(), shown);
  const told = new Map<ServerKeyId, string>();

  function tell(items: readonly ServerKey[]): void {
    const upsert = items.filter((item) => told.get(item.id) !== JSON.stringify(item));
    for (const item of upsert) told.set(item.id, JSON.stringify(item));
    if (upsert.length > 0) emitter.emit({ upsert, remove: [] });
  }

  function accept(record: StoredServerKey, secret: string): ServerKey {
    const { id, accessKeyId, volumes, permissions } = record;
    records.set(id, record);
    live.set(accessKeyId, { id, accessKeyId, secret, volumes, permissions });
    const key = shown(record);
    tell([key]);
    return key;
  }

  async function load(record: StoredServerKey): Promise<void> {
    let secret: string | undefined;
    try {
      if (keeper.readable(record.secretPlace)) secret = await keeper.read(addressOf(record));
    } catch (error) {
      log(`vault: the secret of server key ${record.id} cannot be read: ${String(error)}`);
    }
    // Revoked or rotated while its secret was being read: it stays refused.
    const current = records.get(record.id);
    if (!current || current.accessKeyId !== record.accessKeyId) return;
    if (secret === undefined) live.delete(current.accessKeyId);
    else if (!live.has(current.accessKeyId)) accept(current, secret);
  }

  keeper.addHolder({
    addresses: () => Array.from(records.values(), addressOf),
    moved(from, to) {
      for (const record of Array.from(records.values())) {
        if (record.secretAccount !== from.account || record.secretPlace !== from.place) continue;
        const next = { ...record, secretPlace: to.place };
        repository.save(next);
        records.set(next.id, next);
      }
    },
    async changed() {
      for (const record of Array.from(records.values())) await load(record);
      tell(list());
    },
  });

  function writeUses(): void {
    clearTimeout(timer);
    timer = undefined;
    if (uses.size === 0) return;
    repository.addUse(Array.from(uses, ([id, use]) => ({ id, ...use })));
    uses.clear();
    tell(list());
  }

  return {
    problems: loaded.problems,
    watch: { snapshot: () => ({ keys: list() }), subscribe: emitter.subscribe },
    get: (id) => shown(find(id)),
    async create({ name, volumes, permissions }) {
      const id = newId() as ServerKeyId;
      const secretAccessKey = randomSecret();
      const base = {
        id,
        accessKeyId: newAccessKeyId(),
        name,
        volumes: volumes === '*' ? ('*' as const) : [...volumes],
        permissions,
        createdAt: clock.now(),
        requests: 0,
      };
      let saved: StoredServerKey | undefined;
      await keeper.store(`server-key:${id}`, secretAccessKey, ({ place, account }) => {
        saved = { ...base, secretPlace: place, secretAccount: account };
        repository.save(saved);
      });
      if (!saved) throw new Error('the secret store did not commit');
      return { key: accept(saved, secretAccessKey), secretAccessKey };
    },
    async rotate(id) {
      const secretAccessKey = randomSecret();
      const accessKeyId = newAccessKeyId();
      const before = find(id);
      let saved: StoredServerKey | undefined;
      const credential = live.get(before.accessKeyId);
      try {
        await keeper.store(
          `server-key:${id}.${newId().slice(0, 8)}`,
          secretAccessKey,
          (to) => {
            saved = { ...find(id), accessKeyId, secretPlace: to.place, secretAccount: to.account };
            repository.save(saved);
            live.delete(before.accessKeyId);
          },
          addressOf(before),
        );
      } catch (error) {
        // Nothing was committed: the old pair goes on, unless it was revoked meanwhile.
        if (credential && records.get(id)?.accessKeyId === before.accessKeyId) live.set(before.accessKeyId, credential);
        throw error;
      }
      if (!saved) throw new Error('the secret store did not commit');
      return { key: accept(saved, secretAccessKey), secretAccessKey };
    },
    async revoke(id) {
      const record = find(id);
      live.delete(record.accessKeyId);
      records.delete(id);
      uses.delete(id);
      try {
        await keeper.forget([addressOf(record)], () => repository.remove(id));
      } catch (error) {
        // Not removed: it is shown as a key that cannot be used, and stays refused until the app starts again.
        records.set(id, record);
        tell(list());
        throw error;
      }
      told.delete(id);
      emitter.emit({ upsert: [], remove: [id] });
    },
    find: (accessKeyId) => live.get(accessKeyId),
    touched(accessKeyId, at) {
      const id = live.get(accessKeyId)?.id;
      const record = id && records.get(id);
      if (!record) return;
      const use = uses.get(record.id);
      uses.set(record.id, { requests: (use?.requests ?? 0) + 1, at: Math.max(use?.at ?? 0, at) });
      records.set(record.id, { ...record, requests: record.requests + 1, lastUsedAt: at });
      timer ??= setTimeout(() => {
        try {
          writeUses();
        } catch (error) {
          // The counts stay in memory and are tried again with the next request: a request never fails for them.
          log(`vault: use counts could not be written: ${String(error)}`);
        }
      }, countInterval).unref();
    },
    close: writeUses,
  };
}

function addressOf(record: StoredServerKey): SecretAddress {
  return { place: record.secretPlace, account: record.secretAccount };
}

/** `QS` and 18 characters of A-Z and 2-7: 90 bits, and recognisable in a log or a leak. */
export function newAccessKeyId(): string {
  return `QS${randomBase32(18)}`;
}

const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** 40 letters and digits, 238 bits: no `/` and `+`, which shells, URLs and configuration files get wrong. */
export function randomSecret(): string {
  return Array.from({ length: 40 }, () => secretAlphabet.charAt(randomInt(secretAlphabet.length))).join('');
}
