import { z } from 'zod';
import {
  AppError,
  type Connection,
  type ConnectionId,
  type ConnectionColour,
  type CredentialDraft,
  type CredentialSource,
  type EndpointDraft,
  type LastPlace,
  type MeasuredFacts,
} from '../../preload/contract/index.ts';
import { createEmitter, newId, type Clock, type Watchable } from '../base/index.ts';
import {
  createConnectionsRepository,
  type AppDatabase,
  type RecordProblem,
  type SecretAddress,
  type StoredConnection,
} from '../database/index.ts';
import type { SecretKeeper } from './secret-keeper.ts';

/** A connection as the vault knows it; features and limits are the provider's, and added by the handlers. */
export type ConnectionRecord = Omit<Connection, 'features' | 'maxShareSeconds'>;

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; of temporary credentials whose end is known. */
  readonly expiresAt?: number;
}

/** Reads credentials where another program keeps them. Throws SESSION_EXPIRED, SECRET_MISSING, NOT_ALLOWED. */
export interface LiveCredentials {
  resolve(source: CredentialSource): Promise<Credential>;
}

export interface ConnectionsDelta {
  readonly upsert: ConnectionRecord[];
  readonly remove: ConnectionId[];
}

/** The app's own embedded server: it is in the list, and not in the database. */
export interface LocalConnection {
  readonly record: Omit<ConnectionRecord, 'local' | 'hasSecret' | 'readOnly' | 'pinnedBuckets'>;
  readonly credential: Credential;
}

export interface ConnectionsRegistry {
  readonly watch: Watchable<{ readonly connections: ConnectionRecord[] }, ConnectionsDelta>;
  /** Stored records that could not be read; they stay where they are. */
  readonly problems: readonly RecordProblem[];
  list(): ConnectionRecord[];
  /** Throws CONNECTION_NOT_FOUND. */
  get(id: ConnectionId): ConnectionRecord;
  /** Throws SECRET_STORE_*: nothing is saved then. */
  add(draft: {
    readonly name: string;
    readonly endpoint: EndpointDraft;
    readonly credential: CredentialDraft;
    readonly readOnly: boolean;
    readonly colour?: ConnectionColour | undefined;
  }): Promise<ConnectionRecord>;
  /** A connection whose credentials stay where another program keeps them; nothing goes to the secret store. */
  addSourced(draft: {
    readonly name: string;
    readonly endpoint: EndpointDraft;
    readonly source: CredentialSource;
    /** Empty where it is not known before the first use. */
    readonly accessKeyId: string;
    readonly readOnly: boolean;
  }): ConnectionRecord;
  /** A connection whose secret is still to be typed: all else is known. */
  addWithoutSecret(draft: {
    readonly name: string;
    readonly endpoint: EndpointDraft;
    readonly accessKeyId: string;
    readonly readOnly: boolean;
  }): ConnectionRecord;
  /** The new secret is stored before the record changes, the old one erased after. Throws NOT_ALLOWED for the local one. */
  update(change: {
    readonly id: ConnectionId;
    readonly name?: string | undefined;
    readonly endpoint?: EndpointDraft | undefined;
    readonly credential?: CredentialDraft | undefined;
    readonly readOnly?: boolean | undefined;
    readonly colour?: ConnectionColour | 'none' | undefined;
  }): Promise<ConnectionRecord>;
  /** Keeps what a probe found, or forgets it. */
  measured(id: ConnectionId, facts: MeasuredFacts | undefined): ConnectionRecord;
  /** Remembers where the user is. */
  visited(id: ConnectionId, place: LastPlace): void;
  /** Removes the record, and its secret as soon as its store answers. */
  remove(id: ConnectionId): Promise<void>;
  pinBucket(id: ConnectionId, bucket: string): Promise<void>;
  unpinBucket(id: ConnectionId, bucket: string): Promise<void>;
  /** Notes the use; written to the database at most once a minute a connection. */
  used(id: ConnectionId): void;
  /** For `volumes` alone. Throws CONNECTION_NOT_FOUND, SECRET_MISSING, SECRET_STORE_*. */
  credential(id: ConnectionId): Promise<Credential>;
  /** Adds or replaces the built-in connection. */
  provideLocal(local: LocalConnection): void;
}

const secretSchema = z.strictObject({ secretAccessKey: z.string().min(1), sessionToken: z.string().min(1).optional() });
const touchInterval = 60_000;

