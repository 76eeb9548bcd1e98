import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job, JobId, ProviderId } from '../../preload/contract/index.ts';
import { type FaultProxy, type Faults, startFaultProxy } from './fault-proxy.testkit.ts';
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
let proxy: FaultProxy;
beforeEach(async () => {
  q = await startQueue({}, { domains: ['127.0.0.1'] });
  proxy = await startFaultProxy(q.store.endpoint, 7);
});
afterEach(async () => {
  await q.close();
  await proxy.close();
});

function someFiles(): Record<string, Buffer> {
  const files: Record<string, Buffer> = {
    'parts.bin': bytesOf('parts', 40 * 1024 * 1024 + 5),
    'empty.txt': Buffer.alloc(0),
  };
  for (let i = 0; i < 60; i += 1) files[`d${i % 4}/f ${i}`] = bytesOf(String(i), 100 + i * 997);
  return files;
}
const hashes = (files: Record<string, Buffer>, prefix: string) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [prefix + path, hashOf(content)]));

/**
 * Waits until a job has ended, and asks again for what failed. Tries are bounded: on a line that damages every seventh
 * answer, a large file may use them all. It is then told with its reason, never called done.
 */
async function inTheEnd(id: JobId): Promise<Job> {
  for (let round = 0; ; round += 1) {
    const ended = await q.until(id, (job) => job.finishedAt !== undefined, 100_000);
    if (ended.state !== 'failed' || round === 5) return ended;
    const { files } = q.queue.files({ jobId: id, offset: 0, limit: 100, state: 'failed' });
    for (const file of files) expect(file.error).toBeDefined();
    q.queue.retry(id);
  }
}

/** Up through the bad line and down again: both have to end well, and every byte is compared on the good line. */
async function thereAndBack(faults: Faults, provider: ProviderId = 'quayside'): Promise<void> {
  // The store checks signatures for the host that it was asked as: the proxy passes it on.
  q.volumes.set('test', q.store.open({ provider, endpoint: proxy.endpoint }));
  const files = someFiles();
  const folder = await q.folder('src');
  await writeTree(folder, files);
  proxy.set(faults);
  const up = q.queue.upload({ target: q.place(), roots: [{ path: folder, kind: 'folder' }], conflict: 'overwrite' });
  const sent = await inTheEnd(up);
  expect(sent).toMatchObject({ state: 'done', filesDone: 62, filesFailed: 0 });
  expect(await readStore(q.volume)).toEqual(hashes(files, 'src/'));
  expect(q.queue.receipts.receipt({ jobId: up, offset: 0, limit: 1 })).toMatchObject({ total: 62, verified: 62 });

  const into = await q.folder('into');
  const source = { connectionId: q.place().connectionId, bucket, base: '', selection: { keys: [], prefixes: [''] } };
  const down = q.queue.download({ source, into, conflict: 'fail' });
  const got = await inTheEnd(down);
  expect(got).toMatchObject({ state: 'done', filesDone: 62, filesFailed: 0 });
  expect(await readTree(into)).toEqual(hashes(files, 'src/'));
  expect(await q.volume.listUploads({ bucket, prefix: '' })).toEqual([]);
}

describe('through a bad line, everything arrives whole', () => {
  it('where the store asks to slow down at 30 % of all calls', async () => {
    await thereAndBack({ refuse: 0.3 });
    expect(proxy.met['refuse']).toBeGreaterThan(20);
  }, 220_000);

  it('where connections are cut in the middle of bodies and reset', async () => {
    await thereAndBack({ cut: 0.08, reset: 0.05 });
    expect((proxy.met['cut'] ?? 0) + (proxy.met['reset'] ?? 0)).toBeGreaterThan(5);
  }, 220_000);

  it.each(['quayside', 'archil', 'other'] as const)(
    'where bits flip both ways, on a store with the checksums of %s',
    async (provider) => {
      await thereAndBack({ flipUp: 0.15, flipDown: 0.15 }, provider);
      expect(proxy.met['flipUp']).toBeGreaterThan(3);
      expect(proxy.met['flipDown']).toBeGreaterThan(3);
    },
    220_000,
  );

  it('where it is far away, slow, and hangs', async () => {
    await thereAndBack({ latency: 30, slow: 20 * 1024 * 1024, hang: 0.05, hangFor: 300 });
    expect(proxy.met['hang']).toBeGreaterThan(2);
  }, 220_000);
});

it('a line that never gets better ends as a job that waits and says for what', async () => {
  q.volumes.set('test', q.store.open({ endpoint: proxy.endpoint }));
  const folder = await q.folder('src');
  await mkdir(join(folder, 'd'));
  await writeTree(folder, { 'd/a': bytesOf('a', 100) });
  proxy.set({ refuse: 1 });
  const id = q.queue.upload({ target: q.place(), roots: [{ path: folder, kind: 'folder' }], conflict: 'overwrite' });
  const waiting = await q.until(id, (job) => job.state === 'waiting', 100_000);
  expect(waiting).toMatchObject({ waitingFor: 'throttled', error: { code: 'STORE_THROTTLED' } });
  proxy.set({});
  q.queue.resume(id);
  expect(await q.ended(id)).toMatchObject({ state: 'done' });
}, 220_000);
