import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JobId } from '../../preload/contract/index.ts';
import { createSlots } from './slots.ts';
import { type Queue, bytesOf, startQueue, writeTree } from './transfers.testkit.ts';

let q: Queue;
let folder: string;
/** Uploads begin, and stay: nothing gets through until it is opened. */
let open: () => void;
beforeEach(async () => {
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  q = await startQueue({ parallelFiles: () => 32 });
  q.volumes.set(
    'test',
    Object.assign(Object.create(q.volume) as typeof q.volume, {
      put: async (options: Parameters<typeof q.volume.put>[0]) => {
        await Promise.race([
          gate,
          new Promise((_resolve, reject) => {
            options.signal?.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
          }),
        ]);
        return q.volume.put(options);
      },
    }),
  );
  folder = await q.folder('src');
});
afterEach(async () => {
  open();
  await q.close();
});

async function addJobs(count: number): Promise<JobId[]> {
  const ids: JobId[] = [];
  for (let i = 0; i < count; i += 1) {
    await writeTree(folder, { [`f${i}`]: bytesOf(String(i), 10) });
    const roots = [{ path: join(folder, `f${i}`), kind: 'file' as const }];
    ids.push(q.queue.upload({ target: q.place(), roots, conflict: 'overwrite' }));
  }
  return ids;
}
const view = () => q.queue.watch.snapshot().jobs.toSorted((a, b) => a.order - b.order);
const inOrder = () => view().map((job) => job.id);
const running = () => new Set(view().flatMap((job) => (job.state === 'running' ? [job.id] : [])));

it('a job at the top begins at once and the last one that ran makes room; "next" begins when one has ended', async () => {
  const ids = await addJobs(12);
  expect(running()).toEqual(new Set(ids.slice(0, 8)));
  const [top, next] = [ids[11], ids[10]];
  if (!top || !next) throw new Error('no jobs');
  q.queue.move(next, 'next');
  expect(inOrder()).toEqual([...ids.slice(0, 8), next, ids[8], ids[9], top]);
  expect(running()).toEqual(new Set(ids.slice(0, 8)));
  q.queue.move(top, 'top');
  expect(inOrder()[0]).toBe(top);
  await q.until(top, (job) => job.state === 'running');
  expect(running()).toEqual(new Set([top, ...ids.slice(0, 7)]));
  expect(view().find((job) => job.id === ids[7])?.state).toBe('queued');
  open();
  for (const id of ids) await q.ended(id);
});

it('a job goes before another one and to the bottom, also after a restart; one that has ended has no place', async () => {
  const ids = await addJobs(4);
  const [a, b, c, d] = ids;
  if (!a || !b || !c || !d) throw new Error('no jobs');
  q.queue.move(d, { before: b });
  q.queue.move(a, 'bottom');
  expect(inOrder()).toEqual([d, b, c, a]);
  q = await q.restart();
  expect(inOrder()).toEqual([d, b, c, a]);
  open();
  for (const id of ids) await q.ended(id);
  expect(() => q.queue.move(a, 'top')).toThrow('JOB_STATE');
});

it('places stay apart however often a job is put between the same two', async () => {
  const ids = await addJobs(3);
  const [a, b, c] = ids;
  if (!a || !b || !c) throw new Error('no jobs');
  for (let i = 0; i < 200; i += 1) {
    q.queue.move(i % 2 === 0 ? c : b, { before: i % 2 === 0 ? b : c });
    expect(inOrder()).toEqual(i % 2 === 0 ? [a, c, b] : [a, b, c]);
  }
  expect(new Set(view().map((job) => job.order)).size).toBe(3);
});

it('the whole queue is paused, goes on, is cancelled and tried again with one order each', async () => {
  const ids = await addJobs(12);
  expect(await q.queue.actOnAll('pause')).toBe(12);
  expect(view().every((job) => job.state === 'paused')).toBe(true);
  expect(await q.queue.actOnAll('resume', ids.slice(0, 2))).toBe(2);
  expect(view().filter((job) => job.state === 'paused').length).toBe(10);
  expect(await q.queue.actOnAll('resume')).toBe(10);
  expect(await q.queue.actOnAll('cancel')).toBe(12);
  expect(view().every((job) => job.state === 'cancelled')).toBe(true);
  expect(await q.queue.actOnAll('retry')).toBe(0);
});

it('all that failed is tried again', async () => {
  const roots = [{ path: join(folder, 'later'), kind: 'file' as const }];
  const id = q.queue.upload({ target: q.place(), roots, conflict: 'overwrite' });
  expect(await q.ended(id)).toMatchObject({ state: 'failed' });
  await writeTree(folder, { later: bytesOf('later', 10) });
  open();
  expect(await q.queue.actOnAll('retry')).toBe(1);
  expect(await q.ended(id)).toMatchObject({ state: 'done' });
});

it('three turns of four are for the first in the queue, and the others are not starved', async () => {
  const { signal } = new AbortController();
  const granted: number[] = [];
  const slots = createSlots(
    () => 1,
    (job) => job,
  );
  const hold = await slots.take(9, signal);
  const all: Promise<void>[] = [];
  const ask = async (job: number) => {
    const release = await slots.take(job, signal);
    granted.push(job);
    release();
  };
  for (let i = 0; i < 40; i += 1) all.push(ask(1));
  for (let i = 0; i < 10; i += 1) all.push(ask(2));
  hold();
  await Promise.all(all);
  expect(granted.length).toBe(50);
  const early = granted.slice(0, 24);
  expect(early.filter((job) => job === 2).length).toBeGreaterThanOrEqual(2);
  expect(early.filter((job) => job === 1).length).toBeGreaterThanOrEqual(18);
});
