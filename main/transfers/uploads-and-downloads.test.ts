import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConflictRule, type Selection } from '../../preload/contract/index.ts';
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
      receive: async (options) => {
        gets += 1;
        if (gets === 2) await put('big.bin', second);
        return q.volume.receive(options);
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
      receive: (options) => {
        const flip = (flips += 1);
        return q.volume.receive({
          ...options,
          into(object) {
            const sink = options.into(object);
            return {
              ...sink,
              write(bytes) {
                bytes[0] = (bytes[0] ?? 0) ^ flip;
                return sink.write(bytes);
              },
            };
          },
        });
      },
    });
    const into = await q.folder('into');
    const job = await q.ended(down({ keys: ['a.bin'] }, into));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'DAMAGED' } });
    expect(Object.keys(await readTree(into))).not.toContain('a.bin');
  });
});
