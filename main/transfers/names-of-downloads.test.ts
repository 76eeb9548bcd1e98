import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConflictRule, type Selection } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';
import { fromLocalSegment } from './local-name.ts';
import { type Queue, bucket, bytesOf, hashOf, readTree, startQueue } from './transfers.testkit.ts';

let q: Queue;
beforeEach(async () => {
  q = await startQueue();
});
afterEach(async () => {
  await q.close();
});

const put = (key: string, content: Buffer) => q.volume.put({ bucket, key, body: content });
const down = (selection: Partial<Selection>, into: string, base = '', conflict: ConflictRule = 'fail') =>
  q.queue.download({
    source: { connectionId: q.place().connectionId, bucket, base, selection: { keys: [], prefixes: [], ...selection } },
    into,
    conflict,
  });
const filesOf = (jobId: Parameters<Queue['ended']>[0]) => q.queue.files({ jobId, offset: 0, limit: 500 }).files;
/** The volume with some methods replaced. */
const bend = (changes: Partial<Volume>) =>
  q.volumes.set('test', Object.assign(Object.create(q.volume) as Volume, changes));

describe('names', () => {
  it('keys that lead out stay inside, and a link in the folder is not followed', async () => {
    const evil = ['../../x', '/etc/x', 'a/../../y', 'b//c', '.bashrc/', 'C:\\x', 'link/z'];
    await put('stored', bytesOf('stored', 5));
    // As a hostile store would answer: ours refuses such keys.
    bend({
      head: async ({ key }) => ({ ...(await q.volume.head({ bucket, key: 'stored' })), key }),
      receive: (options) => q.volume.receive({ ...options, key: 'stored' }),
    });
    const outside = await q.folder('outside');
    const into = await q.folder('into');
    await symlink(outside, join(into, 'link'));
    const id = down({ keys: evil }, into);
    const job = await q.ended(id);
    expect(filesOf(id).filter((file) => file.state === 'failed')).toMatchObject([
      { path: 'link/z', error: { code: 'TARGET_UNWRITABLE' } },
    ]);
    expect(job.filesDone).toBe(evil.length - 1);
    expect(await readTree(outside)).toEqual({});
    expect(Object.keys(await readTree(into)).sort()).toEqual(
      ['.%2E/.%2E/x', '%2F/etc/x', 'a/.%2E/.%2E/y', 'b/%2F/c', '.bashrc/%2F', 'C:\\x', 'link'].sort(),
    );
  });

  it('names that are one on this system are kept apart', async () => {
    await q.close();
    q = await startQueue({ platform: 'win32' });
    for (const key of ['a.txt', 'A.txt', 'CON', 'x:y', 'dot.']) await put(key, bytesOf(key, 5));
    const into = await q.folder('into');
    await q.ended(down({ prefixes: [''] }, into));
    expect(Object.keys(await readTree(into)).sort()).toEqual(['%43ON', '%61.txt', 'A.txt', 'dot%2E', 'x%3Ay'].sort());
  });
});

describe('an object beside a folder of its name', () => {
  const keys = ['a', 'a-b', 'a/b', 'a/b/c', 'a/d', 'x/a', 'x/a/', 'x/a/y', '%2F/z'];

  it('keeps its name, and the folder is told apart; the way back is exact', async () => {
    for (const key of keys) await put(key, key.endsWith('/') ? Buffer.alloc(0) : bytesOf(key, 50));
    const into = await q.folder('into');
    const job = await q.ended(down({ prefixes: [''] }, into));
    expect(job).toMatchObject({ state: 'done', filesDone: keys.length, filesFailed: 0 });
    const tree = await readTree(into);
    expect(Object.keys(tree).sort()).toEqual(
      ['a', 'a-b', 'a%2F/b', 'a%2F/b%2F/c', 'a%2F/d', 'x/a', 'x/a%2F/y', '%252F/z'].sort(),
    );
    const back = Object.keys(tree).map((path) =>
      path
        .split('/')
        .map((segment) => fromLocalSegment(segment, 'posix'))
        .join('/'),
    );
    expect(back.sort()).toEqual(keys.filter((key) => !key.endsWith('/')).sort());
    for (const path of ['a', 'a%2F/b', 'a%2F/b%2F/c', 'x/a%2F/y']) {
      const key = path.replaceAll('%2F', '');
      expect(tree[path]).toBe(hashOf(bytesOf(key, 50)));
    }
  });

  it('also where single keys were chosen, in any order', async () => {
    for (const key of ['a', 'a/b']) await put(key, bytesOf(key, 50));
    const into = await q.folder('into');
    expect(await q.ended(down({ keys: ['a/b', 'a'] }, into))).toMatchObject({ state: 'done', filesDone: 2 });
    expect(Object.keys(await readTree(into)).sort()).toEqual(['a', 'a%2F/b']);
  });
});
