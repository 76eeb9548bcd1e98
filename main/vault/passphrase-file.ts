import { existsSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../preload/contract/index.ts';
import type { SecretStore } from '../ports/index.ts';
import { createFileKey, openSecrets, sealSecrets, SecretsFileError, type FileKey } from './passphrase-format.ts';

/** Secrets are few and short; what is larger is not ours. */
const maxFileBytes = 16 * 1024 * 1024;

export interface PassphraseFile {
  exists(): boolean;
  /**
   * Opens the file, or makes it where there is none. Throws PASSPHRASE_WRONG; DAMAGED where the passphrase is right or
   * cannot be judged and the bytes are not whole: the file is left as it is.
   */
  unlock(passphrase: string): Promise<SecretStore>;
}

export function createPassphraseFile(path: string): PassphraseFile {
  return {
    exists: () => existsSync(path),
    async unlock(passphrase) {
      if (!existsSync(path)) {
        const key = await createFileKey(passphrase);
        await writeWhole(path, sealSecrets(key, new Map()));
        return storeOf(path, key, new Map());
      }
      try {
        if ((await stat(path)).size > maxFileBytes) throw new SecretsFileError('damaged');
        const { key, secrets } = await openSecrets(await readFile(path), passphrase);
        return storeOf(path, key, new Map(secrets));
      } catch (cause) {
        if (!(cause instanceof SecretsFileError)) throw unavailable(path, cause);
        throw new AppError(cause.problem === 'wrong-passphrase' ? 'PASSPHRASE_WRONG' : 'DAMAGED', { path }, { cause });
      }
    },
  };
}

/** The whole map is in memory while it is unlocked; each change writes the whole file anew, one at a time. */
function storeOf(path: string, key: FileKey, secrets: Map<string, string>): SecretStore {
  let last: Promise<void> = Promise.resolve();
  const change = (edit: (next: Map<string, string>) => void): Promise<void> => {
    const run = async () => {
      const next = new Map(secrets);
      edit(next);
      await writeWhole(path, sealSecrets(key, next));
      secrets.clear();
      for (const [account, secret] of next) secrets.set(account, secret);
    };
    // A failed write is told to its own caller; the next one starts from what is really in the file.
    last = last.then(run, run);
    return last;
  };
  return {
    place: 'passphrase-file',
    get: (account) => Promise.resolve(secrets.get(account)),
    set: (account, secret) => change((next) => next.set(account, secret)),
    delete: (account) => (secrets.has(account) ? change((next) => next.delete(account)) : Promise.resolve()),
  };
}

/** Temporary file, fsync, rename, fsync of the folder: after a power cut it is the old file or the new one. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}.new`;
  try {
    await rm(temporary, { force: true });
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    // Windows cannot open a folder, and makes a rename durable by itself.
    if (process.platform === 'win32') return;
    const folder = await open(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (cause) {
    throw unavailable(path, cause);
  }
}

function unavailable(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
  return code === 'ENOSPC'
    ? new AppError('DISK_FULL', { path }, { cause })
    : new AppError('SECRET_STORE_UNAVAILABLE', { path, problem: code }, { cause });
}
