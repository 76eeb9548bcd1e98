import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isVersionId } from '../index.ts';
import { BUCKET, filesBelow, makeKit, md5, noise, type Kit } from '../storage-kit.ts';

const BIG = 100_000;

describe('object volume with versions', () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await makeKit('object');
  });
  afterEach(() => kit.dispose());

  const dataFiles = () => filesBelow(join(kit.root, 'data'));
  const enable = () => kit.storage.setVersioning(BUCKET, 'enabled');

  it('remembers the state of a bucket', async () => {
    expect((await enable()).versioning).toBe('enabled');
    await kit.storage.setVersioning(BUCKET, 'suspended');
    await kit.reopen();
    expect((await kit.storage.getBucket(BUCKET)).versioning).toBe('suspended');
    await expect(kit.storage.setVersioning('none', 'enabled')).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  it('keeps what was there before as the null version', async () => {
    await kit.put('k', 'first');
    await enable();
    const { versionId } = await kit.put('k', 'second');
    expect(isVersionId(versionId)).toBe(true);
    expect(encodeURIComponent(versionId)).toBe(versionId);
    expect(await kit.storage.headObject(BUCKET, 'k', 'null')).toMatchObject({ etag: md5('first'), isLatest: false });
    expect(await kit.text('k')).toBe('second');
    await kit.storage.updateObject(BUCKET, 'k', { versionId: 'null', metadata: { user: {}, tags: { old: 'yes' } } });
    expect((await kit.storage.headObject(BUCKET, 'k', 'null')).metadata.tags).toEqual({ old: 'yes' });
    expect((await kit.storage.headObject(BUCKET, 'k')).metadata.tags).toBeUndefined();
  });

  it('while suspended replaces the null version only', async () => {
    await enable();
    const { versionId } = await kit.put('k', noise(BIG));
    await kit.storage.setVersioning(BUCKET, 'suspended');
    for (const body of ['a', 'b']) expect((await kit.put('k', body)).versionId).toBe('null');
    expect(await kit.storage.deleteObject(BUCKET, 'k')).toEqual({ versionId: 'null', deleteMarker: true });
    const { versions } = await kit.storage.listVersions(BUCKET, { prefix: '', delimiter: '', limit: 10 });
    expect(versions.map((version) => [version.versionId, version.deleteMarker])).toEqual([
      ['null', true],
      [versionId, false],
    ]);
    expect(await dataFiles()).toHaveLength(1);
  });

  it('tells where a delete marker is, and takes it for no object in conditions', async () => {
    await enable();
    await kit.put('k', 'x');
    const { versionId = '' } = await kit.storage.deleteObject(BUCKET, 'k');
    const deleteMarker = { versionId, lastModified: expect.any(Number) };
    await expect(kit.get('k')).rejects.toMatchObject({ code: 'NoSuchKey', deleteMarker });
    const named = kit.storage.openObject(BUCKET, 'k', versionId);
    await expect(named).rejects.toMatchObject({ code: 'MethodNotAllowed', deleteMarker });
    const tagging = kit.storage.updateObject(BUCKET, 'k', { versionId, metadata: { user: {} } });
    await expect(tagging).rejects.toMatchObject({ code: 'MethodNotAllowed' });
    const conditions = { ifMatch: '*' };
    await expect(kit.put('k', 'y', { conditions })).rejects.toMatchObject({ code: 'NoSuchKey' });
    await kit.put('k', 'y', { conditions: { ifNoneMatch: '*' } });
    expect(await kit.text('k')).toBe('y');
  });

  it('a version that is not there is gone already; one that cannot be is refused', async () => {
    await enable();
    const { versionId } = await kit.put('k', 'x');
    await kit.storage.deleteObject(BUCKET, 'k', { versionId });
    expect(await kit.storage.deleteObject(BUCKET, 'k', { versionId })).toEqual({ versionId });
    await expect(kit.storage.deleteObject(BUCKET, 'k', { versionId: '../x' })).rejects.toMatchObject({
      code: 'NoSuchVersion',
    });
  });

  it('knows the latest also where a listing goes on inside a key whose newest version went', async () => {
    await enable();
    await kit.put('k', 'x');
    const marker = await kit.storage.deleteObject(BUCKET, 'k');
    const { versionId } = await kit.put('k', 'y');
    await kit.storage.deleteObject(BUCKET, 'k', { versionId });
    const query = { prefix: '', delimiter: '', limit: 10, keyMarker: 'k', versionIdMarker: versionId };
    const { versions } = await kit.storage.listVersions(BUCKET, query);
    expect(versions.map((version) => [version.versionId === marker.versionId, version.isLatest])).toEqual([
      [true, true],
      [false, false],
    ]);
    await expect(kit.storage.listVersions(BUCKET, { ...query, versionIdMarker: 'x' })).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });

  it('a bucket of old versions and delete markers is not empty', async () => {
    await enable();
    const { versionId = '' } = await kit.storage.deleteObject(BUCKET, 'k');
    await expect(kit.storage.deleteBucket(BUCKET)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    await kit.storage.deleteObject(BUCKET, 'k', { versionId });
    await kit.storage.deleteBucket(BUCKET);
  });

  it('refuses to rename where versions are or were kept', async () => {
    await kit.put('k', 'x');
    await enable();
    await kit.storage.setVersioning(BUCKET, 'suspended');
    await expect(kit.storage.renameObject(BUCKET, 'k', 'to')).rejects.toMatchObject({ code: 'InvalidBucketState' });
  });

  it('clones share their bytes until the last of them goes, also across buckets', async () => {
    await kit.storage.createBucket({ name: 'other', owner: 'u', region: 'r' });
    const body = noise(BIG);
    const record = await kit.put('k', body);
    const { etag, metadata } = record;
    const source = { bucket: BUCKET, record };
    const clone = (bucket: string, key: string) => kit.storage.cloneObject(source, { bucket, key }, { etag, metadata });
    expect(await clone(BUCKET, 'k2')).toMatchObject({ key: 'k2', size: BIG });
    await clone(BUCKET, 'k2');
    await clone('other', 'k3');
    expect(await dataFiles()).toHaveLength(1);
    await kit.storage.deleteObjects(BUCKET, [{ key: 'k' }, { key: 'k2' }]);
    await kit.reopen();
    const reader = await kit.storage.openObject('other', 'k3');
    const chunks: Buffer[] = [];
    for await (const chunk of reader.read({ start: 0, end: BIG })) chunks.push(Buffer.from(chunk));
    await reader.close();
    expect(Buffer.concat(chunks).equals(body)).toBe(true);
    await kit.storage.deleteObject('other', 'k3');
    await expect.poll(dataFiles).toEqual([]);
  });

  it('a clone is not made of what has changed since it was read', async () => {
    const record = await kit.put('k', noise(BIG));
    await kit.put('k', 'other');
    const target = { bucket: BUCKET, key: 'k2' };
    const made = await kit.storage.cloneObject({ bucket: BUCKET, record }, target, {
      etag: 'e',
      metadata: { user: {} },
    });
    expect(made).toBeUndefined();
    expect(await kit.keys()).toEqual(['k']);
  });
});

it('a folder volume says why it keeps no versions', async () => {
  const kit = await makeKit('folder');
  try {
    await expect(kit.storage.setVersioning(BUCKET, 'enabled')).rejects.toMatchObject({
      code: 'NotImplemented',
      message: expect.stringContaining('cannot keep older versions'),
    });
    expect((await kit.storage.getBucket(BUCKET)).versioning).toBe('off');
  } finally {
    await kit.dispose();
  }
});
