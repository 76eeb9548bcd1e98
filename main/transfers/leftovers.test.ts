import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Volume } from '../volumes/index.ts';
import { type Queue, bucket, bytesOf, startQueue } from './transfers.testkit.ts';

let q: Queue;
beforeEach(async () => {
  q = await startQueue();
});
afterEach(async () => {
  await q.close();
});
const bend = (changes: Partial<Volume>) =>
  q.volumes.set('test', Object.assign(Object.create(q.volume) as Volume, changes));
const where = () => ({ connectionId: q.place().connectionId, bucket });

it('unfinished uploads are listed with size and age, and one that a job will go on with is never ended', async () => {
  const foreign = await q.volume.createUpload({ bucket, key: 'old.bin' });
  await q.volume.uploadPart({
    bucket,
    key: 'old.bin',
    uploadId: foreign.uploadId,
    partNumber: 1,
    body: bytesOf('part', 1000),
  });
  const path = join(await q.folder('src'), 'big.bin');
  await writeFile(path, bytesOf('big', 30 * 1024 * 1024));
  const hold = Promise.withResolvers<void>();
  bend({
    async uploadPart(options) {
      if (options.partNumber === 2) await hold.promise;
      return q.volume.uploadPart(options);
    },
  });
  const id = q.queue.upload({ target: q.place(), roots: [{ path, kind: 'file' }], conflict: 'overwrite' });
  await q.until(id, (job) => job.bytesDone >= 8 * 1024 * 1024);
  q.queue.pause(id);
  hold.resolve();

  const listed = await q.queue.leftovers.list(where());
  expect(listed.map(({ key, bytes, jobId }) => ({ key, bytes, jobId }))).toEqual([
    { key: 'old.bin', bytes: 1000, jobId: undefined },
    { key: 'big.bin', bytes: expect.any(Number), jobId: id },
  ]);
  expect(Math.abs(Date.now() - (listed[0]?.startedAt ?? 0))).toBeLessThan(60_000);
  const answer = await q.queue.leftovers.abort({ ...where(), uploads: listed });
  expect(answer).toEqual({ aborted: 1, kept: 1, problems: [] });
  expect((await q.volume.listUploads({ bucket, prefix: '' })).map((one) => one.key)).toEqual(['big.bin']);
  q.queue.resume(id);
  expect(await q.ended(id)).toMatchObject({ state: 'done' });
  expect(await q.queue.leftovers.list(where())).toEqual([]);
});

it('an upload that was begun but never heard of, as the app was killed, is ended by the next try', async () => {
  const path = join(await q.folder('src'), 'big.bin');
  await writeFile(path, bytesOf('big', 20 * 1024 * 1024));
  let asked = 0;
  bend({
    async createUpload(options) {
      asked += 1;
      const answer = await q.volume.createUpload(options);
      // Nobody hears the first answer.
      return asked === 1 ? new Promise(() => undefined) : answer;
    },
  });
  const id = q.queue.upload({ target: q.place(), roots: [{ path, kind: 'file' }], conflict: 'overwrite' });
  while ((await q.volume.listUploads({ bucket, prefix: '' })).length === 0) await new Promise((r) => setTimeout(r, 20));
  // As a kill leaves it: the database as it is, and nothing told to the queue.
  const { sql } = q.database;
  expect(sql.prepare('SELECT upload_id, upload_asked FROM transfer_files').get()).toMatchObject({ upload_id: null });
  sql.exec("UPDATE transfer_files SET state = 'queued'; UPDATE transfer_jobs SET state = 'paused'");
  expect(await q.queue.leftovers.list(where())).toMatchObject([{ key: 'big.bin', jobId: id }]);
  q.queue.resume(id);
  // The run that hangs holds the job: a second queue on the same ledger takes it up.
  const { createTransfers } = await import('./transfers.ts');
  const { portsFor, volumesOf } = await import('./transfers.testkit.ts');
  const second = createTransfers({
    database: q.database,
    volumes: volumesOf(q.volumes),
    ports: portsFor(q.home),
    clock: { now: () => Date.now() },
    log: () => undefined,
  });
  second.start();
  expect(await q.until(id, (job) => job.state === 'done')).toMatchObject({ filesDone: 1 });
  expect(await q.volume.listUploads({ bucket, prefix: '' })).toEqual([]);
  await second.close();
  // The hanging call is never answered; the queue under test is left behind with its process.
  q = Object.assign(q, {
    close: async () => {
      q.database.close();
      await q.store.close();
    },
  });
});
