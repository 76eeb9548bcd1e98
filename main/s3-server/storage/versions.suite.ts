import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgedVersion, BucketKind, VersionsQuery } from './storage.ts';
import { BUCKET, makeKit, noise, type Kit } from './storage-kit.ts';

/** What every kind of volume tells about versions while it keeps one of each key, and how expired objects go. */
export function versionsSuite(kind: BucketKind): void {
  describe(`${kind} volume, without versions`, () => {
    let kit: Kit;
    beforeEach(async () => {
      kit = await makeKit(kind);
    });
    afterEach(() => kit.dispose());

    const list = (query: Partial<VersionsQuery> = {}) =>
      kit.storage.listVersions(BUCKET, { prefix: '', delimiter: '', limit: 1000, ...query });
    const walk = async (limit: number): Promise<AgedVersion[]> => {
      const seen: AgedVersion[] = [];
      let position: string | undefined;
      do {
        const page = await kit.storage.walkVersions(BUCKET, { limit, ...(position === undefined ? {} : { position }) });
        seen.push(...page.versions);
        expect(page.versions.length).toBeLessThanOrEqual(limit);
        position = page.position;
      } while (position !== undefined);
      return seen;
    };

    it('lists each object as the null version', async () => {
      for (const key of ['a/1', 'a/2', 'b', 'c']) await kit.put(key, key);
      const all = await list();
      expect(all.versions.map(({ key, versionId, isLatest }) => [key, versionId, isLatest])).toEqual(
        ['a/1', 'a/2', 'b', 'c'].map((key) => [key, 'null', true]),
      );
      expect(all.isTruncated).toBe(false);
      const first = await list({ limit: 1, delimiter: '/' });
      expect(first).toMatchObject({ commonPrefixes: ['a/'], isTruncated: true, nextKeyMarker: 'a/' });
      expect(first).not.toHaveProperty('nextVersionIdMarker');
      const second = await list({ limit: 1, delimiter: '/', keyMarker: 'a/' });
      expect(second).toMatchObject({ isTruncated: true, nextKeyMarker: 'b', nextVersionIdMarker: 'null' });
      const third = await list({ limit: 1, delimiter: '/', keyMarker: 'b', versionIdMarker: 'null' });
      expect(third).toMatchObject({ versions: [{ key: 'c' }], isTruncated: false });
      expect(await list({ limit: 0 })).toEqual({ versions: [], commonPrefixes: [], isTruncated: false });
    });

    it('answers for the null version when it is deleted by name', async () => {
      await kit.put('k', 'x');
      expect(await kit.storage.deleteObject(BUCKET, 'k', { versionId: 'null' })).toEqual({ versionId: 'null' });
      expect(await kit.keys()).toEqual([]);
    });

    it('walks all objects page by page, also across a restart', async () => {
      for (let at = 0; at < 7; at += 1) await kit.put(`k${at}`, 'x');
      const walked = await walk(3);
      expect(walked.map(({ record, only, newerNoncurrent }) => [record.key, only, newerNoncurrent])).toEqual(
        Array.from({ length: 7 }, (_, at) => [`k${at}`, true, 0]),
      );
      const { position = '' } = await kit.storage.walkVersions(BUCKET, { limit: 5 });
      await kit.reopen();
      const rest = await kit.storage.walkVersions(BUCKET, { limit: 5, position });
      expect(rest.versions.map(({ record }) => record.key)).toEqual(['k5', 'k6']);
      await expect(kit.storage.walkVersions(BUCKET, { limit: 5, position: '!' })).rejects.toMatchObject({
        code: 'InvalidArgument',
      });
    });

    it('expires what is still as it was judged', async () => {
      for (const key of ['same', 'replaced', 'tagged', 'gone']) await kit.put(key, 'old');
      const judged = (await walk(10)).map(({ record }) => ({ action: 'expire' as const, record }));
      await kit.put('replaced', noise(10));
      await kit.storage.updateObject(BUCKET, 'tagged', { metadata: { user: {}, tags: { keep: 'yes' } } });
      await kit.storage.deleteObject(BUCKET, 'gone');
      expect(await kit.storage.expireVersions(BUCKET, judged)).toEqual([false, false, true, false]);
      expect(await kit.keys()).toEqual(['replaced', 'tagged']);
    });
  });
}
