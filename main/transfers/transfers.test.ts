import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ConflictRule, type Selection } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';
import {
  type Queue,
  bucket,
  bytesOf,
  hashOf,
  mixedFiles,
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
const hashes = (files: Record<string, Buffer>, prefix = '') =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [prefix + path, hashOf(content)]));
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
const filesOf = (jobId: Parameters<Queue['ended']>[0]) => q.queue.files({ jobId, offset: 0, limit: 500 }).files;
/** The volume with some methods replaced. */
const bend = (changes: Partial<Volume>) =>
  q.volumes.set('test', Object.assign(Object.create(q.volume) as Volume, changes));

describe('uploads and downloads', () => {
  it('carries 200 mixed files up and down, byte for byte', async () => {
    const files = mixedFiles();
    const folder = await q.folder('dataset');
    await writeTree(folder, files);
    await mkdir(join(folder, 'nothing here'));

    const sent = await q.ended(folderUp(folder, 'in/', 'fail'));
    expect(sent).toMatchObject({ state: 'done', filesTotal: 201, filesDone: 201, filesFailed: 0 });
    expect(sent.bytesDone).toBe(sent.bytesTotal);
    const stored = await readStore(q.volume);
    expect(stored).toEqual({ ...hashes(files, 'in/dataset/'), 'in/dataset/nothing here/': hashOf(Buffer.alloc(0)) });

    const into = await q.folder('back');
    const got = await q.ended(down({ prefixes: ['in/dataset/'] }, into, 'in/'));
    expect(got).toMatchObject({ state: 'done', filesTotal: 201, filesDone: 201 });
    expect(await readTree(join(into, 'dataset'))).toEqual({ ...hashes(files), 'nothing here/': '' });
    expect(q.logged).toEqual([]);
  });

  it('a link that leads out, a pipe and a file that vanished each fail with the reason; the rest goes on', async () => {
    const folder = await q.folder('odd');
    const secret = await q.folder('secret');
    await writeFile(join(secret, 'key'), 'secret');
    await writeTree(folder, { 'good.txt': bytesOf('good', 10), 'real.txt': bytesOf('real', 10) });
    await symlink(join(secret, 'key'), join(folder, 'out.txt'));
    await symlink(secret, join(folder, 'out folder'));
    await symlink('real.txt', join(folder, 'inside.txt'));
    await symlink('.', join(folder, 'loop'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);

    const id = folderUp(folder);
    const job = await q.ended(id);
    expect(job).toMatchObject({ state: 'failed', filesDone: 3, filesFailed: 4 });
    const failed = filesOf(id).filter((file) => file.state === 'failed');
    expect(Object.fromEntries(failed.map((file) => [file.path, file.error?.params.reason]))).toEqual({
      'odd/out.txt': 'link',
      'odd/out folder': 'link',
      'odd/loop': 'link',
      'odd/pipe': 'not a file',
    });
    expect(Object.keys(await readStore(q.volume))).toEqual(['odd/good.txt', 'odd/inside.txt', 'odd/real.txt']);
  });

  it('a source that vanished fails alone, and goes when it is back', async () => {
    const folder = await q.folder('gone');
    await writeFile(join(folder, 'here.txt'), 'here');
    const roots = ['here.txt', 'away.txt'].map((name) => ({ path: join(folder, name), kind: 'file' as const }));
    const id = q.queue.upload({ target: q.place(), roots, conflict: 'overwrite' });
    const job = await q.ended(id);
    expect(job).toMatchObject({ state: 'failed', filesDone: 1, filesFailed: 1, error: { code: 'SOURCE_VANISHED' } });
    await writeFile(join(folder, 'away.txt'), 'back');
    q.queue.retry(id);
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesDone: 2, filesFailed: 0 });
  });

  it('a source that changes while it is sent ends as changed, with nothing of it in the store and no parts left', async () => {
    const path = join(await q.folder('live'), 'log.bin');
    await writeFile(path, bytesOf('log', 20 * 1024 * 1024));
    let parts = 0;
    bend({
      uploadPart: async (options) => {
        const mine = (parts += 1);
        const sent = await q.volume.uploadPart(options);
        if (mine === 2) await writeFile(path, 'more', { flag: 'a' });
        return sent;
      },
    });
    const id = fileUp(path);
    const job = await q.ended(id);
    expect(job).toMatchObject({ state: 'changed', filesDone: 0, filesFailed: 1, error: { code: 'SOURCE_CHANGED' } });
    expect(await readStore(q.volume)).toEqual({});
    expect(await q.volume.listUploads({ bucket, prefix: '' })).toEqual([]);
    q.queue.retry(id);
    expect(await q.ended(id)).toMatchObject({ state: 'done', bytesTotal: 20 * 1024 * 1024 + 4 });
  });

  it('an object that is replaced while it is read is read anew', async () => {
    await put('big.bin', bytesOf('old', 40 * 1024 * 1024));
    const second = bytesOf('new', 33 * 1024 * 1024);
    let gets = 0;
    bend({
      get: async (options) => {
        gets += 1;
        if (gets === 2) await put('big.bin', second);
        return q.volume.get(options);
      },
    });
    const into = await q.folder('into');
    expect(await q.ended(down({ keys: ['big.bin'] }, into))).toMatchObject({
      state: 'done',
      bytesTotal: second.length,
    });
    expect(await readTree(into)).toEqual({ 'big.bin': hashOf(second) });
  });

  it('bytes that are not what the store says never get their name', async () => {
    await put('a.bin', bytesOf('a', 100_000));
    let flips = 0;
    bend({
      get: async (options) => {
        const body = await q.volume.get(options);
        const flip = (flips += 1);
        body.stream.on('data', (chunk: Buffer) => {
          chunk[0] = (chunk[0] ?? 0) ^ flip;
        });
        return body;
      },
    });
    const into = await q.folder('into');
    const job = await q.ended(down({ keys: ['a.bin'] }, into));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'DAMAGED' } });
    expect(Object.keys(await readTree(into))).not.toContain('a.bin');
  });
});

