import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BucketKind, DeleteConditions } from './storage.ts';
import { BUCKET, makeKit, md5, noise, type Kit } from './storage-kit.ts';

/** How every kind of volume renames an object, and deletes one under conditions. */
export function renameSuite(kind: BucketKind): void {
  describe(`${kind} volume`, () => {
    let kit: Kit;
    beforeEach(async () => {
      kit = await makeKit(kind);
    });
    afterEach(() => kit.dispose());

    const code = (name: string) => expect.objectContaining({ code: name });
    const HOUR = 3_600_000;

    describe('renaming', () => {
      it.each([0, 4096, 300_000])('%i bytes get another name and keep all the rest', async (size) => {
        const body = noise(size);
        const metadata = { contentType: 'text/x-odd', user: { a: 'b' }, tags: { t: 'v' } };
        const put = await kit.put('dir/from', body, { metadata });
        const renamed = await kit.storage.renameObject(BUCKET, 'dir/from', 'other/deep/to');
        expect(renamed).toEqual({ ...put, key: 'other/deep/to' });
        expect(await kit.keys()).toEqual(['other/deep/to']);
        await kit.reopen();
        expect(await kit.storage.headObject(BUCKET, 'other/deep/to')).toEqual({ ...put, key: 'other/deep/to' });
        expect((await kit.get('other/deep/to')).equals(body)).toBe(true);
        await expect(kit.get('dir/from')).rejects.toThrow(code('NoSuchKey'));
      });

      it('takes the place of what is there', async () => {
        await kit.put('from', 'new');
        await kit.put('to', noise(200_000));
        const reader = await kit.storage.openObject(BUCKET, 'to');
        await kit.storage.renameObject(BUCKET, 'from', 'to');
        expect(await kit.text('to')).toBe('new');
        expect(reader.record.size).toBe(200_000);
        await reader.close();
        expect(await kit.keys()).toEqual(['to']);
      });

      it('asks for two names', async () => {
        await kit.put('k', 'x');
        await expect(kit.storage.renameObject(BUCKET, 'k', 'k')).rejects.toThrow(code('InvalidRequest'));
        await expect(kit.storage.renameObject(BUCKET, 'k', 'd/')).rejects.toThrow(code('InvalidRequest'));
        await expect(kit.storage.renameObject(BUCKET, 'none', 'to')).rejects.toThrow(code('NoSuchKey'));
        await expect(kit.storage.renameObject(BUCKET, 'k', 'x'.repeat(1025))).rejects.toThrow(code('KeyTooLongError'));
        expect(await kit.keys()).toEqual(['k']);
      });

      it('happens only under its conditions', async () => {
        const { lastModified } = await kit.put('from', 'a');
        await kit.put('to', 'b');
        const refused = [
          { source: { ifMatch: 'x' } },
          { source: { ifNoneMatch: md5('a') } },
          { source: { ifModifiedSince: lastModified } },
          { source: { ifUnmodifiedSince: lastModified - HOUR } },
          { destination: { ifMatch: md5('a') } },
          { destination: { ifNoneMatch: '*' } },
          { destination: { ifModifiedSince: lastModified + HOUR } },
          { destination: { ifUnmodifiedSince: lastModified - HOUR } },
        ];
        for (const conditions of refused) {
          await expect(kit.storage.renameObject(BUCKET, 'from', 'to', conditions)).rejects.toThrow(
            code('PreconditionFailed'),
          );
        }
        await expect(
          kit.storage.renameObject(BUCKET, 'from', 'free', { destination: { ifMatch: '*' } }),
        ).rejects.toThrow(code('PreconditionFailed'));
        await kit.storage.renameObject(BUCKET, 'from', 'free', {
          source: { ifMatch: md5('a'), ifUnmodifiedSince: lastModified - HOUR },
          destination: { ifNoneMatch: '*' },
        });
        await kit.storage.renameObject(BUCKET, 'free', 'to', { destination: { ifMatch: md5('b') } });
        expect(await kit.text('to')).toBe('a');
      });

      it('of many at once to one name, none is lost to two', async () => {
        const names = Array.from({ length: 8 }, (_, at) => `k${at}`);
        for (const name of names) await kit.put(name, name);
        const destination = { ifNoneMatch: '*' };
        const results = await Promise.allSettled(
          names.map((name) => kit.storage.renameObject(BUCKET, name, 'to', { destination })),
        );
        expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
        expect(await kit.keys()).toHaveLength(8);
      });
    });

    describe('deleting under conditions', () => {
      it('compares ETag, size and time', async () => {
        const { lastModified } = await kit.put('k', 'body');
        const failing: DeleteConditions[] = [
          { ifMatch: 'x' },
          { ifMatchSize: 5 },
          { ifMatchLastModifiedTime: lastModified - 5000 },
          { ifMatch: '*', ifMatchSize: 4, ifMatchLastModifiedTime: 0 },
        ];
        for (const conditions of failing) {
          await expect(kit.storage.deleteObject(BUCKET, 'k', { conditions })).rejects.toThrow(
            code('PreconditionFailed'),
          );
          expect(await kit.storage.deleteObjects(BUCKET, [{ key: 'k', conditions }])).toEqual([
            code('PreconditionFailed'),
          ]);
        }
        const conditions = { ifMatch: md5('body'), ifMatchSize: 4, ifMatchLastModifiedTime: lastModified };
        expect(await kit.storage.deleteObject(BUCKET, 'k', { conditions })).toEqual({});
        expect(await kit.keys()).toEqual([]);
      });

      it('holds for what is not there, unless it must be', async () => {
        const loose = { ifMatchSize: 5, ifMatchLastModifiedTime: 0 };
        expect(await kit.storage.deleteObject(BUCKET, 'none', { conditions: loose })).toEqual({});
        await expect(kit.storage.deleteObject(BUCKET, 'none', { conditions: { ifMatch: '*' } })).rejects.toThrow(
          code('NoSuchKey'),
        );
      });
    });
  });
}
