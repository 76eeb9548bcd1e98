import type { AppDatabase, ErasuresRepository, SecretAddress } from '../database/index.ts';
import type { SecretStore } from '../ports/index.ts';

/** Who has records with secrets. */
export interface SecretHolder {
  addresses(): readonly SecretAddress[];
  /** Writes the record's new place to the database; called inside a transaction. */
  moved(from: SecretAddress, to: SecretAddress): void;
  /** Some secrets can be reached now that could not before, or the other way round, or have moved. */
  changed(): Promise<void>;
}

/**
 * Secrets and records change in two systems, so the order is fixed: the account is noted as to be erased, the secret is
 * written, then one transaction writes the record, takes the note away and notes the account that is not needed any more.
 * A crash at any point leaves the old secret with the old record, or the new with the new, and a note of the other.
 */
export interface SecretWriter {
  /** `commit` writes the record inside the transaction. The secret at `old` is erased afterwards. */
  readonly store: (
    account: string,
    secret: string,
    commit: (address: SecretAddress) => void,
    old?: SecretAddress,
  ) => Promise<void>;
  /** `commit` removes the record; the secrets go then, or as soon as their store answers. */
  readonly forget: (addresses: readonly SecretAddress[], commit: () => void) => Promise<void>;
  readonly addHolder: (holder: SecretHolder) => void;
  /** After stores have opened or closed: moves what may be moved to `target`, erases what is noted, tells the holders. */
  settle(target: SecretStore | undefined): Promise<void>;
  /** Settles when nothing is under way. */
  idle(): Promise<void>;
}

export interface SecretWriterOptions {
  readonly erasures: ErasuresRepository;
  readonly database: AppDatabase;
  /** Where new secrets go. Throws SECRET_STORE_*. */
  readonly current: () => SecretStore;
  readonly open: (place: SecretAddress['place']) => SecretStore | undefined;
  readonly log: (line: string) => void;
}

export function createSecretWriter(options: SecretWriterOptions): SecretWriter {
  const { erasures, database, open, log } = options;
  const holders: SecretHolder[] = [];
  let tail: Promise<unknown> = Promise.resolve();

  /** One change at a time, so that a move of all secrets never meets a swap of one. */
  function serial<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work, work);
    tail = result.catch(() => undefined);
    return result;
  }

  async function put(
    target: SecretStore,
    account: string,
    secret: string,
    commit: (address: SecretAddress) => void,
    old: SecretAddress | undefined,
  ): Promise<void> {
    const address = { place: target.place, account };
    const replaced = old && nameOf(old) !== nameOf(address) ? old : undefined;
    erasures.add(address);
    await target.set(account, secret);
    database.transaction(() => {
      commit(address);
      erasures.remove(address);
      if (replaced) erasures.add(replaced);
    });
    if (replaced) await erase(replaced);
  }

  /** Trouble with the store is no trouble for the caller: the note stays, and is tried again. */
  async function erase(address: SecretAddress): Promise<void> {
    const store = open(address.place);
    if (!store) return;
    try {
      await store.delete(address.account);
    } catch (error) {
      log(`vault: ${address.place} keeps an entry that is no longer needed, until it answers: ${String(error)}`);
      return;
    }
    erasures.remove(address);
  }

  async function eraseNoted(): Promise<void> {
    const needed = new Set(holders.flatMap((holder) => holder.addresses().map(nameOf)));
    for (const address of erasures.list()) if (!needed.has(nameOf(address))) await erase(address);
  }

  /** Never towards the session: a secret that is kept must not end with the app because a setting was changed. */
  async function moveTo(target: SecretStore): Promise<void> {
    if (target.place === 'session') return;
    for (const holder of holders) {
      for (const from of holder.addresses()) {
        if (from.place === target.place) continue;
        const secret = await open(from.place)?.get(from.account);
        if (secret === undefined) continue;
        await put(target, from.account, secret, (to) => holder.moved(from, to), from);
      }
    }
  }

  return {
    store: (account, secret, commit, old) => serial(() => put(options.current(), account, secret, commit, old)),
    forget: (addresses, commit) =>
      serial(async () => {
        database.transaction(() => {
          for (const address of addresses) erasures.add(address);
          commit();
        });
        for (const address of addresses) await erase(address);
      }),
    addHolder: (holder) => void holders.push(holder),
    settle: (target) =>
      serial(async () => {
        try {
          if (target) await moveTo(target);
          await eraseNoted();
        } catch (error) {
          // Everything is where its record says; the rest moves the next time.
          log(`vault: not every secret could be moved: ${String(error)}`);
        }
        for (const holder of holders) await holder.changed();
      }),
    async idle() {
      await tail;
    },
  };
}

const nameOf = (address: SecretAddress): string => `${address.place} ${address.account}`;