describe('names', () => {
  it('keys that lead out stay inside, and a link in the folder is not followed', async () => {
    const evil = ['../../x', '/etc/x', 'a/../../y', 'b//c', '.bashrc/', 'C:\\x', 'link/z'];
    await put('stored', bytesOf('stored', 5));
    // As a hostile store would answer: ours refuses such keys.
    bend({
      head: async ({ key }) => ({ ...(await q.volume.head({ bucket, key: 'stored' })), key }),
      get: (options) => q.volume.get({ ...options, key: 'stored' }),
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

describe('waiting, pausing, cancelling', () => {
  it('a store that does not answer makes the job wait, and it goes on by itself', async () => {
    const folder = await q.folder('up');
    await writeTree(
      folder,
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, bytesOf(String(i), 2000)])),
    );
    let away = true;
    bend({
      put: (options) =>
        away ? Promise.reject(new AppError('ENDPOINT_UNREACHABLE', { endpoint: 'x' })) : q.volume.put(options),
    });
    const id = folderUp(folder);
    const waiting = await q.until(id, (job) => job.state === 'waiting');
    expect(waiting).toMatchObject({ waitingFor: 'network', error: { code: 'ENDPOINT_UNREACHABLE' } });
    away = false;
    const done = await q.ended(id);
    expect(done).toMatchObject({ state: 'done', filesDone: 20, filesFailed: 0 });
    expect(done.waitingFor).toBeUndefined();
  });

  it('a full disk makes a download wait for space and go on', async () => {
    await put('a', bytesOf('a', 50_000));
    const into = await q.folder('into');
    let full = true;
    bend({
      get: async (options) => {
        if (full) throw new AppError('DISK_FULL', { path: into });
        return q.volume.get(options);
      },
    });
    const id = down({ keys: ['a'] }, into);
    expect(await q.until(id, (job) => job.state === 'waiting')).toMatchObject({ waitingFor: 'space' });
    full = false;
    expect(await q.ended(id)).toMatchObject({ state: 'done' });
  });

  it('a store that fails now and then is asked again; one that refuses a file fails that file only', async () => {
    const folder = await q.folder('up');
    await writeTree(folder, { a: bytesOf('a', 10), b: bytesOf('b', 10) });
    let calls = 0;
    bend({
      put: (options) => {
        calls += 1;
        if (options.key.endsWith('b')) return Promise.reject(new AppError('ACCESS_DENIED', { key: options.key }));
        return calls < 3 ? Promise.reject(new AppError('STORE_ERROR')) : q.volume.put(options);
      },
    });
    const job = await q.ended(folderUp(folder));
    expect(job).toMatchObject({ state: 'failed', filesDone: 1, filesFailed: 1, error: { code: 'ACCESS_DENIED' } });
  });

  it('paused in the middle of a large file, it sends only the parts that are missing', async () => {
    const path = join(await q.folder('big'), 'big.bin');
    const content = bytesOf('big', 64 * 1024 * 1024);
    await writeFile(path, content);
    const sent: number[] = [];
    bend({
      uploadPart: async (options) => {
        const part = await q.volume.uploadPart(options);
        sent.push(options.partNumber);
        await new Promise((resolve) => setTimeout(resolve, 30));
        return part;
      },
    });
    const id = fileUp(path);
    await q.until(id, () => sent.length >= 3);
    q.queue.pause(id);
    await q.until(id, (job) => job.state === 'paused');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = sent.length;
    expect(before).toBeLessThan(8);
    q = await q.restart();
    q.queue.resume(id);
    expect(await q.ended(id)).toMatchObject({ state: 'done' });
    expect(await readStore(q.volume)).toEqual({ 'big.bin': hashOf(content) });
    expect(sent.length).toBeLessThanOrEqual(8 + 4);
  });

  it('cancelled in the middle, it leaves no parts in the store and no half file in the folder', async () => {
    const path = join(await q.folder('big'), 'big.bin');
    await writeFile(path, bytesOf('big', 40 * 1024 * 1024));
    let parts = 0;
    bend({
      uploadPart: async (options) => {
        const part = await q.volume.uploadPart(options);
        parts += 1;
        return part;
      },
    });
    const up = fileUp(path);
    await q.until(up, () => parts >= 1);
    await q.queue.cancel(up);
    expect(await q.ended(up)).toMatchObject({ state: 'cancelled' });
    expect(await q.volume.listUploads({ bucket, prefix: '' })).toEqual([]);
    expect(await readStore(q.volume)).toEqual({});

    await put('down.bin', bytesOf('down', 80 * 1024 * 1024));
    const into = await q.folder('into');
    const job = down({ keys: ['down.bin'] }, into);
    await q.until(job, ({ bytesDone }) => bytesDone > 0);
    await q.queue.cancel(job);
    expect(await readTree(into)).toEqual({});
    q.queue.retry(job);
    expect(await q.ended(job)).toMatchObject({ state: 'done' });
  });

  it('forgets ended jobs and refuses to forget a running one', async () => {
    const path = join(await q.folder('x'), 'a');
    await writeFile(path, 'a');
    const removed: string[] = [];
    q.queue.watch.subscribe((delta) => removed.push(...delta.remove));
    const id = fileUp(path);
    await q.ended(id);
    await q.queue.forget();
    expect(removed).toEqual([id]);
    expect(q.queue.watch.snapshot().jobs).toEqual([]);
    await expect(q.queue.cancel(id)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});
