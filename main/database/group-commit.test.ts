import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { openDatabase, type AppDatabase } from './open-database.ts';

let home: string;
let database: AppDatabase;
let commit: GroupCommit;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quayside-commit-'));
  database = openDatabase({ home, log: () => undefined });
  database.sql.exec('CREATE TABLE notes (n INTEGER PRIMARY KEY, at INTEGER) STRICT');
  commit = createGroupCommit(database);
});
afterEach(() => {
  database.close();
  rmSync(home, { recursive: true, force: true });
});
const note = (n: number, at = 0) => database.sql.prepare('INSERT INTO notes VALUES (?, ?)').run(n, at);
/** As another process sees it. */
const seen = (): number => {
  const other = new DatabaseSync(join(home, 'quayside.db'), { readOnly: true });
  try {
    return Number(other.prepare('SELECT count(*) AS n FROM notes').get()?.['n']);
  } finally {
    other.close();
  }
};

describe('group commit', () => {
  it('many small writes > each resolves with its value, in order, once it is written', async () => {
    const order: number[] = [];
    const all = Array.from({ length: 3000 }, (_, n) =>
      commit
        .run(() => {
          note(n);
          return n;
        })
        .then((value) => order.push(value)),
    );
    await all[0];
    expect(seen()).toBeGreaterThan(0);
    await Promise.all(all);
    expect(order).toEqual(Array.from({ length: 3000 }, (_, n) => n));
    expect(seen()).toBe(3000);
  });

  it('one that throws > fails alone', async () => {
    const good = [1, 2, 3].map((n) => commit.run(() => note(n)));
    const bad = commit.run(() => {
      throw new Error('not this one');
    });
    await expect(bad).rejects.toThrow('not this one');
    await Promise.all(good);
    expect(seen()).toBe(3);
  });

  it('flush > everything before it is written when it returns, also while others wait for the disk', async () => {
    const first = Array.from({ length: 200 }, (_, n) => commit.run(() => note(n)));
    await new Promise((resolve) => setTimeout(resolve, 4));
    const second = Array.from({ length: 50 }, (_, n) => commit.run(() => note(1000 + n)));
    commit.flush();
    expect(seen()).toBe(250);
    await Promise.all([...first, ...second]);
  });

  it('afterwards every other transaction waits for the disk as before', async () => {
    await commit.run(() => note(1));
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    expect(database.sql.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    await database.sync();
    database.close();
    await database.sync();
  });
});
