import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Migration } from './migration.ts';
import { openDatabase, type AppDatabase } from './open-database.ts';
import { StartRefusal } from './start-refusal.ts';

let home: string;
const opened: AppDatabase[] = [];
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'quayside-db-'))));
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
  rmSync(home, { recursive: true, force: true });
});

const log = () => {};
const file = () => join(home, 'quayside.db');
function open(migrations?: readonly Migration[]): AppDatabase {
  const database = openDatabase({ home, log, ...(migrations ? { migrations } : {}) });
  opened.push(database);
  return database;
}
const refusal = (work: () => unknown): StartRefusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof StartRefusal) return error;
    throw error;
  }
  throw new Error('was not refused');
};
const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
function keepSettings(count: number): void {
  const database = open();
  const insert = database.sql.prepare('INSERT INTO settings (name, value) VALUES (?, ?)');
  database.transaction(() => {
    for (let n = 0; n < count; n += 1) insert.run(`name-${n}`, JSON.stringify('x'.repeat(200)));
  });
  database.close();
}

describe('openDatabase', () => {
  it('makes a new file that only its owner may read, with full synchronisation', () => {
    const database = open();
    expect(database.problems).toEqual([]);
    expect(database.sql.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.sql.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });

  it('runs each step once, also one with a smaller number that came later', () => {
    const ran: number[] = [];
    const step = (id: number): Migration => ({ id, name: `s${id}`, up: () => void ran.push(id) });
    open([step(1), step(20)]).close();
    open([step(20), step(11), step(1)]).close();
    open([step(1), step(11), step(20)]);
    expect(ran).toEqual([1, 20, 11]);
  });

  it('leaves the data as it was when a step fails', () => {
    open([{ id: 1, name: 'a', up: (sql) => sql.exec('CREATE TABLE a (n)') }]).close();
    const bad: Migration = {
      id: 2,
      name: 'bad',
      up(sql) {
        sql.exec('INSERT INTO a VALUES (1)');
        throw new Error('no');
      },
    };
    const first: Migration = { id: 1, name: 'a', up: () => {} };
    expect(() => open([first, bad])).toThrow('2 bad');
    expect(open([first]).sql.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 0 });
  });

  it('refuses a file that a newer version wrote, and leaves it untouched', () => {
    open([
      { id: 1, name: 'a', up: (sql) => sql.exec('CREATE TABLE a (n)') },
      { id: 99, name: 'later', up: () => {} },
    ]).close();
    const before = hash(file());
    const error = refusal(() => open([{ id: 1, name: 'a', up: () => {} }]));
    expect(error.code).toBe('DATABASE_NEWER');
    expect(error.message).toContain('99 later');
    expect(hash(file())).toBe(before);
    expect(readdirSync(home).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('refuses a second instance in the same process and in another one, until the first lets go', () => {
    const first = open();
    expect(refusal(() => openDatabase({ home, log })).code).toBe('HOME_IN_USE');
    const source = fileURLToPath(new URL('./open-database.ts', import.meta.url));
    const script = `import { openDatabase } from ${JSON.stringify(source)};
      try { openDatabase({ home: ${JSON.stringify(home)}, log() {} }); console.log('opened'); } catch (e) { console.log(e.code); }`;
    const other = () =>
      spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], { encoding: 'utf8' }).stdout.trim();
    expect(other()).toBe('HOME_IN_USE');
    first.close();
    expect(other()).toBe('opened');
  });

  it('is free again after the holder was killed', async () => {
    const source = fileURLToPath(new URL('./open-database.ts', import.meta.url));
    const script = `import { openDatabase } from ${JSON.stringify(source)};
      globalThis.held = openDatabase({ home: ${JSON.stringify(home)}, log() {} });
      held.sql.exec("INSERT INTO settings VALUES ('a', '1')");
      console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      expect(refusal(() => openDatabase({ home, log })).code).toBe('HOME_IN_USE');
    } finally {
      child.kill('SIGKILL');
      await gone;
    }
    const database = open();
    expect(database.problems).toEqual([]);
    expect(database.sql.prepare('SELECT value FROM settings').get()).toEqual({ value: '1' });
  });
});

describe('openDatabase > damaged file', () => {
  it.each([
    ['cut to half', () => truncateSync(file(), 20_480)],
    ['cut inside the header', () => truncateSync(file(), 50)],
    ['not a database at all', () => writeFileSync(file(), 'hello '.repeat(2000))],
    [
      'a bit flipped in the page of the schema',
      () => {
        const bytes = readFileSync(file());
        bytes[100] = (bytes[100] ?? 0) ^ 0x40;
        writeFileSync(file(), bytes);
      },
    ],
  ])('%s: starts fresh, keeps the copy byte for byte, and says so', (_name, damage) => {
    keepSettings(500);
    damage();
    const before = hash(file());
    const database = open();
    expect(database.problems).toHaveLength(1);
    expect(hash(database.problems[0]?.keptAs ?? '')).toBe(before);
    expect(database.sql.prepare('PRAGMA quick_check').get()).toEqual({ quick_check: 'ok' });
    database.close();
    expect(open().problems).toEqual([]);
  });

  it('carries over the rows that can still be read', () => {
    keepSettings(500);
    const bytes = readFileSync(file());
    // The last page belongs to a leaf of the settings table or its overflow: one page of rows is lost, not all.
    bytes.fill(0xa5, bytes.length - 4096);
    writeFileSync(file(), bytes);
    const database = open();
    const salvaged = database.problems[0]?.salvaged.settings ?? 0;
    expect(salvaged).toBeGreaterThan(100);
    expect(database.sql.prepare('SELECT count(*) AS n FROM settings').get()).toEqual({ n: salvaged });
  });

  it('never loses more than it reports, whichever byte is flipped', () => {
    keepSettings(40);
    const sound = readFileSync(file());
    for (let at = 0; at < sound.length; at += 997) {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ 0x80;
      writeFileSync(file(), bytes);
      for (const suffix of ['-wal', '-shm']) rmSync(file() + suffix, { force: true });
      const database = open();
      expect(database.sql.prepare('PRAGMA quick_check').get()).toEqual({ quick_check: 'ok' });
      database.close();
    }
  });
});

// Root may write everywhere: the child gives that up.
const canBecomeNobody = process.getuid?.() === 0;
describe.skipIf(process.platform === 'win32')('openDatabase > unwritable', () => {
  it.skipIf(!canBecomeNobody)('says in a sentence that the home cannot be written', () => {
    keepSettings(1);
    const before = hash(file());
    const source = fileURLToPath(new URL('./open-database.ts', import.meta.url));
    const script = `const { openDatabase } = await import(${JSON.stringify(source)});
      process.setgid(65534); process.setuid(65534);
      for (const home of ${JSON.stringify([home, join(home, 'below')])})
        try { openDatabase({ home, log() {} }); console.log('opened'); } catch (e) { console.log(e.code, e.message); }`;
    const run = () =>
      spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], { encoding: 'utf8' }).stdout;
    chmodSync(home, 0o755);
    expect(run()).toMatch(
      /^HOME_UNWRITABLE Quayside cannot write to .*\nHOME_UNWRITABLE Quayside cannot make its folder/,
    );
    expect(hash(file())).toBe(before);
    // A folder that is ours with a file that is not.
    mkdirSync(join(home, 'x'));
    chmodSync(home, 0o777);
    chmodSync(file(), 0o444);
    expect(run()).toMatch(/^HOME_UNWRITABLE/);
    expect(hash(file())).toBe(before);
  });

  it('has no rights left for others', () => {
    const database = open();
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(file() + suffix).mode & 0o777).toBe(0o600);
    expect(database.sql.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n).toBeGreaterThan(4);
  });
});

it('a transaction that throws leaves nothing behind', () => {
  const database = open();
  expect(() =>
    database.transaction(() => {
      database.sql.exec("INSERT INTO settings VALUES ('a', '1')");
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(new DatabaseSync(file(), { readOnly: true }).prepare('SELECT count(*) AS n FROM settings').get()).toEqual({
    n: 0,
  });
});
