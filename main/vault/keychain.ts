import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../preload/contract/index.ts';
import type { KeychainProbe, SecretStore, SecretStoreProblem } from '../ports/index.ts';
import { createSerialCalls, TimedOut } from './serial-calls.ts';

/** The three calls of @github/keytar that are used. */
export interface NativeKeychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface KeychainOptions {
  readonly log: (line: string) => void;
  /** The name under which entries are found; default `Quayside`. */
  readonly service?: string;
  /** Milliseconds that one call may take before it counts as waiting for a person. */
  readonly timeLimit?: number;
  readonly load?: () => Promise<NativeKeychain>;
  readonly platform?: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Keychain', win32: 'Credential Manager' };
/** Credential Manager holds 2,560 bytes an entry (CRED_MAX_CREDENTIAL_BLOB_SIZE); session tokens are longer. */
const windowsEntryBytes = 2400;
const splitMark = 'quayside-parts:';

/**
 * The system keychain through @github/keytar. The native module is loaded at the first call, so that a machine without
 * it, or without libsecret, gets a problem to show and not a crash.
 */
export function createKeychain(options: KeychainOptions): KeychainProbe {
  const platform = options.platform ?? process.platform;
  const env = options.env ?? process.env;
  const service = options.service ?? env.QUAYSIDE_KEYCHAIN_SERVICE ?? 'Quayside';
  const name = names[platform] ?? 'Secret Service';
  const calls = createSerialCalls(options.timeLimit ?? 4000);
  const load = options.load ?? loadKeytar;
  const entryBytes = platform === 'win32' ? windowsEntryBytes : Number.POSITIVE_INFINITY;
  let native: Promise<NativeKeychain> | undefined;
  let guarded = false;

  /** One call at a time: each holds a thread of Node's pool of four while a prompt is open. */
  async function call<T>(work: (keychain: NativeKeychain) => Promise<T>): Promise<T> {
    if (platform === 'linux' && !hasSessionBus(env)) throw failure('no-service', new Error('no D-Bus session bus'));
    try {
      native ??= load();
      const keychain = await native;
      return await calls.run(() => work(keychain));
    } catch (cause) {
      const problem = problemOf(cause);
      if (cause instanceof TimedOut) guardExit();
      // Messages of the system's own libraries name collections and services, never values.
      options.log(`keychain: ${problem}: ${cause instanceof Error ? cause.message.slice(0, 200) : 'unknown'}`);
      throw failure(problem, cause);
    }
  }

  /**
   * An open prompt holds a thread, and a process that ends waits for its threads: the app could not be quit while the
   * prompt is there. By the time of `exit` everything durable has been written.
   */
  function guardExit(): void {
    const waiting = calls.waiting();
    if (guarded || !waiting) return;
    guarded = true;
    const end = () => void process.kill(process.pid, 'SIGKILL');
    process.once('exit', end);
    void waiting.finally(() => {
      process.off('exit', end);
      guarded = false;
    });
  }

  function failure(problem: SecretStoreProblem, cause: unknown): AppError {
    const locked = problem === 'locked' || problem === 'dismissed';
    return new AppError(
      locked ? 'SECRET_STORE_LOCKED' : 'SECRET_STORE_UNAVAILABLE',
      { store: name, problem },
      { cause },
    );
  }

  /** Writes, reads and removes an entry of its own: a locked Secret Service answers reads as if nothing was there. */
  const canary = () =>
    call(async (keychain) => {
      const account = `canary:${randomBytes(8).toString('hex')}`;
      const value = randomBytes(16).toString('hex');
      await keychain.setPassword(service, account, value);
      const back = await keychain.getPassword(service, account);
      await keychain.deletePassword(service, account);
      if (back !== value) throw new Error('what was written did not come back');
    });

  const removeParts = async (keychain: NativeKeychain, account: string, value: string | null) => {
    for (let part = 0; part < partsOf(value); part += 1) await keychain.deletePassword(service, `${account}#${part}`);
  };

  const store: SecretStore = {
    place: 'keychain',
    async get(account) {
      const value = await call(async (keychain) => {
        const whole = await keychain.getPassword(service, account);
        if (partsOf(whole) === 0) return whole;
        let joined = '';
        for (let part = 0; part < partsOf(whole); part += 1) {
          const piece = await keychain.getPassword(service, `${account}#${part}`);
          if (piece === null) return null;
          joined += piece;
        }
        return joined;
      });
      if (value !== null) return value;
      await canary();
      return undefined;
    },
    set: (account, secret) =>
      call(async (keychain) => {
        if (Buffer.byteLength(secret) <= entryBytes) return keychain.setPassword(service, account, secret);
        const pieces = split(secret, entryBytes);
        for (const [part, piece] of pieces.entries()) await keychain.setPassword(service, `${account}#${part}`, piece);
        return keychain.setPassword(service, account, splitMark + pieces.length);
      }),
    async delete(account) {
      const removed = await call(async (keychain) => {
        if (entryBytes !== Number.POSITIVE_INFINITY) {
          await removeParts(keychain, account, await keychain.getPassword(service, account));
        }
        return keychain.deletePassword(service, account);
      });
      if (!removed) await canary();
    },
  };

  return {
    name,
    store,
    waiting: () => calls.waiting(),
    async probe() {
      try {
        await canary();
        return 'none';
      } catch (error) {
        if (error instanceof AppError && typeof error.params.problem === 'string')
          return asProblem(error.params.problem);
        throw error;
      }
    },
  };
}

async function loadKeytar(): Promise<NativeKeychain> {
  const loaded: { default?: NativeKeychain } & NativeKeychain = await import('@github/keytar');
  return loaded.default ?? loaded;
}

/** Without a bus libsecret would try to start one through X11; a person on a server has no use for that. */
function hasSessionBus(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.DBUS_SESSION_BUS_ADDRESS || env.DISPLAY) return true;
  return env.XDG_RUNTIME_DIR !== undefined && existsSync(join(env.XDG_RUNTIME_DIR, 'bus'));
}

