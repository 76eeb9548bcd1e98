import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BucketKind } from './storage.ts';
import { BUCKET, makeKit, md5, noise, type Kit } from './storage-kit.ts';

/** What every kind of volume does alike with objects and buckets. */
export function storageSuite(kind: BucketKind): void {
  describe(`${kind} volume`, () => {
    let kit: Kit;
    beforeEach(async () => {
      kit = await makeKit(kind);
    });
    afterEach(() => kit.dispose());

    const code = (name: string) => expect.objectContaining({ code: name });

    describe('objects', () => {
      it.each([0, 1, 4096, 16_384, 16_385, 262_144, 1_000_003])('keeps %i bytes', async (size) => {
        const body = noise(size);
        const record = await kit.put('dir/name', body);
        expect(record).toMatchObject({ key: 'dir/name', size, etag: md5(body), versionId: 'null', isLatest: true });
        expect((await kit.get('dir/name')).equals(body)).toBe(true);
      });

      it('keeps what was said about an object across a restart', async () => {
        const metadata = { contentType: 'text/x-odd', cacheControl: 'no-store', user: { a: 'b' }, tags: { t: 'v' } };
        await kit.put('k', 'body', { metadata });
        await kit.reopen();
        expect(await kit.storage.headObject(BUCKET, 'k')).toMatchObject({ etag: md5('body'), size: 4, metadata });
        expect(await kit.text('k')).toBe('body');
      });

      it('replaces an object whole', async () => {
        await kit.put('k', noise(50_000));
        await kit.put('k', 'short');
        expect(await kit.text('k')).toBe('short');
        expect(await kit.keys()).toEqual(['k']);
      });

      it.each([
        [0, 10],
        [99_990, 100_000],
        [16_000, 20_000],
        [262_140, 262_150],
        [5, 5],
      ])('reads the range %i to %i', async (start, end) => {
        const body = noise(300_000);
        await kit.put('k', body);
        expect((await kit.get('k', { start, end })).equals(body.subarray(start, end))).toBe(true);
      });

      it('a reader sees the bytes it opened, although the object is replaced or deleted', async () => {
        const body = noise(2_000_000);
        await kit.put('k', body);
        const reader = await kit.storage.openObject(BUCKET, 'k');
        await kit.put('k', 'other');
        await kit.storage.deleteObject(BUCKET, 'k');
        const chunks: Buffer[] = [];
        for await (const chunk of reader.read({ start: 0, end: body.length })) chunks.push(Buffer.from(chunk));
        await reader.close();
        expect(Buffer.concat(chunks).equals(body)).toBe(true);
        await expect(kit.get('k')).rejects.toThrow(code('NoSuchKey'));
      });

      it('an aborted write leaves the old object', async () => {
        await kit.put('k', 'old');
        const writer = await kit.storage.writeObject(BUCKET, 'k');
        await writer.write(noise(100_000));
        await writer.abort();
        await writer.abort();
        expect(await kit.text('k')).toBe('old');
      });

      it('a reading that is given up closes its files', async () => {
        await kit.put('k', noise(2_000_000));
        const reader = await kit.storage.openObject(BUCKET, 'k');
        for await (const chunk of reader.read({ start: 0, end: 2_000_000 })) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
        await reader.close();
        const aborted = await kit.storage.openObject(BUCKET, 'k');
        const signal = AbortSignal.abort(new Error('enough'));
        await expect(aborted.read({ start: 0, end: 10 }, { signal })[Symbol.asyncIterator]().next()).rejects.toThrow(
          'enough',
        );
        await aborted.close();
      });

      it('deletes once and again', async () => {
        await kit.put('k', 'x');
        expect(await kit.storage.deleteObject(BUCKET, 'k')).toEqual({});
        expect(await kit.storage.deleteObject(BUCKET, 'k')).toEqual({});
        await expect(kit.storage.headObject(BUCKET, 'k')).rejects.toThrow(code('NoSuchKey'));
      });

      it('deletes many, each with its own answer', async () => {
        await kit.put('a', '1');
        await kit.put('b', '2');
        const answers = await kit.storage.deleteObjects(BUCKET, [
          { key: 'a' },
          { key: 'b', versionId: 'other' },
          { key: 'none' },
          { key: 'x'.repeat(1025) },
        ]);
        expect(answers).toEqual([{}, code('NoSuchVersion'), {}, code('KeyTooLongError')]);
        expect(await kit.keys()).toEqual(['b']);
      });

      it('changes metadata and leaves the bytes', async () => {
        await kit.put('k', 'body');
        const metadata = { contentType: 'a/b', user: { x: 'y' } };
        expect((await kit.storage.updateObject(BUCKET, 'k', { metadata })).metadata).toEqual(metadata);
        expect(await kit.storage.headObject(BUCKET, 'k')).toMatchObject({ etag: md5('body'), metadata });
        expect(await kit.text('k')).toBe('body');
      });

      it('knows the null version and no other', async () => {
        await kit.put('k', 'body');
        expect((await kit.storage.headObject(BUCKET, 'k', 'null')).size).toBe(4);
        await expect(kit.storage.headObject(BUCKET, 'k', 'v1')).rejects.toThrow(code('NoSuchVersion'));
        await expect(kit.storage.headObject(BUCKET, 'none', 'null')).rejects.toThrow(code('NoSuchVersion'));
      });

      it('refuses keys that are no keys', async () => {
        await expect(kit.put('', 'x')).rejects.toThrow(code('InvalidURI'));
        await expect(kit.put('\ud800', 'x')).rejects.toThrow(code('InvalidURI'));
        await expect(kit.put('é'.repeat(513), 'x')).rejects.toThrow(code('KeyTooLongError'));
      });
    });

    describe('conditions', () => {
      it('If-None-Match: * lets the first one in', async () => {
        await kit.put('k', '1', { conditions: { ifNoneMatch: '*' } });
        await expect(kit.put('k', '2', { conditions: { ifNoneMatch: '*' } })).rejects.toThrow(
          code('PreconditionFailed'),
        );
        expect(await kit.text('k')).toBe('1');
      });

      it('tells the loser of a race to try again', async () => {
        const writers = await Promise.all(Array.from({ length: 8 }, () => kit.storage.writeObject(BUCKET, 'k')));
        const commit = { etag: md5('x'), metadata: { user: {} }, conditions: { ifNoneMatch: '*' as const } };
        for (const writer of writers) await writer.write(Buffer.from('x'));
        const results = await Promise.allSettled(writers.map((writer) => writer.commit(commit)));
        expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
        const losers = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
        expect(losers).toEqual(Array.from({ length: 7 }, () => code('ConditionalRequestConflict')));
      });

      it('If-Match compares at the commit', async () => {
        await expect(kit.put('k', '1', { conditions: { ifMatch: 'x' } })).rejects.toThrow(code('NoSuchKey'));
        await kit.put('k', '1');
        await expect(kit.put('k', '2', { conditions: { ifMatch: 'x' } })).rejects.toThrow(code('PreconditionFailed'));
        await kit.put('k', '2', { conditions: { ifMatch: md5('1') } });
        await kit.put('k', '3', { conditions: { ifMatch: '*' } });
        expect(await kit.text('k')).toBe('3');
        const conditions = { ifMatch: md5('2') };
        await expect(kit.storage.deleteObject(BUCKET, 'k', { conditions })).rejects.toThrow(code('PreconditionFailed'));
        await kit.storage.deleteObject(BUCKET, 'k', { conditions: { ifMatch: md5('3') } });
        expect(await kit.keys()).toEqual([]);
      });
    });

    describe('buckets', () => {
      it('are found again after a restart, with their documents', async () => {
        await kit.storage.putBucketConfig(BUCKET, 'cors', '<x/>');
        await kit.storage.createBucket({ name: 'a', owner: 'o', region: 'r' });
        await kit.reopen();
        expect((await kit.storage.listBuckets()).map((bucket) => bucket.name)).toEqual(['a', BUCKET]);
        expect(await kit.storage.getBucketConfig(BUCKET, 'cors')).toBe('<x/>');
        await kit.storage.putBucketConfig(BUCKET, 'cors', undefined);
        expect(await kit.storage.getBucketConfig(BUCKET, 'cors')).toBeUndefined();
      });

      it('have one name each', async () => {
        const twice = { name: 'twice', owner: 'o', region: 'r' };
        const results = await Promise.allSettled([kit.storage.createBucket(twice), kit.storage.createBucket(twice)]);
        expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
        await expect(kit.storage.createBucket(twice)).rejects.toThrow(code('BucketAlreadyExists'));
        await expect(kit.storage.getBucket('none')).rejects.toThrow(code('NoSuchBucket'));
        await expect(kit.storage.headObject('none', 'k')).rejects.toThrow(code('NoSuchBucket'));
      });

      it('go, with the uploads in progress', async () => {
        const upload = await kit.upload('k');
        await kit.part(upload, 1, 'x');
        const writer = await kit.storage.writeObject(BUCKET, 'late');
        await kit.storage.deleteBucket(BUCKET);
        await writer.abort();
        await expect(kit.storage.deleteBucket(BUCKET)).rejects.toThrow(code('NoSuchBucket'));
        expect(await kit.storage.listBuckets()).toEqual([]);
      });
    });
  });
}
