import { Readable } from 'node:stream';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Volume } from '../volumes/index.ts';
import { crc32Text } from './proof.ts';
import { type Queue, bucket, bytesOf, readStore, startQueue, writeTree } from './transfers.testkit.ts';

let q: Queue;
beforeEach(async () => {
  q = await startQueue();
});
afterEach(async () => {
  await q.close();
});

const receiptOf = (jobId: Parameters<Queue['ended']>[0]) => q.queue.receipts.receipt({ jobId, offset: 0, limit: 500 });
const up = (path: string) =>
  q.queue.upload({ target: q.place(), roots: [{ path, kind: 'folder' }], conflict: 'overwrite' });
const down = (into: string) => {
  const source = { connectionId: q.place().connectionId, bucket, base: '', selection: { keys: [], prefixes: [''] } };
  return q.queue.download({ source, into, conflict: 'fail' });
};
const bend = (volume: Volume, changes: Partial<Volume>) =>
  q.volumes.set('test', Object.assign(Object.create(volume) as Volume, changes));
const files = () => ({
  'empty.txt': Buffer.alloc(0),
  'small.txt': bytesOf('small', 4000),
  'parts.bin': bytesOf('parts', 21 * 1024 * 1024 + 17),
});
const checksumOf = (bytes: Buffer) => ({ algorithm: 'CRC32', value: crc32Text(crc32(bytes)) });

it('an upload and a download end with a receipt that names the checksum of every file and what proves it', async () => {
  const content = files();
  const folder = await q.folder('src');
  await writeTree(folder, content);
  const id = up(folder);
  expect(await q.ended(id)).toMatchObject({ state: 'done' });
  const receipt = receiptOf(id);
  expect(receipt).toMatchObject({ total: 3, verified: 3, bytes: 4000 + 21 * 1024 * 1024 + 17 });
  for (const [name, bytes] of Object.entries(content)) {
    expect(receipt.files.find((file) => file.path === `src/${name}`)).toMatchObject({
      checksum: checksumOf(bytes),
      verified: 'checksum',
    });
  }
  const into = await q.folder('into');
  const back = down(into);
  await q.ended(back);
  const got = receiptOf(back);
  expect(got).toMatchObject({ total: 3, verified: 3 });
  for (const [name, bytes] of Object.entries(content)) {
    const file = got.files.find((one) => one.path === `src/${name}`);
    expect(file?.checksum).toEqual(checksumOf(bytes));
    expect(file?.verified).toBe(name === 'parts.bin' ? 'checksum' : 'etag');
  }
  expect(await q.queue.receipts.verify({ jobId: id, readBack: false })).toEqual({
    checked: 3,
    intact: 3,
    problems: [],
  });
  expect(await q.queue.receipts.verify({ jobId: back, readBack: true })).toMatchObject({ checked: 3, intact: 3 });
  // The receipt outlives the app.
  q = await q.restart();
  expect(receiptOf(id)).toMatchObject({ total: 3, verified: 3 });
});

it('verifying again finds what was deleted, replaced, or damaged on the disk', async () => {
  const folder = await q.folder('src');
  await writeTree(folder, { a: bytesOf('a', 10), b: bytesOf('b', 10), c: bytesOf('c', 10) });
  const id = up(folder);
  await q.ended(id);
  const into = await q.folder('into');
  const back = down(into);
  await q.ended(back);
  await q.volume.delete({ bucket, key: 'src/a' });
  await q.volume.put({ bucket, key: 'src/b', body: bytesOf('other', 10) });
  const found = await q.queue.receipts.verify({ jobId: id, readBack: false });
  expect(found).toMatchObject({ checked: 3, intact: 1 });
  expect(Object.fromEntries(found.problems.map(({ key, error }) => [key, error.code]))).toEqual({
    'src/a': 'OBJECT_NOT_FOUND',
    'src/b': 'OBJECT_CHANGED',
  });
  await unlink(join(into, 'src/a'));
  await writeFile(join(into, 'src/b'), bytesOf('flip', 10));
  const local = await q.queue.receipts.verify({ jobId: back, readBack: false });
  expect(Object.fromEntries(local.problems.map(({ key, error }) => [key, error.code]))).toEqual({
    'src/a': 'SOURCE_VANISHED',
    'src/b': 'DAMAGED',
  });
});

