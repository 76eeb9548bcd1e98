import { AppError, type ServerKey, type ServerKeyId } from '../../preload/contract/index.ts';
import { createEmitter, newId, type Clock } from '../base/index.ts';
import {
  createServerKeysRepository,
  type AppDatabase,
  type SecretAddress,
  type StoredServerKey,
} from '../database/index.ts';
import { newAccessKeyId, randomSecret } from './new-pair.ts';
import type { SecretKeeper } from './secret-keeper.ts';
import type { ServerCredential, ServerKeysDelta, ServerKeysRegistry } from './server-keys.ts';

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
  const overlaps = new Map<ServerKeyId, NodeJS.Timeout>();
  let timer: NodeJS.Timeout | undefined;

  function find(id: ServerKeyId): StoredServerKey {
    const record = records.get(id);
    if (!record) throw new AppError('KEY_NOT_FOUND', { key: id });
    return record;
  }

  function shown(record: StoredServerKey): ServerKey {
    const { secretAccount: _account, volumes, previous, ...rest } = record;
    return {
      ...rest,
      volumes: volumes === '*' ? '*' : [...volumes],
      usable: live.has(record.accessKeyId),
      ...(previous && previous.until > clock.now() && live.has(previous.accessKeyId)
        ? { previous: { accessKeyId: previous.accessKeyId, until: previous.until } }
        : {}),
    };
  }

  const list = () => Array.from(records.values(), shown);
  const told = new Map<ServerKeyId, string>();

  function tell(items: readonly ServerKey[]): void {
    const upsert = items.filter((item) => told.get(item.id) !== JSON.stringify(item));
    for (const item of upsert) told.set(item.id, JSON.stringify(item));
    if (upsert.length > 0) emitter.emit({ upsert, remove: [] });
  }

  function accept(record: StoredServerKey, secret: string): ServerKey {
    const { id, accessKeyId, volumes, permissions, expiresAt } = record;
    records.set(id, record);
    live.set(accessKeyId, { id, accessKeyId, secret, volumes, permissions, expiresAt });
    const key = shown(record);
    tell([key]);
    return key;
  }

  async function readSecret(address: SecretAddress, id: string): Promise<string | undefined> {
    try {
      return keeper.readable(address.place) ? await keeper.read(address) : undefined;
    } catch (error) {
      log(`vault: the secret of server key ${id} cannot be read: ${String(error)}`);
      return undefined;
    }
  }

  /** The pair that a rotation left: taken until its time, then erased. */
  async function loadPrevious(record: StoredServerKey): Promise<void> {
    const { previous } = record;
    if (!previous) return;
    // Not awaited: this runs in the vault's own queue, where erasing stands behind it.
    if (previous.until <= clock.now()) return dropSoon(record.id, previous.accessKeyId);
    if (live.has(previous.accessKeyId)) return;
    const secret = await readSecret(previous, record.id);
    const current = records.get(record.id);
    if (secret === undefined || current?.previous?.accessKeyId !== previous.accessKeyId) return;
    keepPrevious(current, secret);
  }

  function keepPrevious({ id, volumes, permissions, previous, expiresAt }: StoredServerKey, secret: string): void {
    if (!previous) return;
    const { accessKeyId, until } = previous;
    const ends = Math.min(until, expiresAt ?? until);
    live.set(accessKeyId, { id, accessKeyId, secret, volumes, permissions, expiresAt: ends });
    // Erased soon after its time, while the app runs; else at the next start. Timers take 24 days at most.
    const wait = Math.min(Math.max(0, until - clock.now()) + 1000, 2 ** 31 - 1);
    const erase = setTimeout(() => dropSoon(id, accessKeyId), wait);
    overlaps.set(id, erase.unref());
  }

  function dropSoon(id: ServerKeyId, accessKeyId: string): void {
    dropPrevious(id, accessKeyId).catch((error: unknown) =>
      log(`vault: an old pair is not erased yet: ${String(error)}`),
    );
  }

  async function dropPrevious(id: ServerKeyId, only?: string): Promise<void> {
    const { previous } = records.get(id) ?? {};
    if (!previous || (only !== undefined && (previous.accessKeyId !== only || previous.until > clock.now()))) return;
    live.delete(previous.accessKeyId);
    clearTimeout(overlaps.get(id));
    overlaps.delete(id);
    await keeper.forget([{ place: previous.place, account: previous.account }], () => {
      const record = records.get(id);
      if (!record) return;
      const next = withoutPrevious(record);
      repository.save(next);
      records.set(id, next);
    });
    tell(list());
  }

  async function load(record: StoredServerKey): Promise<void> {
    await loadPrevious(record);
    const secret = await readSecret(addressOf(record), record.id);
    // Revoked or rotated while its secret was being read: it stays refused.
    const current = records.get(record.id);
    if (!current || current.accessKeyId !== record.accessKeyId) return;
    if (secret === undefined) live.delete(current.accessKeyId);
    else if (!live.has(current.accessKeyId)) accept(current, secret);
  }

  keeper.addHolder({
    addresses: () => Array.from(records.values()).flatMap(addressesOf),
    moved(from, to) {
      for (const record of Array.from(records.values())) {
        const isOwn = record.secretAccount === from.account && record.secretPlace === from.place;
        const { previous } = record;
        const isPrevious = previous?.account === from.account && previous.place === from.place;
        if (!isOwn && !isPrevious) continue;
        const next = isOwn
          ? { ...record, secretPlace: to.place }
          : { ...record, previous: previous && { ...previous, place: to.place } };
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
    async create({ name, volumes, permissions, expiresAt }) {
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
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      let saved: StoredServerKey | undefined;
      await keeper.store(`server-key:${id}`, secretAccessKey, ({ place, account }) => {
        saved = { ...base, secretPlace: place, secretAccount: account };
        repository.save(saved);
      });
      if (!saved) throw new Error('the secret store did not commit');
      return { key: accept(saved, secretAccessKey), secretAccessKey };
    },
    async rotate(id, overlapSeconds = 0) {
      const secretAccessKey = randomSecret();
      const accessKeyId = newAccessKeyId();
      // A pair of a rotation before does not outlive this one.
      await dropPrevious(id);
      const before = find(id);
      const credential = live.get(before.accessKeyId);
      const overlaps = overlapSeconds > 0 && credential !== undefined;
      const old = addressOf(before);
      let saved: StoredServerKey | undefined;
      try {
        await keeper.store(
          `server-key:${id}.${newId().slice(0, 8)}`,
          secretAccessKey,
          (to) => {
            saved = {
              ...withoutPrevious(find(id)),
              accessKeyId,
              secretPlace: to.place,
              secretAccount: to.account,
              ...(overlaps
                ? {
                    previous: {
                      accessKeyId: before.accessKeyId,
                      ...old,
                      until: clock.now() + overlapSeconds * 1000,
                    },
                  }
                : {}),
            };
            repository.save(saved);
            if (!overlaps) live.delete(before.accessKeyId);
          },
          overlaps ? undefined : old,
        );
      } catch (error) {
        // Nothing was committed: the old pair goes on, unless it was revoked meanwhile.
        if (credential && records.get(id)?.accessKeyId === before.accessKeyId) live.set(before.accessKeyId, credential);
        throw error;
      }
      if (!saved) throw new Error('the secret store did not commit');
      if (overlaps) keepPrevious(saved, credential.secret);
      return { key: accept(saved, secretAccessKey), secretAccessKey };
    },
    async endOverlap(id) {
      find(id);
      await dropPrevious(id);
    },
    setExpiry(id, expiresAt) {
      const { expiresAt: _before, ...rest } = find(id);
      const record = expiresAt === undefined ? rest : { ...rest, expiresAt };
      repository.save(record);
      records.set(id, record);
      const credential = live.get(record.accessKeyId);
      if (credential) live.set(record.accessKeyId, { ...credential, expiresAt });
      tell(list());
    },
    secretOf(id) {
      const record = find(id);
      const credential = live.get(record.accessKeyId);
      if (!credential) throw new AppError('SECRET_MISSING', { name: record.name });
      return credential.secret;
    },
    async revoke(id) {
      const record = find(id);
      const { previous } = record;
      live.delete(record.accessKeyId);
      if (previous) live.delete(previous.accessKeyId);
      clearTimeout(overlaps.get(id));
      overlaps.delete(id);
      records.delete(id);
      uses.delete(id);
      const addresses = [
        addressOf(record),
        ...(previous ? [{ place: previous.place, account: previous.account }] : []),
      ];
      try {
        await keeper.forget(addresses, () => repository.remove(id));
      } catch (error) {
        // Not removed: it is shown as a key that cannot be used, and stays refused until the app starts again.
        records.set(id, record);
        tell(list());
        throw error;
      }
      told.delete(id);
      emitter.emit({ upsert: [], remove: [id] });
    },
    find(accessKeyId) {
      const credential = live.get(accessKeyId);
      return credential?.expiresAt !== undefined && credential.expiresAt <= clock.now() ? undefined : credential;
    },
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
    close() {
      for (const erase of overlaps.values()) clearTimeout(erase);
      writeUses();
    },
  };
}

function addressOf(record: StoredServerKey): SecretAddress {
  return { place: record.secretPlace, account: record.secretAccount };
}

/** Of both pairs, where a rotation left one. */
function addressesOf(record: StoredServerKey): SecretAddress[] {
  const { previous } = record;
  return previous ? [addressOf(record), { place: previous.place, account: previous.account }] : [addressOf(record)];
}

function withoutPrevious({ previous: _previous, ...rest }: StoredServerKey): StoredServerKey {
  return rest;
}
