import { closeSync, existsSync, fdatasync, mkdirSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lockHome } from './home-lock.ts';
import { applyMigrations, unknownMigrations } from './migrate.ts';
import type { Migration } from './migration.ts';
import { migrations as shipped } from './migrations/index.ts';
import { createReserve, type Reserve } from './reserve.ts';
import { salvage } from './salvage.ts';
import { setAside } from './set-aside.ts';
import { isSqliteError } from './sqlite-error.ts';
import { StartRefusal } from './start-refusal.ts';

/** What was found wrong while opening, for the user to see: nothing of it is thrown away. */
export interface DatabaseProblem {
  readonly kind: 'set-aside';
  /** Absolute path of the copy of the damaged file. */
  readonly keptAs: string;
  /** Rows carried over from it into the new file, by table. */
  readonly salvaged: Readonly<Record<string, number>>;
}

/** The app's own state. Repositories of this room are made from it; nobody else sees SQL. */
export interface AppDatabase {
  readonly sql: DatabaseSync;
  readonly problems: readonly DatabaseProblem[];
  /**
   * Runs `work` in one durable transaction and gives back its result; a throw rolls back. Not to be nested. On a full disk
   * it runs once more in room that was kept back for that, so it may touch nothing but the database.
   */
  transaction<T>(work: () => T): T;
  /**
   * The same, but durable only once a `sync` that was asked for afterwards has resolved: this thread does not wait for the
   * disk. The order of transactions is kept; a power cut may take the last ones, never a part of one.
   * https://www.sqlite.org/pragma.html#pragma_synchronous (NORMAL in WAL mode)
   */
  unsynced<T>(work: () => T): T;
  /** Resolves when every transaction so far is on the disk. */
  sync(): Promise<void>;
  /** Releases the home. Safe to call twice. */
  close(): void;
}

export interface OpenDatabaseOptions {
  /** Absolute directory; made where missing. */
  readonly home: string;
  readonly log: (line: string) => void;
  /** For tests of the mechanism; the shipped steps otherwise. */
  readonly migrations?: readonly Migration[];
}

const fileName = 'quayside.db';
const reserveName = 'quayside.reserve';
/** Milliseconds between two tries to keep room back again after it was given up. */
const reserveEvery = 60_000;

/**
 * Opens `<home>/quayside.db`, brings its schema up to date and holds the home against a second instance.
 * A damaged file is set aside, what can be read of settings and connections is carried over, and `problems` says so.
 * Throws StartRefusal: HOME_IN_USE, HOME_UNWRITABLE, DATABASE_NEWER (the file stays as it is).
 */
export function openDatabase(options: OpenDatabaseOptions): AppDatabase {
  const { home, log } = options;
  const steps = [...(options.migrations ?? shipped)].sort((a, b) => a.id - b.id);
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const sentence = `Quayside cannot make its folder ${home}. Give it another one with --home.`;
    throw new StartRefusal('HOME_UNWRITABLE', home, sentence, { cause });
  }
  const unlock = lockHome(home);
  let sql: DatabaseSync | undefined;
  try {
    const file = join(home, fileName);
    const problems: DatabaseProblem[] = [];
    sql = existsSync(file) ? openSound(file) : open(file);
    if (!sql) {
      const keptAs = setAside(file);
      sql = open(file);
      applyMigrations(sql, steps);
      const salvaged = salvage(
        keptAs,
        sql,
        steps.flatMap((step) => step.salvage ?? []),
        log,
      );
      problems.push({ kind: 'set-aside', keptAs, salvaged });
      log(`database: damaged file kept as ${keptAs}, carried over ${JSON.stringify(salvaged)}`);
    }
    const unknown = unknownMigrations(sql, steps);
    if (unknown.length > 0) {
      const sentence = `The data in ${home} was written by a newer Quayside (${unknown.join(', ')}). Start that version, or use another --home.`;
      throw new StartRefusal('DATABASE_NEWER', home, sentence);
    }
    configure(sql);
    for (const name of applyMigrations(sql, steps)) log(`database: applied ${name}`);
    return handle(sql, problems, createReserve(join(home, reserveName)), unlock, `${file}-wal`);
  } catch (cause) {
    sql?.close();
    unlock();
    if (!isSqliteError(cause, 'readonly', 'cantopen') && !isAccessError(cause)) throw cause;
    const sentence = `Quayside cannot write to its data in ${home}. Check the folder's permissions, or use another --home.`;
    throw new StartRefusal('HOME_UNWRITABLE', home, sentence, { cause });
  }
}