const problems: readonly SecretStoreProblem[] = ['none', 'no-service', 'locked', 'dismissed', 'failed'];
const asProblem = (value: string): SecretStoreProblem => problems.find((problem) => problem === value) ?? 'failed';

/**
 * keytar gives back only the text of the library's error: D-Bus error names (never translated), and English sentences
 * of GLib and libsecret. What is not recognised is `failed`. libsecret cannot follow a daemon that was started anew: "session wrapping the secret" and "in
 * an invalid way" come until the app itself starts again.
 */
function problemOf(error: unknown): SecretStoreProblem {
  if (error instanceof AppError && typeof error.params.problem === 'string') return asProblem(error.params.problem);
  if (error instanceof TimedOut) return 'locked';
  const text = error instanceof Error ? error.message : '';
  return signs.find(([, sign]) => sign.test(text))?.[0] ?? 'failed';
}

const signs: readonly (readonly [SecretStoreProblem, RegExp])[] = [
  ['dismissed', /dismissed|cancell?ed|errSecUserCanceled/i],
  ['locked', /IsLocked|locked collection|is locked|interaction is not allowed|\/collection\/login/i],
  ['no-service', /autolaunch|ServiceUnknown|NoServer|NoReply|Disconnected|not provided by any|connection is closed/i],
  ['no-service', /Could not connect|No such file|session wrapping|in an invalid way/i],
];

const partsOf = (value: string | null): number => {
  const found = value === null ? null : /^quayside-parts:(\d{1,3})$/.exec(value);
  return Number(found?.[1] ?? 0);
};

/** Pieces of at most `most` bytes, never through the middle of a character. */
function split(secret: string, most: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let size = 0;
  for (const character of secret) {
    const bytes = Buffer.byteLength(character);
    if (size + bytes > most) {
      pieces.push(piece);
      piece = '';
      size = 0;
    }
    piece += character;
    size += bytes;
  }
  pieces.push(piece);
  return pieces;
}
