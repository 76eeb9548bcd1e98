import { execFileSync, spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Queue, bucket, bytesOf, hashOf, readTree, startQueue } from './transfers.testkit.ts';

/** A small file system of its own needs the right to mount; other machines skip this. */
const canMount =
  spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=1m tmpfs $d && umount $d']).status === 0;
if (!canMount) console.log('skipped: a really full disk (this user may not mount a tmpfs)');

let q: Queue;
let disk: string;
beforeEach(async () => {
  q = await startQueue();
  disk = await q.folder('disk');
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]);
});
afterEach(async () => {
  if (canMount) execFileSync('umount', ['-l', disk]);
  await q.close();
});

it.skipIf(!canMount)(
  'a download waits for space on a full disk, touches nothing, and goes on when there is some',
  async () => {
    const content = bytesOf('big', 40 * 1024 * 1024);
    await q.volume.put({ bucket, key: 'small', body: bytesOf('small', 1000) });
    await q.volume.put({ bucket, key: 'big', body: content });
    const id = q.queue.download({
      source: {
        connectionId: q.place().connectionId,
        bucket,
        base: '',
        selection: { keys: ['small', 'big'], prefixes: [] },
      },
      into: disk,
      conflict: 'fail',
    });
    const waiting = await q.until(id, (job) => job.state === 'waiting');
    expect(waiting).toMatchObject({ waitingFor: 'space', error: { code: 'DISK_FULL', action: 'free-space' } });
    execFileSync('mount', ['-o', 'remount,size=80m', disk]);
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesDone: 2 });
    expect(await readTree(disk)).toEqual({ big: hashOf(content), small: hashOf(bytesOf('small', 1000)) });
  },
);
