import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isSqliteError } from './sqlite-error.ts';
import { StartRefusal } from './start-refusal.ts';

/**
 * Holds `<home>/quayside.lock` until released, or until the process ends in any way: the operating system drops it, so
 * a crash leaves nothing to clean up. A lock of its own, because the database file itself may have to be set aside.
 * Throws StartRefusal HOME_IN_USE or HOME_UNWRITABLE.
 */
export function lockHome(home: string): () => void {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(home, 'quayside.lock'), { timeout: 0 });
    // A journal in memory: nothing is ever written, so that a kill leaves no journal file behind.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    if (isSqliteError(cause, 'busy')) {
      throw new StartRefusal(
        'HOME_IN_USE',
        home,
        `Quayside is already running on ${home}. Use that window, or start with another --home.`,
        { cause },
      );
    }
    throw new StartRefusal(
      'HOME_UNWRITABLE',
      home,
      `Quayside cannot write to ${home}. Give it a folder that it may write to with --home.`,
      { cause },
    );
  }
  const held = lock;
  return () => held.close();
}
