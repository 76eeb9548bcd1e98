import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Queue, startQueue } from './transfers.testkit.ts';

let q: Queue;
beforeEach(async () => {
  q = await startQueue();
});
afterEach(async () => {
  await q.close();
});

it('a cancelled drop that is tried again asks for its files at once: no page is sending them', async () => {
  const id = q.queue.receiving.begin({ target: q.place(), title: 'dropped', conflict: 'overwrite' });
  await q.queue.receiving.add(id, [{ path: 'a.txt', size: 5, modified: 1, type: '' }], []);
  q.queue.receiving.seal(id);
  await q.queue.cancel(id);
  await q.ended(id);
  q.queue.retry(id);
  // A page that is sending is given 20 s; here there is none.
  const job = await q.until(id, (one) => one.state === 'waiting', 12_000);
  expect(job).toMatchObject({ waitingFor: 'source', filesTotal: 1, error: { code: 'SOURCE_BYTES_NEEDED' } });
});
