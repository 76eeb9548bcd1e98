import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BucketKind } from './storage.ts';
import { BUCKET, makeKit, md5, noise, type Kit } from './storage-kit.ts';

/** What every kind of volume does alike. */
export function storageSuite(kind: BucketKind): void {
  describe(`${kind} volume`, () => {
    let kit: Kit;
    beforeEach(async () => {
      kit = await makeKit(kind);
    });
    afterEach(() => kit.dispose());

    const code = (name: string) => expect.objectContaining({ code: name });
    const ask = (prefix: string, delimiter: string, limit = 1000, after?: string, resume?: boolean) =>
      kit.storage.listObjects(BUCKET, {
        prefix,
        delimiter,
        limit,
        ...(after === undefined ? {} : { after }),
        ...(resume === undefined ? {} : { resume }),
      });

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

    describe('listing', () => {
      const KEYS = [
        'a-b',
        'a.txt',
        'a/b',
        'a/c/d',
        'a/c/e',
        'a0',
        'photos/2006/x',
        'photos/2007/y',
        'z',
        'é',
        '｡',
        '😀',
      ];
      beforeEach(async () => {
        for (const key of KEYS) await kit.put(key, key);
      });

      it('orders by UTF-8 bytes', async () => {
        expect((await ask('', '')).objects.map((object) => object.key)).toEqual(KEYS);
      });

      it('groups by delimiter', async () => {
        const page = await ask('', '/');
        expect(page.commonPrefixes).toEqual(['a/', 'photos/']);
        expect(page.objects.map((object) => object.key)).toEqual(['a-b', 'a.txt', 'a0', 'z', 'é', '｡', '😀']);
        expect((await ask('a/', '/')).commonPrefixes).toEqual(['a/c/']);
        expect((await ask('a', '/')).commonPrefixes).toEqual(['a/']);
        expect((await ask('photos/200', '/')).commonPrefixes).toEqual(['photos/2006/', 'photos/2007/']);
        expect((await ask('', '0')).commonPrefixes).toEqual(['a0', 'photos/20']);
        expect((await ask('photos/', '00')).commonPrefixes).toEqual(['photos/200']);
      });

      it('says exactly whether there is more', async () => {
        expect(await ask('', '', 12)).not.toHaveProperty('next');
        expect(await ask('', '', 11)).toMatchObject({ isTruncated: true, next: '｡' });
        expect(await ask('photos/', '/', 1)).toMatchObject({ isTruncated: true, next: 'photos/2006/' });
        expect(await ask('a/c/', '/', 2)).toMatchObject({ isTruncated: false });
        expect(await ask('', '', 0)).toEqual({ objects: [], commonPrefixes: [], isTruncated: false });
      });

      it('starts after a key, and passes by a prefix that was given out', async () => {
        expect((await ask('', '', 2, 'a/b')).objects.map((object) => object.key)).toEqual(['a/c/d', 'a/c/e']);
        expect((await ask('', '/', 1000, 'photos/2006/x')).commonPrefixes).toEqual(['photos/']);
        expect((await ask('', '/', 1000, 'photos/', true)).commonPrefixes).toEqual([]);
        expect((await ask('a/', '', 1000, 'b')).objects).toEqual([]);
        expect((await ask('a/', '', 1, 'A')).objects.map((object) => object.key)).toEqual(['a/b']);
      });

      it('gives each entry once, however it is paged (property)', async () => {
        const letters = fc.constantFrom('a', 'b', '/', '-', 'photos/', '200', '0', 'é', '');
        await fc.assert(
          fc.asyncProperty(
            fc.array(letters, { maxLength: 3 }).map((parts) => parts.join('')),
            fc.constantFrom('', '/', '0', 'a', '/2'),
            fc.integer({ min: 1, max: 5 }),
            fc.option(fc.constantFrom(...KEYS, 'a', 'photos/', 'photos/3', 'b'), { nil: undefined }),
            async (prefix, delimiter, limit, after) => {
              const model = naive(KEYS, prefix, delimiter, after);
              const { keys, prefixes, pages } = await kit.listAll({
                prefix,
                delimiter,
                limit,
                ...(after === undefined ? {} : { after }),
              });
              expect({ keys, prefixes }).toEqual({ keys: model.keys, prefixes: model.prefixes });
              expect(pages).toBe(Math.max(1, Math.ceil((keys.length + prefixes.length) / limit)));
            },
          ),
          { numRuns: 150 },
        );
      });
    });

    describe('multipart', () => {
      it('puts parts together in one step', async () => {
        const upload = await kit.upload('big', { contentType: 'x/y', user: { u: '1' } });
        const bodies = [noise(300_000), noise(10), noise(70_000)];
        const [one, , three] = [
          await kit.part(upload, 1, bodies[0] ?? ''),
          await kit.part(upload, 2, bodies[1] ?? ''),
          await kit.part(upload, 7, bodies[2] ?? ''),
        ];
        await expect(kit.get('big')).rejects.toThrow(code('NoSuchKey'));
        expect((await kit.storage.listParts(upload)).map((part) => part.partNumber)).toEqual([1, 2, 7]);
        expect(await kit.storage.listParts(upload, { after: 1, limit: 1 })).toMatchObject([
          { partNumber: 2, size: 10 },
        ]);
        const record = await kit.storage.completeUpload(upload, { etag: 'e-2', parts: [one, three] });
        expect(record).toMatchObject({
          etag: 'e-2',
          size: 370_000,
          metadata: { contentType: 'x/y', user: { u: '1' } },
        });
        expect((await kit.get('big')).equals(Buffer.concat([bodies[0] ?? one, bodies[2] ?? one] as Buffer[]))).toBe(
          true,
        );
        const across = { start: 299_990, end: 300_020 };
        expect((await kit.get('big', across)).length).toBe(30);
        await expect(kit.storage.getUpload(BUCKET, 'big', upload.uploadId)).rejects.toThrow(code('NoSuchUpload'));
        expect(await kit.storage.findCompletedUpload(BUCKET, 'big', upload.uploadId)).toMatchObject({ etag: 'e-2' });
        expect((await kit.storage.headObject(BUCKET, 'big')).parts?.map((part) => part.size)).toEqual([
          300_000, 70_000,
        ]);
        await kit.reopen();
        expect((await kit.get('big')).length).toBe(370_000);
        await kit.put('big', 'replaced');
        expect(await kit.storage.findCompletedUpload(BUCKET, 'big', upload.uploadId)).toBeUndefined();
      });

      it('a part sent again replaces the old one', async () => {
        const upload = await kit.upload('k');
        const old = await kit.part(upload, 1, 'old');
        const part = await kit.part(upload, 1, 'newer');
        await expect(kit.storage.completeUpload(upload, { etag: 'e', parts: [old] })).rejects.toThrow(
          code('InvalidPart'),
        );
        await kit.storage.completeUpload(upload, { etag: 'e', parts: [part] });
        expect(await kit.text('k')).toBe('newer');
      });

      it('an upload that was aborted takes no part', async () => {
        const upload = await kit.upload('k');
        const writer = await kit.storage.writePart(upload, 1);
        await writer.write(noise(10));
        await kit.storage.abortUpload(upload);
        await expect(writer.commit({ etag: 'x' })).rejects.toThrow(code('NoSuchUpload'));
        await expect(kit.storage.writePart(upload, 2)).rejects.toThrow(code('NoSuchUpload'));
        await expect(kit.storage.abortUpload(upload)).rejects.toThrow(code('NoSuchUpload'));
      });

      it('an upload belongs to its key', async () => {
        const upload = await kit.upload('k');
        await expect(kit.storage.getUpload(BUCKET, 'other', upload.uploadId)).rejects.toThrow(code('NoSuchUpload'));
      });

      it('completes under conditions, and keeps the upload where they fail', async () => {
        const upload = await kit.upload('k');
        const part = await kit.part(upload, 1, 'x');
        await kit.put('k', 'there');
        const conditions = { ifNoneMatch: '*' as const };
        await expect(kit.storage.completeUpload(upload, { etag: 'e', parts: [part], conditions })).rejects.toThrow(
          code('PreconditionFailed'),
        );
        expect(await kit.text('k')).toBe('there');
        await kit.storage.completeUpload(upload, { etag: 'e', parts: [part], conditions: { ifMatch: md5('there') } });
        expect(await kit.text('k')).toBe('x');
      });

      it('lists uploads by key and then by age, page by page', async () => {
        const made = [];
        for (const key of ['a', 'a', 'dir/1', 'dir/2', 'z']) {
          made.push(await kit.upload(key));
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        const seen: string[] = [];
        let marker = {};
        for (let page = 0; page < 10; page += 1) {
          const found = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '', limit: 2, ...marker });
          seen.push(...found.uploads.map((upload) => upload.uploadId));
          if (!found.isTruncated) break;
          marker = { keyMarker: found.nextKeyMarker, uploadIdMarker: found.nextUploadIdMarker };
        }
        expect(seen).toEqual(made.map((upload) => upload.uploadId));
        const grouped = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '/', limit: 3 });
        expect(grouped).toMatchObject({ commonPrefixes: ['dir/'], isTruncated: true, nextKeyMarker: 'dir/' });
        const rest = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '/', limit: 3, keyMarker: 'dir/' });
        expect(rest.uploads.map((upload) => upload.key)).toEqual(['z']);
        const after = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '', limit: 9, keyMarker: 'a' });
        expect(after.uploads.map((upload) => upload.key)).toEqual(['dir/1', 'dir/2', 'z']);
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

/** The same listing, made the slow way from all keys. */
function naive(sorted: readonly string[], prefix: string, delimiter: string, after: string | undefined) {
  const keys: string[] = [];
  const prefixes: string[] = [];
  for (const key of sorted) {
    if (!key.startsWith(prefix)) continue;
    if (after !== undefined && Buffer.compare(Buffer.from(key), Buffer.from(after)) <= 0) continue;
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (at === -1) {
      keys.push(key);
      continue;
    }
    const group = key.slice(0, at + delimiter.length);
    if (prefixes.at(-1) !== group) prefixes.push(group);
  }
  return { keys, prefixes };
}
