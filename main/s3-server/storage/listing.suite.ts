import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BucketKind } from './storage.ts';
import { BUCKET, makeKit, type Kit } from './storage-kit.ts';

/** How every kind of volume lists. */
export function listingSuite(kind: BucketKind): void {
  describe(`${kind} volume`, () => {
    let kit: Kit;
    beforeEach(async () => {
      kit = await makeKit(kind);
    });
    afterEach(() => kit.dispose());

    const ask = (prefix: string, delimiter: string, limit = 1000, after?: string, resume?: boolean) =>
      kit.storage.listObjects(BUCKET, {
        prefix,
        delimiter,
        limit,
        ...(after === undefined ? {} : { after }),
        ...(resume === undefined ? {} : { resume }),
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
