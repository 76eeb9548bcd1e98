import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConflictRule, JobFile, JobId } from '../../preload/contract/index.ts';
import {
  type Queue,
  bucket,
  bytesOf,
  hashOf,
  readStore,
  readTree,
  startQueue,
  writeTree,
} from './transfers.testkit.ts';

let q: Queue;
beforeEach(async () => {
  q = await startQueue();
});
afterEach(async () => {
  await q.close();
});

const put = (key: string, text: string) => q.volume.put({ bucket, key, body: Buffer.from(text) });
const filesOf = (jobId: JobId, state?: JobFile['state']) =>
  q.queue.files({ jobId, offset: 0, limit: 500, ...(state ? { state } : {}) }).files;
const up = (path: string, conflict: ConflictRule) =>
  q.queue.upload({ target: q.place(), roots: [{ path, kind: 'folder' }], conflict });
const waitsForAnswer = (id: JobId) => q.until(id, (job) => job.state === 'waiting' && job.waitingFor === 'answer');
const stored = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([key, text]) => [key, hashOf(Buffer.from(text))]));

describe('names that are taken', () => {
  it('wait for an answer with both sides, while the others go on', async () => {
    await put('d/a.txt', 'old a');
    await put('d/b.txt', 'old bb');
    const folder = await q.folder('d');
    await writeTree(folder, { 'a.txt': Buffer.from('new'), 'b.txt': Buffer.from('new'), 'c.txt': Buffer.from('new') });
    const id = up(folder, 'ask');
    const job = await waitsForAnswer(id);
    expect(job).toMatchObject({ filesTotal: 3, filesDone: 1, filesAsking: 2, filesFailed: 0 });
    const asking = filesOf(id, 'asking').toSorted((a, b) => (a.path < b.path ? -1 : 1));
    expect(asking.map(({ path, size, there }) => [path, size, there?.size])).toEqual([
      ['d/a.txt', 3, 5],
      ['d/b.txt', 3, 6],
    ]);
    expect(asking.every(({ there, modified }) => there !== undefined && there.modified > 0 && modified > 0)).toBe(true);
    const first = asking[0];
    if (!first) throw new Error('no file asks');
    expect(q.queue.answers.answer({ jobId: id, fileIds: [first.id], rule: 'keep-both', remember: false })).toBe(1);
    await q.until(id, (one) => one.filesDone === 2 && one.state === 'waiting');
    expect(filesOf(id).find(({ path }) => path === 'd/a.txt')).toMatchObject({ state: 'done', savedAs: 'a (2).txt' });
    expect(q.queue.answers.answer({ jobId: id, rule: 'overwrite', remember: false })).toBe(1);
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesDone: 3, filesAsking: 0 });
    expect(await readStore(q.volume)).toEqual(
      stored({ 'd/a.txt': 'old a', 'd/a (2).txt': 'new', 'd/b.txt': 'new', 'd/c.txt': 'new' }),
    );
  });

  it('are asked about again after a restart, and skipping them all ends the job', async () => {
    await put('d/a.txt', 'old a');
    const folder = await q.folder('d');
    await writeTree(folder, { 'a.txt': Buffer.from('new') });
    const id = up(folder, 'ask');
    await waitsForAnswer(id);
    q = await q.restart();
    await waitsForAnswer(id);
    expect(q.queue.answers.answer({ jobId: id, rule: 'skip', remember: true })).toBe(1);
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesSkipped: 1, filesDone: 0 });
    expect(await readStore(q.volume)).toEqual(stored({ 'd/a.txt': 'old a' }));
  });

  it('found by a listing are told at once, and an answer for the batch holds for what comes after it', async () => {
    const files: Record<string, Buffer> = {};
    for (let i = 0; i < 60; i += 1) files[`f${i}`] = Buffer.from('new');
    const folder = await q.folder('d');
    await writeTree(folder, files);
    for (let i = 0; i < 30; i += 1) await put(`d/f${i}`, 'old');
    const id = up(folder, 'ask');
    expect(await waitsForAnswer(id)).toMatchObject({ filesDone: 30, filesAsking: 30 });
    q.queue.answers.answer({ jobId: id, rule: 'overwrite', remember: true });
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesDone: 60, filesSkipped: 0 });
    expect(new Set(Object.values(await readStore(q.volume)))).toEqual(new Set([hashOf(Buffer.from('new'))]));
  });

  it('in a folder of this machine are asked about too; keeping both saves under a number', async () => {
    await put('a.txt', 'from the store');
    const into = await q.folder('into');
    await writeFile(join(into, 'a.txt'), 'mine');
    const source = {
      connectionId: q.place().connectionId,
      bucket,
      base: '',
      selection: { keys: ['a.txt'], prefixes: [] },
    };
    const id = q.queue.download({ source, into, conflict: 'ask' });
    await waitsForAnswer(id);
    expect(filesOf(id)[0]).toMatchObject({ state: 'asking', size: 14, there: { size: 4 } });
    q.queue.answers.answer({ jobId: id, rule: 'keep-both', remember: false });
    await q.ended(id);
    expect(await readTree(into)).toEqual(stored({ 'a.txt': 'mine', 'a (2).txt': 'from the store' }));
    expect(filesOf(id)[0]).toMatchObject({ state: 'done', savedAs: 'a (2).txt' });
    expect(q.queue.location(id)).toBe(join(into, 'a (2).txt'));
  });

  it('of a cancelled job ask no more, and a retry asks again', async () => {
    await put('d/a.txt', 'old');
    const folder = await q.folder('d');
    await writeTree(folder, { 'a.txt': Buffer.from('new') });
    const id = up(folder, 'ask');
    await waitsForAnswer(id);
    await q.queue.cancel(id);
    expect(await q.ended(id)).toMatchObject({ state: 'cancelled', filesAsking: 0 });
    expect(() => q.queue.answers.answer({ jobId: id, rule: 'skip', remember: false })).toThrow('JOB_STATE');
    q.queue.retry(id);
    expect(await waitsForAnswer(id)).toMatchObject({ filesAsking: 1 });
  });

  it('identical bytes that were there before are not taken for our own once the user wants both', async () => {
    await put('d/a.txt', 'same');
    const folder = await q.folder('d');
    await writeTree(folder, { 'a.txt': Buffer.from('same') });
    const id = up(folder, 'ask');
    await waitsForAnswer(id);
    q.queue.answers.answer({ jobId: id, rule: 'keep-both', remember: false });
    await q.ended(id);
    expect(Object.keys(await readStore(q.volume))).toEqual(['d/a (2).txt', 'd/a.txt']);
  });
});

