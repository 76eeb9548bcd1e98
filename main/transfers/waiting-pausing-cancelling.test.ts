import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ConflictRule, type Selection } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';
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
/** The volume with some methods replaced. */
const bend = (changes: Partial<Volume>) =>
  q.volumes.set('test', Object.assign(Object.create(q.volume) as Volume, changes));

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
      receive: async (options) => {
        if (full) throw new AppError('DISK_FULL', { path: into });
        return q.volume.receive(options);
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
