import { writeFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStorage } from '../open-storage.ts';
import { BUCKET, filesBelow, makeKit, noise, type Kit } from '../storage-kit.ts';

const BIG = 100_000;

describe('object volume', () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await makeKit('object');
  });
  afterEach(() => kit.dispose());

  const dataFiles = () => filesBelow(join(kit.root, 'data'));

  it('holds keys that no file system would', async () => {
    const keys = [
      'a',
      'a/b',
      '//',
      '/a',
      'a/',
      'a//b',
      '..',
      '../../etc/passwd',
      './x',
      'CON',
      'nul.txt',
      'a.',
      'a ',
      'x:ads',
      'C:\\x',
      '\\\\srv\\s',
      'A',
      'é',
      'e\u0301',
      'x\u0000y',
      'x'.repeat(300),
      'tmp/x',
      'index.db',
      'k'.repeat(1024),
    ];
    for (const key of keys) await kit.put(key, `body of ${key}`);
    for (const key of keys) expect(await kit.text(key)).toBe(`body of ${key}`);
    expect(new Set(await kit.keys())).toEqual(new Set(keys));
  });

  it('keeps small bodies in the index and large ones in files, and lets go of both', async () => {
    await kit.put('small', noise(16_384));
    expect(await dataFiles()).toEqual([]);
    await kit.put('large', noise(BIG));
    expect(await dataFiles()).toHaveLength(1);
    await kit.put('large', 'now small');
    await expect.poll(dataFiles).toEqual([]);
  });

  it('a bucket that holds something stays', async () => {
    await kit.put('k', 'x');
    await expect(kit.storage.deleteBucket(BUCKET)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    await kit.put('k2', 'y');
    await kit.storage.deleteObjects(BUCKET, [{ key: 'k' }, { key: 'k2' }]);
    await kit.storage.deleteBucket(BUCKET);
  });

  it('a write that commits after its bucket was deleted is refused and leaves nothing', async () => {
    const writer = await kit.storage.writeObject(BUCKET, 'late');
    await writer.write(noise(BIG));
    await kit.storage.deleteBucket(BUCKET);
    await expect(writer.commit({ etag: 'e', metadata: { user: {} } })).rejects.toMatchObject({ code: 'NoSuchBucket' });
    expect(await filesBelow(join(kit.root, 'tmp'))).toEqual([]);
    expect(await dataFiles()).toEqual([]);
  });

  it('parts that are replaced, left out or aborted leave no file', async () => {
    const upload = await kit.upload('k');
    await kit.part(upload, 1, noise(BIG));
    const one = await kit.part(upload, 1, noise(BIG));
    await kit.part(upload, 2, noise(BIG));
    await kit.storage.completeUpload(upload, { etag: 'e', parts: [one] });
    await expect.poll(async () => (await dataFiles()).length).toBe(1);
    const other = await kit.upload('k2');
    await kit.part(other, 1, noise(BIG));
    await kit.storage.abortUpload(other);
    await kit.storage.deleteObject(BUCKET, 'k');
    await expect.poll(dataFiles).toEqual([]);
  });

  it('an object of parts stays readable to its reader after it is deleted', async () => {
    const upload = await kit.upload('k');
    const bodies = [noise(BIG), noise(BIG), noise(BIG)];
    const parts = [];
    for (const [at, body] of bodies.entries()) parts.push(await kit.part(upload, at + 1, body));
    await kit.storage.completeUpload(upload, { etag: 'e', parts });
    const reader = await kit.storage.openObject(BUCKET, 'k');
    await kit.storage.deleteObject(BUCKET, 'k');
    const chunks: Buffer[] = [];
    for await (const chunk of reader.read({ start: 0, end: 3 * BIG })) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals(Buffer.concat(bodies))).toBe(true);
    expect(await dataFiles()).toHaveLength(3);
    await reader.close();
    await expect.poll(dataFiles).toEqual([]);
  });

  it('tells when the bytes of an object are gone', async () => {
    await kit.put('k', noise(BIG));
    const [file] = await dataFiles();
    await rename(join(kit.root, 'data', file ?? ''), join(kit.root, 'elsewhere'));
    await expect(kit.get('k')).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  });

  it('a second holder of the root is told so', async () => {
    await expect(openStorage({ root: kit.root })).rejects.toThrow(/Another process holds the storage/);
    await kit.put('k', 'still works');
  });

  it('sweeps temporary files at the start, and no object', async () => {
    await kit.put('tmp/object', noise(BIG));
    await writeFile(join(kit.root, 'tmp', 'left-by-a-crash'), 'x');
    await kit.reopen();
    expect(await filesBelow(join(kit.root, 'tmp'))).toEqual([]);
    expect((await kit.get('tmp/object')).length).toBe(BIG);
  });

  it('a clean stop leaves nothing to look for', async () => {
    await kit.put('k', noise(BIG));
    await mkdir(join(kit.root, 'data', '1', '99'), { recursive: true });
    await writeFile(join(kit.root, 'data', '1', '99', 'stranger'), 'x');
    await kit.reopen();
    expect(await dataFiles()).toHaveLength(2);
  });

  it('many writers at once keep every object', async () => {
    const bodies = Array.from({ length: 300 }, (_, at) => noise(at % 3 === 0 ? 30_000 : 500));
    await Promise.all(bodies.map((body, at) => kit.put(`k${at}`, body)));
    for (const [at, body] of bodies.entries()) expect((await kit.get(`k${at}`)).equals(body)).toBe(true);
    await kit.reopen();
    for (const [at, body] of bodies.entries()) expect((await kit.get(`k${at}`)).equals(body)).toBe(true);
  });
});
