import {
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../preload/contract/index.ts';
import { startEmbeddedStore, testKey, type EmbeddedStore } from '../embedded-store.testkit.ts';
import type { Volume } from '../volume.ts';

let store: EmbeddedStore;
let other: S3Client;
let volume: Volume;
let count = 0;
let bucket: string;
beforeAll(async () => {
  store = await startEmbeddedStore();
  volume = store.open();
  other = new S3Client({
    endpoint: store.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.secret },
  });
});
beforeEach(async () => {
  count += 1;
  bucket = `properties-${count}`;
  await volume.createBucket({ bucket });
});
afterAll(async () => {
  other.destroy();
  await store.close();
});

const codeOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );
const put = (Key: string, Body: string, more: object = {}) =>
  other.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...more }));
const textOf = async (key: string) => {
  const chunks: Buffer[] = [];
  const { stream } = await volume.get({ bucket, key });
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};
const versioned = () =>
  other.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));

describe('tags', () => {
  it('are set, read and taken away as another client sees them', async () => {
    await put('a b/ü.txt', 'x');
    const place = { bucket, key: 'a b/ü.txt' };
    await volume.properties.setTags({ ...place, tags: [{ key: 'crew', value: 'day + night' }] });
    const seen = await other.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: place.key }));
    expect(seen.TagSet).toEqual([{ Key: 'crew', Value: 'day + night' }]);
    expect(await volume.properties.tags(place)).toEqual([{ key: 'crew', value: 'day + night' }]);
    await volume.properties.setTags({ ...place, tags: [] });
    expect(await volume.properties.tags(place)).toEqual([]);
  });

  it('of a store that has none are refused without a call', async () => {
    const runpod = store.open({ provider: 'runpod' });
    await store.quiet();
    const before = store.requests.length;
    expect(await codeOf(runpod.properties.tags({ bucket, key: 'a' }))).toBe('NOT_SUPPORTED');
    expect(await codeOf(runpod.properties.versions({ bucket, key: 'a', limit: 10 }))).toBe('NOT_SUPPORTED');
    expect(await codeOf(runpod.properties.change({ bucket, keys: ['a'], changes: {} }))).toBe('NOT_SUPPORTED');
    expect(store.requests.length).toBe(before);
  });

  it('are not set through a read-only connection', async () => {
    const reading = store.open({ readOnly: true });
    expect(await codeOf(reading.properties.setTags({ bucket, key: 'a', tags: [] }))).toBe('READ_ONLY_CONNECTION');
    expect(await codeOf(reading.properties.change({ bucket, keys: ['a'], changes: {} }))).toBe('READ_ONLY_CONNECTION');
    expect(await codeOf(reading.properties.removeVersion({ bucket, key: 'a', versionId: 'v' }))).toBe(
      'READ_ONLY_CONNECTION',
    );
  });
});

describe('versions', () => {
  it('of one key are listed newest first, with markers, and not those of keys that begin alike', async () => {
    await put('log', 'before');
    await versioned();
    await put('log', 'one');
    await put('log', 'longer two');
    await put('log.old', 'another key');
    await volume.delete({ bucket, key: 'log' });
    const { versions, complete } = await volume.properties.versions({ bucket, key: 'log', limit: 100 });
    expect(complete).toBe(true);
    expect(versions.map(({ isDeleteMarker, size, isLatest }) => [isDeleteMarker, size, isLatest])).toEqual([
      [true, 0, true],
      [false, 10, false],
      [false, 3, false],
      [false, 6, false],
    ]);
    expect(versions.at(-1)?.versionId).toBe('null');
    const few = await volume.properties.versions({ bucket, key: 'log', limit: 2 });
    expect([few.versions.length, few.complete]).toEqual([2, false]);
  });

  it('are brought back by a copy, and by removing the marker', async () => {
    await versioned();
    await put('plan', 'one', { Metadata: { by: 'me' } });
    await put('plan', 'two');
    const of = () => volume.properties.versions({ bucket, key: 'plan', limit: 100 });
    const first = (await of()).versions[1];
    await volume.properties.restoreVersion({ bucket, key: 'plan', versionId: first?.versionId ?? '' });
    expect(await textOf('plan')).toBe('one');
    expect((await volume.head({ bucket, key: 'plan' })).metadata).toEqual({ by: 'me' });
    expect((await of()).versions).toHaveLength(3);

    await volume.delete({ bucket, key: 'plan' });
    expect(await codeOf(volume.head({ bucket, key: 'plan' }))).toBe('OBJECT_NOT_FOUND');
    const marker = (await of()).versions[0];
    expect(marker?.isDeleteMarker).toBe(true);
    await volume.properties.removeVersion({ bucket, key: 'plan', versionId: marker?.versionId ?? '' });
    expect(await textOf('plan')).toBe('one');
  });

  it('that are not there are told as such', async () => {
    await versioned();
    await put('plan', 'one');
    const missing = { bucket, key: 'plan', versionId: 'f'.repeat(32) };
    expect(await codeOf(volume.properties.restoreVersion(missing))).toBe('OBJECT_NOT_FOUND');
  });
});

describe('headers', () => {
  it('change where something is said, and nothing else does', async () => {
    await put('page', '<p>', {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      ContentDisposition: 'inline',
      Metadata: { keep: '1', drop: '2' },
      Tagging: 'crew=day',
    });
    const result = await volume.properties.change({
      bucket,
      keys: ['page'],
      changes: {
        contentType: 'text/html',
        cacheControl: null,
        setMetadata: { Added: 'new' },
        removeMetadata: ['drop'],
      },
    });
    expect(result).toEqual({ changed: 1, problems: [] });
    const head = await other.send(new HeadObjectCommand({ Bucket: bucket, Key: 'page' }));
    expect(head).toMatchObject({ ContentType: 'text/html', ContentDisposition: 'inline', ContentLength: 3 });
    expect(head.CacheControl).toBeUndefined();
    expect(head.Metadata).toEqual({ keep: '1', added: 'new' });
    expect(await volume.properties.tags({ bucket, key: 'page' })).toEqual([{ key: 'crew', value: 'day' }]);
    expect(await textOf('page')).toBe('<p>');
  });

  it('of many change a few at a time, and what fails is named', async () => {
    const keys = Array.from({ length: 30 }, (_, at) => `file-${at}`);
    for (const key of keys) await put(key, key);
    const { changed, problems } = await volume.properties.change({
      bucket,
      keys: [...keys, 'missing'],
      changes: { contentType: 'image/png' },
    });
    expect(changed).toBe(30);
    expect(problems.map(({ key, error }) => [key, error.code])).toEqual([['missing', 'OBJECT_NOT_FOUND']]);
    expect((await volume.head({ bucket, key: 'file-29' })).contentType).toBe('image/png');
  });

  it('stop changing when the caller has gone', async () => {
    await put('one', '1');
    const end = new AbortController();
    end.abort();
    const change = volume.properties.change({ bucket, keys: ['one'], changes: {}, signal: end.signal });
    expect(await codeOf(change)).toBe('CANCELLED');
  });
});