export function createConnectionsRegistry(options: {
  readonly database: AppDatabase;
  readonly keeper: SecretKeeper;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Where connections may take their credentials from instead of the secret store. */
  readonly live?: LiveCredentials | undefined;
}): ConnectionsRegistry {
  const { database, keeper, clock, log, live } = options;
  const repository = createConnectionsRepository(database);
  const loaded = repository.list();
  const records = new Map<ConnectionId, StoredConnection>(loaded.items.map((item) => [item.id, item]));
  const withSecret = new Set<ConnectionId>();
  const emitter = createEmitter<ConnectionsDelta>((error) => log(`vault: a listener failed: ${String(error)}`));
  let local: LocalConnection | undefined;

  function find(id: ConnectionId): StoredConnection {
    const record = records.get(id);
    if (record) return record;
    throw new AppError(local?.record.id === id ? 'NOT_ALLOWED' : 'CONNECTION_NOT_FOUND', { connection: id });
  }

  function shown(record: StoredConnection): ConnectionRecord {
    const { secretAccount: _account, ...rest } = record;
    return { ...rest, hasSecret: record.source !== undefined || withSecret.has(record.id), local: false };
  }

  const shownLocal = ({ record }: LocalConnection): ConnectionRecord => ({
    ...record,
    hasSecret: true,
    local: true,
    readOnly: false,
    pinnedBuckets: [],
  });

  function list(): ConnectionRecord[] {
    return [...(local ? [shownLocal(local)] : []), ...Array.from(records.values(), shown)];
  }

  /** What listeners last heard of each record, so that a sweep over all of them tells only what differs. */
  const told = new Map<ConnectionId, string>(list().map((item) => [item.id, JSON.stringify(item)]));

  function tell(items: readonly ConnectionRecord[]): void {
    const upsert = items.filter((item) => told.get(item.id) !== JSON.stringify(item));
    for (const item of upsert) told.set(item.id, JSON.stringify(item));
    if (upsert.length > 0) emitter.emit({ upsert, remove: [] });
  }

  /** Shows a record that is in the database already. */
  function put(record: StoredConnection): ConnectionRecord {
    records.set(record.id, record);
    const item = shown(record);
    tell([item]);
    return item;
  }

  function save(record: StoredConnection): ConnectionRecord {
    repository.save(record);
    return put(record);
  }

  async function reachable(record: StoredConnection): Promise<boolean> {
    if (!keeper.readable(record.secretPlace)) return false;
    try {
      return parseSecret(await keeper.read(addressOf(record))) !== undefined;
    } catch (error) {
      log(`vault: the secret of connection ${record.id} cannot be read: ${String(error)}`);
      return false;
    }
  }

  keeper.addHolder({
    addresses: () => Array.from(records.values()).filter(ownSecret).map(addressOf),
    moved(from, to) {
      for (const record of Array.from(records.values())) {
        if (record.secretAccount !== from.account || record.secretPlace !== from.place) continue;
        const next = { ...record, secretPlace: to.place };
        repository.save(next);
        records.set(next.id, next);
      }
    },
    async changed() {
      for (const record of Array.from(records.values()).filter(ownSecret)) {
        if (await reachable(record)) withSecret.add(record.id);
        else withSecret.delete(record.id);
      }
      tell(list());
    },
  });

  return {
    problems: loaded.problems,
    watch: { snapshot: () => ({ connections: list() }), subscribe: emitter.subscribe },
    list,
    get(id) {
      return local?.record.id === id ? shownLocal(local) : shown(find(id));
    },
    async add({ name, endpoint, credential, readOnly, colour }) {
      const id = newId() as ConnectionId;
      const base = {
        id,
        name,
        ...endpoint,
        accessKeyId: credential.accessKeyId,
        readOnly,
        createdAt: clock.now(),
        ...(colour === undefined ? {} : { colour }),
      };
      let saved: StoredConnection | undefined;
      await keeper.store(`connection:${id}`, secretOf(credential), ({ place, account }) => {
        saved = { ...base, secretPlace: place, secretAccount: account };
        repository.save(saved);
      });
      if (!saved) throw new Error('the secret store did not commit');
      withSecret.add(id);
      return put(saved);
    },
    addSourced({ name, endpoint, source, accessKeyId, readOnly }) {
      const id = newId() as ConnectionId;
      return save({
        id,
        name,
        ...endpoint,
        accessKeyId,
        readOnly,
        createdAt: clock.now(),
        secretPlace: 'memory',
        secretAccount: `profile:${id}`,
        source,
      });
    },
    addWithoutSecret({ name, endpoint, accessKeyId, readOnly }) {
      const id = newId() as ConnectionId;
      const at = { secretPlace: 'session', secretAccount: `connection:${id}` } as const;
      return save({ id, name, ...endpoint, accessKeyId, readOnly, createdAt: clock.now(), ...at });
    },
    async update({ id, name, endpoint, credential, readOnly, colour }) {
      const changed = (record: StoredConnection): StoredConnection => {
        const next = {
          ...record,
          ...(name === undefined ? {} : { name }),
          ...(readOnly === undefined ? {} : { readOnly }),
          ...(colour === undefined || colour === 'none' ? {} : { colour }),
        };
        if (colour === 'none') delete next.colour;
        if (endpoint === undefined) return next;
        // What is left out of a new endpoint is gone from it; findings are those of the old address.
        const { ca: _ca, proxy: _proxy, clockOffset: _offset, measured, ...rest } = next;
        const same = endpoint.endpoint === record.endpoint && endpoint.provider === record.provider;
        return { ...rest, ...endpoint, ...(same && measured !== undefined ? { measured } : {}) };
      };
      if (!credential) return save(changed(find(id)));
      let saved: StoredConnection | undefined;
      const before = find(id);
      // An account of its own: until the record is committed, the old secret stays whole beside it.
      const account = `connection:${id}.${newId().slice(0, 8)}`;
      await keeper.store(
        account,
        secretOf(credential),
        (to) => {
          const { accessKeyId } = credential;
          const { source: _source, ...own } = changed(find(id));
          saved = { ...own, accessKeyId, secretPlace: to.place, secretAccount: to.account };
          repository.save(saved);
        },
        ...(ownSecret(before) ? [addressOf(before)] : []),
      );
      if (!saved) throw new Error('the secret store did not commit');
      withSecret.add(id);
      // Another secret may show in no field: it is told all the same, so that nobody goes on signing with the old one.
      told.delete(id);
      return put(saved);
    },
    async remove(id) {
      const record = find(id);
      await keeper.forget(ownSecret(record) ? [addressOf(record)] : [], () => repository.remove(id));
      records.delete(id);
      withSecret.delete(id);
      told.delete(id);
      emitter.emit({ upsert: [], remove: [id] });
    },
    async pinBucket(id, bucket) {
      // The volumes of this computer are all listed: there is nothing to remember.
      if (local?.record.id === id) return;
      const record = find(id);
      if (!record.pinnedBuckets.includes(bucket)) save({ ...record, pinnedBuckets: [...record.pinnedBuckets, bucket] });
    },
    async unpinBucket(id, bucket) {
      if (local?.record.id === id) return;
      const record = find(id);
      save({ ...record, pinnedBuckets: record.pinnedBuckets.filter((name) => name !== bucket) });
    },
    measured(id, facts) {
      const { measured: _before, ...rest } = find(id);
      return save(facts === undefined ? rest : { ...rest, measured: facts });
    },
    visited(id, place) {
      // Nothing is remembered of the volumes of this computer, nor of a connection that is gone by now.
      const record = records.get(id);
      if (!record || (record.lastPlace?.bucket === place.bucket && record.lastPlace.prefix === place.prefix)) return;
      repository.visit(id, place);
      put({ ...record, lastPlace: place });
    },
    used(id) {
      const record = records.get(id);
      const now = clock.now();
      if (!record || now - (record.lastUsedAt ?? 0) < touchInterval) return;
      repository.touch(id, now);
      put({ ...record, lastUsedAt: now });
    },
    async credential(id) {
      // A copy: the AWS SDK writes notes of its own into what it is given.
      if (local?.record.id === id) return { ...local.credential };
      const record = find(id);
      if (record.source) {
        if (!live) throw new AppError('SECRET_MISSING', { connection: id, name: record.name });
        return live.resolve(record.source);
      }
      const secret = parseSecret(await keeper.read(addressOf(record)));
      if (!secret) throw new AppError('SECRET_MISSING', { connection: id, name: record.name });
      const { secretAccessKey, sessionToken } = secret;
      return { accessKeyId: record.accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    },
    provideLocal(next) {
      local = next;
      tell([shownLocal(next)]);
    },
  };
}

/** Its secret is in the secret store, and not where another program keeps it. */
const ownSecret = (record: StoredConnection): boolean => record.source === undefined;

function addressOf(record: StoredConnection): SecretAddress {
  return { place: record.secretPlace, account: record.secretAccount };
}

function secretOf({ secretAccessKey, sessionToken }: CredentialDraft): string {
  return JSON.stringify({ secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
}

/** What another program wrote under our name counts as no secret: the user is asked for it again. */
function parseSecret(value: string | undefined): z.infer<typeof secretSchema> | undefined {
  if (value === undefined) return undefined;
  try {
    return secretSchema.safeParse(JSON.parse(value)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
