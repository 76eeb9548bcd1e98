import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allRights, createS3Server, openStorage, type AccessKey } from '../s3-server/index.ts';
import { startQueue } from '../transfers/transfers.testkit.ts';
import { openKeysHome } from './keys-home.testkit.ts';

const size = 40 * 1024 ** 2;

it('keys > replace everywhere > an upload that is running goes on with the new pair after the old one is revoked', async () => {
  const root = await mkdtemp(join(tmpdir(), 'quayside-swap-'));
  const keyOf = (accessKeyId: string, secret: string): AccessKey => ({
    accessKeyId,
    secret,
    user: 'u',
    scope: allRights,
  });
  const accepted = new Map(
    [keyOf('QSOLD', 'old-secret'), keyOf('QSNEW', 'new-secret')].map((key) => [key.accessKeyId, key]),
  );
  const storage = await openStorage({ root, fast: true });
  const server = createS3Server({ storage, keys: { find: (id) => accepted.get(id) } });
  const endpoint = await server.listen();
  const home = await openKeysHome();
  const { id } = await home.add('Store', 'minio', endpoint, { accessKeyId: 'QSOLD', secretAccessKey: 'old-secret' });
  await (await home.volumes.of(id)).createBucket({ bucket: 'bay' });
  const queue = await startQueue({ volumes: home.volumes, uploadLimit: () => 8 * 1024 ** 2 });
  try {
    const folder = await queue.folder('up');
    const bytes = Buffer.alloc(size, 'quay');
    await writeFile(join(folder, 'large.bin'), bytes);
    const job = queue.queue.upload({
      target: { connectionId: id, bucket: 'bay', prefix: '' },
      roots: [{ path: join(folder, 'large.bin'), kind: 'file' }],
      conflict: 'fail',
    });
    await queue.until(job, ({ bytesDone }) => bytesDone > 4 * 1024 ** 2);
    const pair = { accessKeyId: 'QSNEW', secretAccessKey: 'new-secret' };
    expect((await home.keys.replacements.replace([id], pair)).replacement).toBeDefined();
    accepted.delete('QSOLD');
    expect((await queue.ended(job)).state).toBe('done');
    const { stream } = await (await home.volumes.of(id)).get({ bucket: 'bay', key: 'large.bin' });
    const hash = createHash('sha256');
    for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  } finally {
    await queue.close();
    await home.close();
    await server.close({ deadlineMs: 200 });
    await storage.close();
    await rm(root, { recursive: true, force: true });
  }
});