function isAccessError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS';
}

function handle(
  sql: DatabaseSync,
  problems: readonly DatabaseProblem[],
  reserve: Reserve,
  unlock: () => void,
  log: string,
): AppDatabase {
  let open = true;
  let keepAgainAt: number | undefined;
  reserve.keep();
  const once = <T>(work: () => T): T => {
    sql.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      // Where `work` caught the error of a full disk, SQLite has rolled back by itself and nothing of it is left.
      if (!sql.isTransaction) throw new RolledBack();
      sql.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk makes SQLite roll back by itself; a second ROLLBACK would hide the error that matters.
      if (sql.isTransaction) sql.exec('ROLLBACK');
      throw error;
    }
  };
  /** SQLite's log of changes, opened at the first need; it stays one file as long as the database is open. */
  let logFile: number | undefined;
  let syncing = 0;
  const closeLog = () => {
    // SQLite holds no lock on its log that closing it here could take away.
    if (open || syncing > 0 || logFile === undefined) return;
    closeSync(logFile);
    logFile = undefined;
  };
  const transaction = <T>(work: () => T): T => {
    if (keepAgainAt !== undefined && performance.now() > keepAgainAt) {
      keepAgainAt = undefined;
      reserve.keep();
    }
    try {
      return once(work);
    } catch (error) {
      if (!(error instanceof RolledBack || isSqliteError(error, 'full')) || !reserve.release()) throw error;
      keepAgainAt = performance.now() + reserveEvery;
      return once(work);
    }
  };
  return {
    sql,
    problems,
    transaction,
    unsynced(work) {
      sql.exec('PRAGMA synchronous = NORMAL');
      try {
        return transaction(work);
      } finally {
        sql.exec('PRAGMA synchronous = FULL');
      }
    },
    async sync() {
      // Closing writes everything through.
      if (!open) return;
      // For writing, as Windows wants it of a file that is to be flushed.
      const file = (logFile ??= openSync(log, 'r+'));
      syncing += 1;
      try {
        await flushed(file);
      } finally {
        syncing -= 1;
        closeLog();
      }
    },
    close() {
      if (!open) return;
      open = false;
      sql.close();
      closeLog();
      unlock();
    },
  };
}

const flushed = promisify(fdatasync);

class RolledBack extends Error {
  constructor() {
    super('SQLite rolled the transaction back, as it does on a full disk');
  }
}

function open(file: string): DatabaseSync {
  // Made first, for its mode: SQLite gives its journals the same one. It holds no secret, yet is nobody else's business.
  closeSync(openSync(file, 'a', 0o600));
  return new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 0 });
}

function configure(sql: DatabaseSync): void {
  sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;');
  // A file that may only be read is found out now, not at the first change.
  sql.exec('BEGIN IMMEDIATE; ROLLBACK');
}

/** The open file, or undefined where it is damaged. Trouble of the disk itself is thrown: the file may be whole. */
function openSound(file: string): DatabaseSync | undefined {
  let sql: DatabaseSync | undefined;
  try {
    sql = open(file);
    const row = sql.prepare('PRAGMA quick_check(1)').get();
    if (row?.quick_check === 'ok') return sql;
  } catch (error) {
    if (!isSqliteError(error, 'corrupt', 'notadb')) {
      sql?.close();
      throw error;
    }
  }
  sql?.close();
  return undefined;
}
