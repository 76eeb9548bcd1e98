import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

describe('uploads and downloads', () => {
  it('carries 200 mixed files up and down, byte for byte', async () => {
    const files = mixedFiles();
    const folder = await q.folder('dataset');
    await writeTree(folder, files);
    await mkdir(join(folder, 'nothing here'));

    const up = q.queue.upload({
      target: q.place('in/'),
      roots: [{ path: folder, kind: 'folder' }],
      conflict: 'fail',
    });
    const sent = await q.ended(up);
    expect(sent).toMatchObject({ state: 'done', filesTotal: 201, filesDone: 201, filesFailed: 0 });
    expect(sent.bytesDone).toBe(sent.bytesTotal);
    const stored = await readStore(q.volume);
    expect(stored).toEqual({ ...hashes(files, 'in/dataset/'), 'in/dataset/nothing here/': hashOf(Buffer.alloc(0)) });

    const into = await q.folder('back');
    const selection = { keys: [], prefixes: ['in/dataset/'] };
    const source = { connectionId: q.place().connectionId, bucket, base: 'in/', selection };
    const down = await q.ended(q.queue.download({ source, into, conflict: 'fail' }));
    expect(down).toMatchObject({ state: 'done', filesTotal: 201, filesDone: 201 });
    expect(await readTree(join(into, 'dataset'))).toEqual({ ...hashes(files), 'nothing here/': '' });
    expect(q.logged).toEqual([]);
  });
});
