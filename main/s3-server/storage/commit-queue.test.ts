import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3Error } from '../errors/index.ts';
import { Ballast } from './ballast.ts';
import { CommitQueue } from './commit-queue.ts';

describe('CommitQueue', () => {
  let directory: string;
  let database: DatabaseSync;
  let queue: CommitQueue;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'quayside-commits-'));
    database = new DatabaseSync(join(directory, 'index.db'));
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, bytes BLOB)');
    const ballast = new Ballast(join(directory, 'ballast'));
    ballast.lay();
    queue = new CommitQueue(database, ballast);
  });
  afterEach(async () => {
    database.close();
    await rm(directory, { recursive: true });
  });

  const insert = (n: number, size = 1) => database.prepare('INSERT INTO t VALUES (?, ?)').run(n, Buffer.alloc(size));
  const rows = () => (database.prepare('SELECT n FROM t ORDER BY n').all() as { n: number }[]).map((row) => row.n);
  const limitPages = () => {
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    database.exec(`PRAGMA max_page_count = ${pages}`);
  };

  it('undoes the one that throws, and commits the others of its group', async () => {
    const refused = new S3Error('PreconditionFailed');
    const results = await Promise.allSettled([
      queue.run(() => insert(1)),
      queue.run(() => {
        insert(2);
        throw refused;
      }),
      queue.run(() => insert(3)),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: refused });
    expect(rows()).toEqual([1, 3]);
  });

  it('tells each the result of the run that was kept', async () => {
    let runs = 0;
    const results = await Promise.allSettled([
      queue.run(() => {
        runs += 1;
        return insert(1).changes;
      }),
      queue.run(() => {
        throw new S3Error('PreconditionFailed');
      }),
      queue.run(() => insert(1)),
    ]);
    expect(runs).toBe(2);
    expect(results[0]).toEqual({ status: 'fulfilled', value: 1 });
    expect(results.slice(1).map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(rows()).toEqual([1]);
  });

  it('a full index refuses the whole group, in S3’s terms, and changes nothing', async () => {
    limitPages();
    const results = await Promise.allSettled([queue.run(() => insert(1)), queue.run(() => insert(2, 100_000))]);
    const full = { reason: expect.objectContaining({ code: 'InsufficientStorage' }) as unknown };
    expect(results).toMatchObject([full, full]);
    expect(rows()).toEqual([]);
  });

  it('on a full disk lets through what makes room, by itself and without the ballast', async () => {
    insert(7);
    limitPages();
    const ballast = join(directory, 'ballast');
    const results = await Promise.allSettled([
      queue.run(
        () => {
          database.exec('DELETE FROM t WHERE n = 7');
          if (existsSync(ballast)) insert(8, 100_000);
        },
        { frees: true },
      ),
      queue.run(() => insert(9)),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
    expect(rows()).toEqual([]);
    expect(existsSync(ballast)).toBe(false);
  });

  it('drains', async () => {
    let done = false;
    const running = queue.run(() => insert(1)).then(() => (done = true));
    await queue.drain();
    await running;
    await queue.drain();
    expect(done).toBe(true);
  });
});
