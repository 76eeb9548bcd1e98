import { join } from 'node:path';
import { z } from 'zod';
import { AppError, type VaultStatus } from '../../preload/contract/index.ts';
import { createEmitter, type Watchable } from '../base/index.ts';
import {
  createErasuresRepository,
  createSettingsRepository,
  type AppDatabase,
  type SecretAddress,
} from '../database/index.ts';
import type { KeychainProbe, SecretStore, SecretStoreProblem } from '../ports/index.ts';
import { createPassphraseFile } from './passphrase-file.ts';
import { createSecretWriter, type SecretWriter } from './secret-writer.ts';
import { createSessionStore } from './session-store.ts';

export type StorePlace = SecretStore['place'];

/** Where secrets are kept, the user's choice about it, and the only way to read, write and erase one. */
export interface SecretKeeper extends Pick<SecretWriter, 'store' | 'forget' | 'addHolder'> {
  readonly watch: Watchable<VaultStatus, VaultStatus>;
  /** Asks the keychain, as far as the user's choice needs it. Never rejects: what is wrong is in the status. */
  readonly start: () => Promise<void>;
  /** Throws SECRET_STORE_UNAVAILABLE or SECRET_STORE_LOCKED, and then changes nothing but what is known of the keychain. */
  useKeychain(): Promise<void>;
  useSession(): Promise<void>;
  /** Throws PASSPHRASE_WRONG, DAMAGED, SECRET_STORE_UNAVAILABLE, DISK_FULL. */
  usePassphraseFile(passphrase: string): Promise<void>;
  lock(): Promise<void>;
  /** Throws PASSPHRASE_WRONG; changes nothing. */
  checkPassphrase(passphrase: string): Promise<void>;
  /** Whether secrets in this store can be read now. */
  readable(place: SecretAddress['place']): boolean;
  /** Undefined where the store answers and has no such secret. Throws SECRET_STORE_*. */
  read(address: SecretAddress): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface SecretKeeperOptions {
  readonly database: AppDatabase;
  readonly keychain: KeychainProbe;
  /** Directory of the passphrase file. */
  readonly home: string;
  readonly log: (line: string) => void;
}

/** `reluctant`: no keychain answered when it was chosen, so one that answers later is used instead. */
const choiceSchema = z.strictObject({
  place: z.enum(['keychain', 'session', 'passphrase-file']),
  reluctant: z.boolean(),
});
type Choice = z.infer<typeof choiceSchema>;
const choiceName = 'vault.choice';

export function createSecretKeeper(options: SecretKeeperOptions): SecretKeeper {
  const { database, keychain, log } = options;
  const settings = createSettingsRepository(database);
  const file = createPassphraseFile(join(options.home, 'secrets.quayside'));
  const session = createSessionStore();
  const emitter = createEmitter<VaultStatus>((error) => log(`vault: a listener failed: ${String(error)}`));
  let keychainAnswers = false;
  let problem: SecretStoreProblem = 'none';
  let unlocked: SecretStore | undefined;
  let choice: Choice | undefined = choiceSchema.safeParse(settings.read(choiceName)).data;
  let closed = false;
  let told = '';

  function openStore(place: SecretAddress['place']): SecretStore | undefined {
    if (place === 'keychain') return keychainAnswers ? keychain.store : undefined;
    if (place === 'passphrase-file') return unlocked;
    return place === 'session' ? session : undefined;
  }

  /** Throws for the store that new secrets should go to, and for one that a stored secret is in. */
  function need(place: StorePlace): SecretStore {
    const store = openStore(place);
    if (store) return store;
    if (place === 'passphrase-file') {
      throw new AppError(file.exists() ? 'SECRET_STORE_LOCKED' : 'SECRET_STORE_CHOICE_NEEDED', { store: place });
    }
    throw keychainError(problem);
  }

  const keychainError = (why: SecretStoreProblem) =>
    new AppError(why === 'locked' || why === 'dismissed' ? 'SECRET_STORE_LOCKED' : 'SECRET_STORE_UNAVAILABLE', {
      store: keychain.name,
      problem: why,
    });

  function current(): SecretStore {
    if (!choice) throw new AppError('SECRET_STORE_CHOICE_NEEDED');
    return guarded(need(choice.place));
  }

  function status(): VaultStatus {
    const state = stateOf();
    return {
      state,
      ...(state === 'choose' || !choice ? {} : { place: choice.place }),
      keychain: { available: keychainAnswers, name: keychain.name, problem },
      fileExists: file.exists(),
    };
  }

  function stateOf(): VaultStatus['state'] {
    if (!choice) return 'choose';
    if (openStore(choice.place)) return 'ready';
    if (choice.place === 'passphrase-file') return file.exists() ? 'locked' : 'choose';
    return problem === 'locked' || problem === 'dismissed' ? 'locked' : 'choose';
  }

  function tell(): void {
    const now = status();
    const text = JSON.stringify(now);
    if (text === told || closed) return;
    told = text;
    emitter.emit(now);
  }

  /** A keychain that stops answering is noticed at whatever call it was, and said. */
  function guarded(store: SecretStore): SecretStore {
    if (store !== keychain.store) return store;
    const watchFor = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        if (error instanceof AppError && error.code.startsWith('SECRET_STORE_')) {
          noteKeychain(problemIn(error));
          tell();
          refresh();
        }
        throw error;
      }
    };
    return {
      place: store.place,
      get: (account) => watchFor(store.get(account)),
      set: (account, secret) => watchFor(store.set(account, secret)),
      delete: (account) => watchFor(store.delete(account)),
    };
  }

  function noteKeychain(found: SecretStoreProblem): void {
    problem = found;
    keychainAnswers = found === 'none';
    const waiting = keychain.waiting?.();
    // A prompt is open somewhere: once a person has answered it, look again without being asked.
    if (!keychainAnswers && waiting) waiting.then(lookAgain).catch((error: unknown) => log(`vault: ${String(error)}`));
  }

  /** Queued: what is under way ends first. */
  function refresh(): void {
    writer.settle(undefined).catch((error: unknown) => log(`vault: ${String(error)}`));
  }

  async function lookAgain(): Promise<void> {
    if (closed || keychainAnswers) return;
    await start();
  }

  async function start(): Promise<void> {
    const wanted = !choice || choice.place === 'keychain' || (choice.place === 'session' && choice.reluctant);
    if (wanted) {
      noteKeychain(await keychain.probe());
      if (keychainAnswers && choice?.place !== 'keychain') remember({ place: 'keychain', reluctant: false });
    }
    tell();
    await writer.settle(choice && openStore(choice.place));
  }

  function remember(next: Choice): void {
    choice = next;
    settings.write(choiceName, next);
  }

  const writer = createSecretWriter({
    erasures: createErasuresRepository(database),
    database,
    current,
    open: (place) => {
      const store = openStore(place);
      return store && guarded(store);
    },
    log,
  });

  async function choose(next: Choice): Promise<void> {
    remember(next);
    tell();
    await writer.settle(openStore(next.place));
  }

  return {
    store: writer.store,
    forget: writer.forget,
    addHolder: writer.addHolder,
    start,
    watch: { snapshot: status, subscribe: emitter.subscribe },
    async useKeychain() {
      noteKeychain(await keychain.probe());
      if (!keychainAnswers) {
        tell();
        throw keychainError(problem);
      }
      await choose({ place: 'keychain', reluctant: false });
    },
    useSession: () => choose({ place: 'session', reluctant: !keychainAnswers }),
    async usePassphraseFile(passphrase) {
      unlocked = await file.unlock(passphrase);
      await choose({ place: 'passphrase-file', reluctant: false });
    },
    async lock() {
      unlocked = undefined;
      tell();
      await writer.settle(undefined);
    },
    async checkPassphrase(passphrase) {
      // Without a file, unlocking would make one.
      if (!file.exists()) throw new AppError('SECRET_STORE_UNAVAILABLE', { store: 'passphrase-file' });
      await file.unlock(passphrase);
    },
    readable: (place) => openStore(place) !== undefined,
    async read({ place, account }) {
      if (place === 'memory') return undefined;
      return guarded(need(place)).get(account);
    },
    async close() {
      closed = true;
      await writer.idle();
    },
  };
}

function problemIn(error: AppError): SecretStoreProblem {
  const { problem } = error.params;
  if (problem === 'no-service' || problem === 'locked' || problem === 'dismissed') return problem;
  return 'failed';
}
