import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError, type FileState, jobId } from '../../preload/contract/index.ts';
import { migration as transfersStep } from './migrations/010-transfers.ts';
import { type AppDatabase, openDatabase } from './open-database.ts';
import { type TransfersRepository, createTransfersRepository } from './transfers-repository.ts';

let home: string;
let database: AppDatabase;
let ledger: TransfersRepository;
const open = () => {
  database = openDatabase({ home, log: () => undefined });
  ledger = createTransfersRepository(database);
};
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'quayside-ledger-'));
  open();
});
afterEach(async () => {
  database.close();
  await rm(home, { recursive: true, force: true });
});

const addJob = (id: string) =>
  ledger.jobs.add({
    id: jobId.parse(id),
    kind: 'upload',
    title: 't',
    from: 'f',
    to: 't',
    spec: '{}',
    conflict: 'fail',
    createdAt: 1,
  });
const file = (path: string, size: number, state: FileState = 'queued') => ({
  path,
  key: path,
  size,
  modified: 1,
  state,
});

it('counters of a job are always those of its files', () => {
  const { seq } = addJob('a');
  expect(
    ledger.files.add(seq, [file('1', 10), file('2', 20), file('3', 30, 'failed'), file('4', 5, 'waiting-bytes')]),
  ).toBe(4);
  // Planned once more after a crash: nothing doubles.
  expect(ledger.files.add(seq, [file('1', 10), file('5', 1)])).toBe(1);
  const [one, two] = ledger.files.next(seq, 'queued', 0, 10);
  if (!one || !two) throw new Error('no files');
  expect(ledger.files.begin(one.id)).toBe(true);
  expect(ledger.files.begin(one.id)).toBe(false);
  ledger.files.learn(one.id, { bytesDone: 10 });
  expect(ledger.files.change(one.id, ['running'], 'done')).toBe(true);
  ledger.files.learn(two.id, { size: 25 });
  const error = new AppError('SOURCE_CHANGED', { path: '2' }).toShape();
  ledger.files.change(two.id, ['queued'], 'changed', error);
  expect(ledger.jobs.get('a')).toMatchObject({
    filesTotal: 5,
    filesDone: 1,
    filesFailed: 1,
    filesChanged: 1,
    filesMissing: 1,
    bytesTotal: 71,
    bytesDone: 10,
  });
  expect(ledger.files.changeAll(seq, ['queued', 'waiting-bytes'], 'cancelled')).toBe(2);
  expect(ledger.jobs.get('a')).toMatchObject({ filesCancelled: 2, filesMissing: 0 });
});

it('a late change does not undo a cancel', () => {
  const { seq } = addJob('a');
  expect(ledger.jobs.change(seq, ['queued'], 'running')).toBe(true);
  expect(ledger.jobs.change(seq, ['queued', 'running'], 'cancelled', { finishedAt: 5 })).toBe(true);
  expect(ledger.jobs.change(seq, ['running'], 'done', { finishedAt: 6 })).toBe(false);
  expect(ledger.jobs.get('a')).toMatchObject({ state: 'cancelled', finishedAt: 5 });
});

it('what ran when the app ended is queued at the next start, with its parts', async () => {
  const { seq } = addJob('a');
  ledger.jobs.change(seq, ['queued'], 'running');
  ledger.files.add(seq, [file('1', 10)]);
  const [one] = ledger.files.next(seq, 'queued', 0, 1);
  const id = one?.id ?? 0;
  await ledger.commit.run(() => {
    ledger.files.begin(id);
    ledger.files.learn(id, { uploadId: 'u', partSize: 5, inode: 'i' });
    ledger.files.putPart(id, { number: 2, size: 5, etag: 'e', checksum: 'crc32:AAAA' });
  });
  database.close();
  open();
  ledger.jobs.requeue();
  expect(ledger.jobs.get('a')?.state).toBe('queued');
  expect(ledger.files.get(id)).toMatchObject({ state: 'queued', attempts: 1, uploadId: 'u', partSize: 5, inode: 'i' });
  expect(ledger.files.parts(id)).toEqual([{ number: 2, size: 5, etag: 'e', checksum: 'crc32:AAAA' }]);
  ledger.jobs.remove(seq);
  expect(ledger.files.get(id)).toBeUndefined();
  expect(ledger.files.parts(id)).toEqual([]);
});

it('a damaged job is a problem beside the good ones, and one failed write of a group fails alone', async () => {
  addJob('a');
  const { seq } = addJob('b');
  database.sql.prepare("UPDATE transfer_jobs SET state = 'nonsense' WHERE seq = ?").run(seq);
  const { items, problems } = ledger.jobs.all();
  expect(items.map((job) => job.id)).toEqual(['a']);
  expect(problems).toHaveLength(1);
  const results = await Promise.allSettled([
    ledger.commit.run(() => 1),
    ledger.commit.run(() => {
      throw new Error('this one');
    }),
    ledger.commit.run(() => 3),
  ]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('the schema step applies to a database of the first release', () => {
  const old = new DatabaseSync(':memory:');
  transfersStep.up(old);
  const tables = old
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'transfer%' ORDER BY 1")
    .all();
  expect(tables.map((row) => row.name)).toEqual(['transfer_files', 'transfer_jobs', 'transfer_parts']);
  old.close();
});
