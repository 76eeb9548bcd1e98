import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOf } from './object-kind.ts';
import { ObjectRows } from './object-rows.ts';
import { orderRows } from './row-order.ts';
import { RowSelection } from './row-selection.ts';
import { sortSteps } from './sort-steps.ts';
import { maxBodyHeight, rowWindow, scrollToRow } from './row-window.ts';

function sample(): ObjectRows {
  const rows = new ObjectRows('p/');
  rows.append({
    prefixes: ['p/b/', 'p/a/'],
    keys: ['p/', 'p/f10.txt', 'p/f2.txt', 'p/Z.png'],
    sizes: [0, 30, 10, 20],
    modified: [0, 3, 1, 2],
  });
  rows.append({ prefixes: ['p/a/', 'p/c/'], keys: ['p/last.txt'], sizes: [20], modified: [9] });
  return rows;
}
const names = (rows: ObjectRows, order: Int32Array): string[] => [...order].map((id) => rows.name(id));

describe('ObjectRows', () => {
  it('takes pages, leaving out its own marker and prefixes listed twice', () => {
    const rows = sample();
    expect([rows.objectCount, rows.folderCount, rows.totalBytes]).toEqual([4, 3, 80]);
    expect(rows.key(~1)).toBe('p/a/');
    expect(rows.name(~1)).toBe('a');
    expect(rows.find('p/Z.png')).toBe(2);
    expect(rows.findAll(new Set(['p/c/', 'p/last.txt', 'p/none']))).toEqual([~2, 3]);
  });

  it('grows past its first capacity', () => {
    const rows = new ObjectRows('');
    for (let page = 0; page < 3; page += 1) {
      const keys = Array.from({ length: 1000 }, (_, index) => `k${page * 1000 + index}`);
      rows.append({ prefixes: [], keys, sizes: keys.map((_, index) => index), modified: keys.map(() => page) });
    }
    expect([rows.size(2999), rows.modified(2999), rows.key(2999)]).toEqual([999, 2, 'k2999']);
  });
});

describe('orderRows', () => {
  const rows = sample();
  it.each([
    ['name', false, ['a', 'b', 'c', 'f2.txt', 'f10.txt', 'last.txt', 'Z.png']],
    ['name', true, ['c', 'b', 'a', 'Z.png', 'last.txt', 'f10.txt', 'f2.txt']],
    ['size', false, ['a', 'b', 'c', 'f2.txt', 'Z.png', 'last.txt', 'f10.txt']],
    ['size', true, ['a', 'b', 'c', 'f10.txt', 'Z.png', 'last.txt', 'f2.txt']],
    ['modified', true, ['a', 'b', 'c', 'last.txt', 'f10.txt', 'Z.png', 'f2.txt']],
    ['kind', false, ['a', 'b', 'c', 'f10.txt', 'f2.txt', 'last.txt', 'Z.png']],
  ] as const)('by %s, descending %s', (by, isDescending, expected) => {
    expect(names(rows, orderRows(rows, { by, isDescending }, ''))).toEqual(expected);
  });

  it('filters without regard to case, taking every character as itself', () => {
    const order = (filter: string): string[] =>
      names(rows, orderRows(rows, { by: 'name', isDescending: false }, filter));
    expect(order('z')).toEqual(['Z.png']);
    expect(order('.txt')).toEqual(['f2.txt', 'f10.txt', 'last.txt']);
    expect(order('(')).toEqual([]);
    expect(order(' a ')).toEqual(['a', 'last.txt']);
  });

  it('keeps every row once, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ key: fc.string({ minLength: 1 }), size: fc.nat() })),
        fc.constantFrom('name', 'size', 'modified', 'kind'),
        fc.boolean(),
        (objects, by, isDescending) => {
          const rows = new ObjectRows('');
          rows.append({
            prefixes: [],
            keys: objects.map(({ key }) => key),
            sizes: objects.map(({ size }) => size),
            modified: objects.map(({ size }) => size % 7),
          });
          const order = [...orderRows(rows, { by, isDescending }, '')].sort((left, right) => left - right);
          expect(order).toEqual(objects.map((_, index) => index));
        },
      ),
    );
  });
});

describe('sortSteps', () => {
  it('sorts as arrays do, equal ids staying in their order, with pauses', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 2000 }), (values) => {
        const compare = (left: number, right: number): number => (values[left] ?? 0) - (values[right] ?? 0);
        const ids = Int32Array.from(values.keys());
        const expected = [...values.keys()].sort(compare);
        const steps = sortSteps(ids, compare);
        let pauses = 0;
        let step = steps.next();
        for (; step.done !== true; step = steps.next()) pauses += 1;
        expect([...step.value]).toEqual(expected);
        expect(pauses).toBeGreaterThanOrEqual(Math.ceil(values.length / 256));
      }),
      { numRuns: 50 },
    );
  });
});

describe('RowSelection', () => {
  it('agrees with a set', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -400, max: 400 }), fc.boolean())), (steps) => {
        const selection = new RowSelection();
        const model = new Set<number>();
        for (const [id, isOn] of steps) {
          selection.set(id, isOn);
          if (isOn) model.add(id);
          else model.delete(id);
        }
        expect(selection.count).toBe(model.size);
        expect(new Set(selection.ids())).toEqual(model);
        expect(selection.single()).toBe(model.size === 1 ? [...model][0] : undefined);
      }),
    );
  });
});

describe('rowWindow', () => {
  it('is exact while everything fits', () => {
    const shown = rowWindow({ rowCount: 1000, rowHeight: 28, viewport: 280, scrollTop: 2800, overscan: 0 });
    expect([shown.bodyHeight, shown.first, shown.end, shown.top(100)]).toEqual([28_000, 100, 110, 2800]);
  });

  it('reaches every one of a million rows', () => {
    const frame = { rowCount: 1_000_000, rowHeight: 28, viewport: 560 };
    const bottom = rowWindow({ ...frame, scrollTop: maxBodyHeight - 560, overscan: 0 });
    expect(bottom.bodyHeight).toBe(maxBodyHeight);
    expect(bottom.end).toBe(1_000_000);
    fc.assert(
      fc.property(fc.nat(999_999), fc.nat(maxBodyHeight - 560), (index, from) => {
        const scrollTop = scrollToRow(index, { ...frame, scrollTop: from });
        const shown = rowWindow({ ...frame, scrollTop, overscan: 0 });
        expect(index).toBeGreaterThanOrEqual(shown.first);
        expect(index).toBeLessThan(shown.end);
        // Drawn inside what the scroller shows, give or take the rounding of a scaled pixel.
        expect(shown.top(index)).toBeGreaterThanOrEqual(scrollTop - 4);
        expect(shown.top(index) + 28).toBeLessThanOrEqual(scrollTop + 560 + 4);
      }),
    );
  });
});

describe('kindOf', () => {
  it.each([
    ['a.png', 'image', 'PNG image'],
    ['a.tar', 'archive', 'TAR archive'],
    ['.bashrc', 'file', 'File'],
    ['noext', 'file', 'File'],
    ['x.weird', 'file', 'WEIRD file'],
    ['x.<script>', 'file', 'File'],
    ['model.safetensors', 'model', 'Safetensors weights'],
  ])('%s', (name, family, label) => expect(kindOf(name)).toEqual({ family, label }));
});