it('where a store takes no checksums, its ETag is compared, and parts that were damaged on the way go again', async () => {
  const plain = q.store.open({ provider: 'other' });
  expect(plain.limits.checksums).toEqual([]);
  let flips = 0;
  bend(plain, {
    async uploadPart(options) {
      if (options.partNumber !== 2 || flips > 0 || options.body instanceof Uint8Array) return plain.uploadPart(options);
      flips += 1;
      const { body } = options;
      const stream = Readable.from('pieces' in body ? body.pieces() : body.stream, { objectMode: false });
      const flipped = stream.map((chunk: Buffer) => Buffer.from(chunk.map((byte) => byte ^ 1)));
      return plain.uploadPart({ ...options, body: { stream: flipped, size: body.size } });
    },
  });
  const content = files();
  const folder = await q.folder('src');
  await writeTree(folder, content);
  const id = up(folder);
  expect(await q.ended(id)).toMatchObject({ state: 'done' });
  expect(flips).toBe(1);
  const receipt = receiptOf(id);
  expect(receipt).toMatchObject({ total: 3, verified: 3 });
  expect(receipt.files.map((file) => file.verified)).toEqual(['etag', 'etag', 'etag']);
  expect(await q.queue.receipts.verify({ jobId: id, readBack: true })).toMatchObject({ checked: 3, intact: 3 });
});

it('ETags that only look like an MD5 are found out once, and the receipt does not claim more than is known', async () => {
  const plain = q.store.open({ provider: 'other' });
  let reads = 0;
  const odd = (etag: string) => etag.replaceAll(/[0-9a-f]/g, (digit) => (digit === 'f' ? '0' : 'f'));
  const other = async <T extends { readonly etag: string }>(answer: Promise<T>): Promise<T> => {
    const real = await answer;
    return { ...real, etag: odd(real.etag) };
  };
  bend(plain, {
    put: (options) => other(plain.put(options)),
    head: (options) => other(plain.head(options)),
    async *walk(options) {
      for await (const page of plain.walk(options)) yield { ...page, etags: page.etags.map(odd) };
    },
    receive(options) {
      reads += 1;
      return plain.receive({ ...options, ifMatch: undefined });
    },
  });
  const folder = await q.folder('src');
  await writeTree(folder, { a: bytesOf('a', 100), b: bytesOf('b', 100), c: bytesOf('c', 100) });
  const id = q.queue.upload({
    target: q.place(),
    roots: ['a', 'b', 'c'].map((name) => ({ path: join(folder, name), kind: 'file' as const })),
    conflict: 'overwrite',
  });
  expect(await q.ended(id)).toMatchObject({ state: 'done' });
  expect(reads).toBeGreaterThanOrEqual(1);
  const how = receiptOf(id).files.map((file) => file.verified);
  expect(how).toContain('bytes');
  expect(how.every((one) => one === 'bytes' || one === 'size')).toBe(true);
});

it('an object that is gone before the job ends is not called delivered', async () => {
  let deleted = false;
  bend(q.volume, {
    async put(options) {
      const written = await q.volume.put(options);
      if (!deleted && options.key.endsWith('a')) {
        deleted = true;
        await q.volume.delete({ bucket, key: options.key });
      }
      return written;
    },
  });
  const folder = await q.folder('src');
  await writeTree(folder, { a: bytesOf('a', 100), b: bytesOf('b', 100) });
  const id = up(folder);
  expect(await q.ended(id)).toMatchObject({ state: 'failed', filesFailed: 1, error: { code: 'OBJECT_NOT_FOUND' } });
  q.queue.retry(id);
  expect(await q.until(id, (job) => job.state === 'done')).toMatchObject({ filesDone: 2, filesFailed: 0 });
  expect(Object.keys(await readStore(q.volume))).toEqual(['src/a', 'src/b']);
});

it('a key that may write but not look delivers, and the receipt says that nothing was confirmed', async () => {
  const { AppError } = await import('../../preload/contract/index.ts');
  const denied = () => Promise.reject(new AppError('ACCESS_DENIED'));
  bend(q.volume, { head: denied, list: denied });
  const folder = await q.folder('src');
  await writeTree(folder, { a: bytesOf('a', 100), 'parts.bin': bytesOf('parts', 9 * 1024 * 1024) });
  const id = up(folder);
  expect(await q.ended(id)).toMatchObject({ state: 'done' });
  expect(receiptOf(id)).toMatchObject({ total: 2, verified: 0 });
});
