import { secretPlace, type SecretPlace } from '../../preload/contract/index.ts';
import { createSettingsRepository, type AppDatabase, type SecretAddress } from '../database/index.ts';
import { newAccessKeyId, randomSecret, type Vault } from '../vault/index.ts';

/** A pair the app itself signs with. `memory`: it ends with the app, and so do the links signed with it. */
export interface AppKey {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly place: SecretPlace;
}

export interface AppKeys {
  /** The pair to sign with from now on. */
  current(): AppKey;
  /** Also pairs that were current earlier in this run: what was signed with them goes on. */
  find(accessKeyId: string): AppKey | undefined;
  /** Looks for the stored pair, or stores the one of this run where the user's store takes it. */
  settle(): Promise<void>;
}

interface Stored extends SecretAddress {
  readonly accessKeyId: string;
}

const isAccessKeyId = (value: unknown): value is string => typeof value === 'string' && /^QS[A-Z2-7]{18}$/.test(value);

/** Stored state is input from outside: what does not fit counts as not there. */
function readStored(value: unknown): Stored | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { accessKeyId, place, account }: { accessKeyId?: unknown; place?: unknown; account?: unknown } = value;
  const where = secretPlace.safeParse(place);
  if (!isAccessKeyId(accessKeyId) || typeof account !== 'string' || !where.success) return undefined;
  return { accessKeyId, account, place: where.data };
}

const idName = 'local.app-key-id';
const storedName = 'local.app-key';
const account = 'local-app-key';

/**
 * The embedded server's own pair. Its id is fixed for a home; its secret is in the user's secret store. While that
 * cannot be reached, a pair for this run stands in; where nothing was stored before, that same pair is stored once the
 * user has picked a place, so that links made meanwhile stay good.
 */
export function createAppKeys(options: {
  readonly database: AppDatabase;
  readonly vault: Vault;
  readonly log: (line: string) => void;
  readonly onChange: () => void;
}): AppKeys {
  const { vault, log } = options;
  const settings = createSettingsRepository(options.database);
  const known = new Map<string, AppKey>();
  let stored: Stored | undefined = readStored(settings.read(storedName));
  let current = keep({ accessKeyId: stored ? newAccessKeyId() : fixedId(), secret: randomSecret(), place: 'memory' });
  let settling: Promise<void> | undefined;

  function keep(key: AppKey): AppKey {
    known.set(key.accessKeyId, key);
    return key;
  }

  function fixedId(): string {
    const found = settings.read(idName);
    if (isAccessKeyId(found)) return found;
    const made = newAccessKeyId();
    settings.write(idName, made);
    return made;
  }

  function use(key: AppKey): void {
    const changed = key.accessKeyId !== current.accessKeyId || key.place !== current.place;
    current = keep(key);
    if (changed) options.onChange();
  }

  function note(next: Stored | undefined): void {
    stored = next;
    if (next) settings.write(storedName, next);
    else settings.remove(storedName);
  }

  async function load(from: Stored): Promise<void> {
    if (!vault.secrets.readable(from.place)) return;
    const secret = await vault.secrets.read(from);
    if (secret !== undefined) return use({ accessKeyId: from.accessKeyId, secret, place: from.place });
    // Somebody removed the entry: links signed with it are gone for good, and the pair of this run takes its place.
    log('local server: the stored key of the app is gone; a new one takes its place');
    note(undefined);
  }

  async function keepForGood(): Promise<void> {
    const { state, place } = vault.watch.snapshot();
    if (state !== 'ready' || place === undefined || place === 'session') return;
    const { accessKeyId, secret } = current;
    await vault.secrets.store(account, secret, (to) => note({ accessKeyId, ...to }));
    if (stored) use({ accessKeyId, secret, place: stored.place });
  }

  async function settleOnce(): Promise<void> {
    try {
      if (stored) await load(stored);
      if (!stored) await keepForGood();
    } catch (error) {
      // The pair of this run goes on; the vault tells the user what is wrong with the store.
      log(`local server: the key of the app stays in memory: ${String(error)}`);
    }
  }

  const settle = () => (settling ??= settleOnce().finally(() => (settling = undefined)));

  vault.secrets.addHolder({
    addresses: () => (stored ? [{ place: stored.place, account: stored.account }] : []),
    moved(_from, to) {
      if (stored) note({ ...stored, place: to.place });
    },
    changed() {
      // Not awaited: the vault's own queue is waiting for this answer, and storing a key stands in that queue.
      void settle();
      return Promise.resolve();
    },
  });

  return { current: () => current, find: (id) => known.get(id), settle };
}
