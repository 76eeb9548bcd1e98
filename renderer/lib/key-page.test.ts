import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyPage } from './key-page.ts';
import { nameFilter } from './name-filter.ts';

const pageOf = (names: string[]): KeyPage =>
  new KeyPage(
    { keys: names.map((name) => `p/${name}`), sizes: names.map(() => 1), modified: names.map(() => 1) },
    'p/'.length,
  );
const names = fc.uniqueArray(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^obj[ab]{0,4}É?$/)), {
  maxLength: 40,
});

describe('KeyPage', () => {
  it('gives back what it was packed from', () => {
    const number = fc.oneof(fc.nat(), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
    const etag = fc.oneof(fc.stringMatching(/^[0-9a-f]{32}$/), fc.stringMatching(/^[0-9a-f]{32}-[1-9]$/));
    const object = fc.record({ size: number, time: number, etag, kind: fc.constantFrom('', 'STANDARD', 'GLACIER') });
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), object), (objects) => {
        const all = Object.entries(objects);
        const page = new KeyPage(
          {
            keys: all.map(([name]) => `x${name}`),
            sizes: all.map(([, { size }]) => size),
            modified: all.map(([, { time }]) => time),
            etags: all.map(([, one]) => one.etag),
            storageClasses: all.map(([, { kind }]) => kind),
          },
          1,
        );
        expect(page.count).toBe(all.length);
        for (const [index, [name, one]] of all.entries()) {
          expect(page.name(index)).toBe(name);
          expect(page.find(name)).toBe(index);
          expect([page.size(index), page.modified(index)]).toEqual([one.size, one.time]);
          expect([page.etag(index), page.storageClass(index)]).toEqual([one.etag, one.kind]);
        }
      }),
    );
  });

  it('does not find what only stands across two names', () => {
    const page = pageOf(['ab', 'cd', 'abc']);
    expect([page.find('bc'), page.find('abcd'), page.find('abc'), page.find('')]).toEqual([-1, -1, 2, -1]);
    expect(pageOf(['run', 'run-1']).find('run')).toBe(0);
  });
});

describe('nameFilter', () => {
  it('finds by page what it finds name by name', () => {
    fc.assert(
      fc.property(
        names,
        fc.oneof(fc.string({ maxLength: 3, unit: 'binary' }), fc.stringMatching(/^[OBjabé]{1,4}$/)),
        (all, text) => {
          const filter = nameFilter(text);
          if (filter === undefined) return;
          const page = pageOf(all);
          const found: number[] = [];
          filter.scan(page, (index) => found.push(index));
          expect(found).toEqual([...all.keys()].filter((index) => filter.passes(all[index] ?? '')));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds what begins in the part that all names share', () => {
    const page = pageOf(['sample-1.txt', 'sample-2.txt', 'sample-12.txt']);
    const found: number[] = [];
    nameFilter('LE-1')?.scan(page, (index) => found.push(index));
    expect(found).toEqual([0, 2]);
  });
});
