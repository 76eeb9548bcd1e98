import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './open-database.ts';
import { createReserve } from './reserve.ts';

/** A small file system of its own needs the right to mount; other machines skip this. */
const canMount =
  spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=1m tmpfs $d && umount $d']).status === 0;
if (!canMount) console.log('skipped: the database on a full disk (this user may not mount a tmpfs)');

let disk: string;
beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'quayside-reserve-'));
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]);
});
afterEach(() => {
  if (canMount) execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Leaves no byte. */
function fill(): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize));
}

it.skipIf(!canMount)('what happens on a full disk is still written down', () => {
  const database = openDatabase({ home: disk, log: () => undefined });
  try {
    database.sql.exec('CREATE TABLE notes (text TEXT) STRICT');
    const note = database.sql.prepare('INSERT INTO notes VALUES (?)');
    const count = () => database.sql.prepare('SELECT count(*) AS n FROM notes').get()?.['n'];
    fill();
    for (let n = 0; n < 100; n++) database.transaction(() => note.run('x'.repeat(10_000)));
    expect(count()).toBe(100);
    expect(existsSync(join(disk, 'quayside.reserve'))).toBe(false);
    // Without the reserve it ends as it must: told, and nothing by halves.
    const flood = () => database.transaction(() => note.run('x'.repeat(8_000_000)));
    expect(flood).toThrow(/full/);
    expect(count()).toBe(100);
  } finally {
    database.close();
  }
});

it.skipIf(!canMount)('no room is kept back where there is none', () => {
  fill();
  const reserve = createReserve(join(disk, 'reserve'));
  reserve.keep();
  expect(existsSync(join(disk, 'reserve'))).toBe(false);
  expect(reserve.release()).toBe(false);
});

it('room is kept once and given up once', () => {
  const path = join(disk, 'reserve');
  const reserve = createReserve(path);
  reserve.keep();
  reserve.keep();
  expect(existsSync(path)).toBe(true);
  expect(reserve.release()).toBe(true);
  expect(reserve.release()).toBe(false);
  expect(existsSync(path)).toBe(false);
});
