import { secretPlace } from '../../preload/contract/index.ts';
import { newId } from '../base/index.ts';
import { createSettingsRepository, type AppDatabase, type SecretAddress } from '../database/index.ts';
import type { Vault } from '../vault/index.ts';

/** A secret of this home that belongs to no connection: in the user's secret store, and in memory while that can be read. */
export interface KeptSecret {
  /** Undefined where none is kept, and while its store cannot be read. */
  current(): string | undefined;
  /** Whether one is kept, readable now or not. */
  isKept(): boolean;
  /** Reads the stored one. Never rejects: while it cannot be read there is none. */
  load(): Promise<void>;
  /** In the place of the one before. Throws SECRET_STORE_*. */
  keep(secret: string): Promise<void>;
  forget(): Promise<void>;
}

export interface KeptSecretOptions {
  /** Of the record in the settings, and in front of the account in the store. */
  readonly name: string;
  readonly database: AppDatabase;
  readonly vault: Vault;
  readonly log: (line: string) => void;
  /** The store has opened, closed or changed; the secret has been read again by then. */
  readonly onChange: () => void;
}

/** Stored state is input from outside: what does not fit counts as not there. */
function readAddress(value: unknown): SecretAddress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { place, account }: { place?: unknown; account?: unknown } = value;
  const where = secretPlace.safeParse(place);
  return where.success && typeof account === 'string' ? { place: where.data, account } : undefined;
}

export function createKeptSecret(options: KeptSecretOptions): KeptSecret {
  const { name, log } = options;
  const { secrets } = options.vault;
  const settings = createSettingsRepository(options.database);
  let address = readAddress(settings.read(name));
  let secret: string | undefined;

  function note(next: SecretAddress | undefined): void {
    address = next;
    if (next) settings.write(name, next);
    else settings.remove(name);
  }

  async function load(): Promise<void> {
    try {
      if (!address || !secrets.readable(address.place)) {
        secret = undefined;
        return;
      }
      const from = address;
      const found = await secrets.read(from);
      if (from.account !== address?.account) return;
      secret = found;
      if (found !== undefined) return;
      log(`local server: ${name} is gone from the secret store (${from.account})`);
      note(undefined);
    } catch (error) {
      secret = undefined;
      log(`local server: ${name} cannot be read: ${String(error)}`);
    }
  }

  secrets.addHolder({
    addresses: () => (address ? [address] : []),
    moved: (_from, to) => note(to),
    changed() {
      // Not awaited: the vault's own queue is waiting for this answer, and what comes of it may stand in that queue.
      void load().then(options.onChange);
      return Promise.resolve();
    },
  });

  return {
    current: () => secret,
    isKept: () => address !== undefined,
    load,
    async keep(next) {
      const old = address;
      // An account of its own, so that an entry that comes back from a backup is not one that was written over.
      await secrets.store(`${name}.${newId().slice(0, 8)}`, next, note, old);
      secret = next;
    },
    async forget() {
      const old = address;
      secret = undefined;
      if (old) await secrets.forget([old], () => note(undefined));
    },
  };
}