describe('the rule "newer only"', () => {
  it('replaces what is older, and leaves what is not, in a store and in a folder', async () => {
    await put('d/older.txt', 'there');
    await put('d/newer.txt', 'there');
    const folder = await q.folder('d');
    await writeTree(folder, { 'older.txt': Buffer.from('mine'), 'newer.txt': Buffer.from('mine') });
    const soon = new Date(Date.now() + 60_000);
    await utimes(join(folder, 'older.txt'), new Date(1000), new Date(1000));
    await utimes(join(folder, 'newer.txt'), soon, soon);
    expect(await q.ended(up(folder, 'newer'))).toMatchObject({ state: 'done', filesDone: 1, filesSkipped: 1 });
    expect(await readStore(q.volume)).toEqual(stored({ 'd/older.txt': 'there', 'd/newer.txt': 'mine' }));

    const source = {
      connectionId: q.place().connectionId,
      bucket,
      base: '',
      selection: { keys: [], prefixes: ['d/'] },
    };
    const into = await q.folder('into');
    await writeTree(into, { 'd/older.txt': bytesOf('x', 9), 'd/newer.txt': bytesOf('y', 9) });
    await utimes(join(into, 'd/older.txt'), new Date(1000), new Date(1000));
    await utimes(join(into, 'd/newer.txt'), soon, soon);
    expect(await q.ended(q.queue.download({ source, into, conflict: 'newer' }))).toMatchObject({
      state: 'done',
      filesDone: 1,
      filesSkipped: 1,
    });
    expect(await readTree(into)).toEqual({
      ...stored({ 'd/older.txt': 'there' }),
      'd/newer.txt': hashOf(bytesOf('y', 9)),
    });
  });
});
