import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConflictRule, type Selection } from '../../preload/contract/index.ts';
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

const put = (key: string, content: Buffer) => q.volume.put({ bucket, key, body: content });
const folderUp = (path: string, prefix = '', conflict: ConflictRule = 'overwrite') =>
  q.queue.upload({ target: q.place(prefix), roots: [{ path, kind: 'folder' }], conflict });
const fileUp = (path: string, prefix = '', conflict: ConflictRule = 'overwrite') =>
  q.queue.upload({ target: q.place(prefix), roots: [{ path, kind: 'file' }], conflict });
const down = (selection: Partial<Selection>, into: string, base = '', conflict: ConflictRule = 'fail') =>
  q.queue.download({
    source: { connectionId: q.place().connectionId, bucket, base, selection: { keys: [], prefixes: [], ...selection } },
    into,
    conflict,
  });

describe('names that are taken', () => {
  const cases: readonly [ConflictRule, string, string, string[]][] = [
    ['overwrite', 'done', 'new', ['a.txt']],
    ['skip', 'done', 'old', ['a.txt']],
    ['fail', 'failed', 'old', ['a.txt']],
    ['keep-both', 'done', 'old', ['a (2).txt', 'a.txt']],
  ];
  it.each(cases)('up: %s', async (conflict, state, kept, keys) => {
    await put('a.txt', Buffer.from('old'));
    const path = join(await q.folder('src'), 'a.txt');
    await writeFile(path, 'new');
    const job = await q.ended(fileUp(path, '', conflict));
    expect(job.state).toBe(state);
    const stored = await readStore(q.volume);
    expect(Object.keys(stored)).toEqual(keys);
    expect(stored['a.txt']).toBe(hashOf(Buffer.from(kept)));
  });

  it.each(cases)('down: %s', async (conflict, state, kept, names) => {
    await put('a.txt', Buffer.from('new'));
    const into = await q.folder('into');
    await writeFile(join(into, 'a.txt'), 'old');
    const job = await q.ended(down({ keys: ['a.txt'] }, into, '', conflict));
    expect(job.state).toBe(state);
    expect(Object.keys(await readTree(into)).sort()).toEqual(names);
    expect(await readFile(join(into, 'a.txt'), 'utf8')).toBe(kept);
  });

  it('skip-same skips what is there already, both ways', async () => {
    const folder = await q.folder('same');
    await writeTree(folder, { a: bytesOf('a', 10), b: bytesOf('b', 10) });
    await utimes(join(folder, 'a'), new Date(0), new Date(0));
    expect(await q.ended(folderUp(folder, '', 'skip-same'))).toMatchObject({ filesDone: 2, filesSkipped: 0 });
    expect(await q.ended(folderUp(folder, '', 'skip-same'))).toMatchObject({ state: 'done', filesSkipped: 2 });
    const into = await q.folder('into');
    await q.ended(down({ prefixes: ['same/'] }, into, '', 'skip-same'));
    const again = await q.ended(down({ prefixes: ['same/'] }, into, '', 'skip-same'));
    expect(again).toMatchObject({ state: 'done', filesSkipped: 2, filesDone: 0 });
  });
});
