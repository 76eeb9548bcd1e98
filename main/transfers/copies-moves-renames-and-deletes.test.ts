import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Selection } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';
import { type Queue, bucket, bytesOf, hashOf, readStore, startQueue } from './transfers.testkit.ts';

let q: Queue;
beforeEach(async () => {
  q = await startQueue();
});
afterEach(async () => {
  await q.close();
});

const put = (key: string, content: Buffer) => q.volume.put({ bucket, key, body: content });
const hashes = (files: Record<string, Buffer>, prefix = '') =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [prefix + path, hashOf(content)]));

describe('copies, moves, renames and deletes', () => {
  const source = (selection: Partial<Selection>, base = '') => ({
    connectionId: q.place().connectionId,
    bucket,
    base,
    selection: { keys: [], prefixes: [], ...selection },
  });

  it('copies and moves inside one store and between two', async () => {
    const other = q.store.open();
    q.volumes.set('other', Object.assign(Object.create(other) as Volume, { connectionId: 'other', host: 'elsewhere' }));
    await q.volume.createBucket({ bucket: 'second' });
    const files = { 'd/one': bytesOf('one', 100), 'd/two': bytesOf('two', 20 * 1024 * 1024), 'd/e/': Buffer.alloc(0) };
    for (const [key, content] of Object.entries(files)) await put(key, content);
    const inside = q.queue.copy({
      source: source({ prefixes: ['d/'] }),
      target: q.place('copy'),
      move: false,
      conflict: 'fail',
    });
    expect(await q.ended(inside)).toMatchObject({ state: 'done', filesDone: 3, kind: 'copy' });
    const target = { ...q.place(), connectionId: 'other' as never, bucket: 'second' };
    const across = q.queue.copy({ source: source({ prefixes: ['d/'] }, 'd/'), target, move: true, conflict: 'fail' });
    expect(await q.ended(across)).toMatchObject({ state: 'done', kind: 'move' });
    expect(await readStore(q.volume)).toEqual(hashes(files, 'copy/'));
    expect((await other.head({ bucket: 'second', key: 'two' })).size).toBe(20 * 1024 * 1024);
  });

  it('an object that is moved onto itself stays', async () => {
    await put('a', bytesOf('a', 5));
    const id = q.queue.copy({ source: source({ keys: ['a'] }), target: q.place(), move: true, conflict: 'overwrite' });
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesSkipped: 1 });
    expect(Object.keys(await readStore(q.volume))).toEqual(['a']);
  });

  it('renames an object and a folder, and refuses a name that is taken', async () => {
    const files = {
      'old/': Buffer.alloc(0),
      'old/a': bytesOf('a', 5),
      'old/b/c': bytesOf('c', 5),
      single: bytesOf('s', 5),
    };
    for (const [key, content] of Object.entries(files)) await put(key, content);
    const where = { connectionId: q.place().connectionId, bucket };
    await expect(q.queue.rename({ ...where, from: 'single', to: 'old/a' })).rejects.toMatchObject({
      code: 'OBJECT_EXISTS',
    });
    await q.ended(await q.queue.rename({ ...where, from: 'old/', to: 'new name/' }));
    await q.ended(await q.queue.rename({ ...where, from: 'single', to: 'married' }));
    expect(Object.keys(await readStore(q.volume))).toEqual(['married', 'new name/', 'new name/a', 'new name/b/c']);
  });

  it('deletes folders in batches', async () => {
    for (let i = 0; i < 1500; i += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, j) => put(`many/${i + j}`, Buffer.from('x'))));
    }
    await put('kept', Buffer.from('x'));
    const id = q.queue.remove({ ...q.place(), selection: { keys: ['absent'], prefixes: ['many/'] } });
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesDone: 1501 });
    expect(Object.keys(await readStore(q.volume))).toEqual(['kept']);
  });
});
