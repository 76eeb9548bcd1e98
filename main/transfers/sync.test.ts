import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Queue, bucket, readStore, startQueue } from './transfers.testkit.ts';

let q: Queue;
beforeEach(async () => {
  q = await startQueue();
});
afterEach(async () => {
  await q.close();
});

const send = (path: string, conflict: 'skip-same' | 'fail' | 'overwrite', sameBy?: 'checksum') =>
  q.queue.upload({ target: q.place('t/'), roots: [{ path, kind: 'folder', name: '' }], conflict, sameBy });
async function tree(files: number): Promise<string> {
  const folder = await q.folder('src');
  for (let i = 0; i < files; i += 1) {
    const at = join(folder, `d${i % 7}`);
    if (i < 7) await mkdir(at);
    await writeFile(join(at, `f${i}`), `content ${i}`);
  }
  return folder;
}
const asked = () => {
  const count: Record<string, number> = {};
  for (const { operation } of q.store.requests.splice(0))
    count[operation ?? 'none'] = (count[operation ?? 'none'] ?? 0) + 1;
  return count;
};

it('an unchanged tree is compared by listings alone; what changed is all that is sent', async () => {
  const folder = await tree(2500);
  q.store.requests.splice(0);
  expect(await q.ended(send(folder, 'fail'))).toMatchObject({ state: 'done', filesDone: 2500 });
  // One listing to see what is there, one to see that all arrived, and no question for a single file.
  const first = asked();
  expect(first).toMatchObject({ PutObject: 2500 });
  expect(Object.keys(first).toSorted()).toEqual(['ListObjectsV2', 'PutObject']);

  expect(await q.ended(send(folder, 'skip-same'))).toMatchObject({ state: 'done', filesSkipped: 2500, filesDone: 0 });
  expect(asked()).toEqual({ ListObjectsV2: 3 });

  await writeFile(join(folder, 'd1/f1'), 'another size');
  await writeFile(join(folder, 'd2/new'), 'new');
  expect(await q.ended(send(folder, 'skip-same'))).toMatchObject({ filesSkipped: 2499, filesDone: 2 });
  const stored = await readStore(q.volume, 't/');
  expect(Object.keys(stored)).toHaveLength(2501);
}, 60_000);

it('compared by bytes, a file of the same size and an older time is sent where it differs', async () => {
  const folder = await tree(40);
  await q.ended(send(folder, 'overwrite'));
  await writeFile(join(folder, 'd1/f1'), 'CONTENT 1');
  await utimes(join(folder, 'd1/f1'), new Date(1e12), new Date(1e12));
  await utimes(join(folder, 'd2/f2'), new Date(), new Date(Date.now() + 60_000));
  const job = await q.ended(send(folder, 'skip-same', 'checksum'));
  expect(job).toMatchObject({ filesDone: 1, filesSkipped: 39 });
  const body = await q.volume.get({ bucket, key: 't/d1/f1' });
  const chunks: Buffer[] = [];
  for await (const chunk of body.stream as AsyncIterable<Buffer>) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('CONTENT 1');
});
