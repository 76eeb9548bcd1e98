import { describe, expect, it } from 'vitest';
import { applyKeyedDelta, keyedSnapshot } from './keyed-list.ts';

interface Item {
  readonly id: string;
  readonly value: number;
}

describe('keyed list', () => {
  const start = keyedSnapshot<Item, string>([
    { id: 'a', value: 1 },
    { id: 'b', value: 2 },
  ]);

  it('changes, adds and removes without touching the value before', () => {
    const next = applyKeyedDelta(start, {
      upsert: [
        { id: 'b', value: 3 },
        { id: 'c', value: 4 },
      ],
      remove: ['a'],
    });
    expect([...next.values()]).toEqual([
      { id: 'b', value: 3 },
      { id: 'c', value: 4 },
    ]);
    expect([...start.keys()]).toEqual(['a', 'b']);
  });

  it('is harmless to apply twice', () => {
    const delta = { upsert: [{ id: 'c', value: 4 }], remove: ['a'] };
    const once = applyKeyedDelta(start, delta);
    expect([...applyKeyedDelta(once, delta)]).toEqual([...once]);
  });

  it('keeps its identity where nothing changed', () => {
    expect(applyKeyedDelta(start, { upsert: [], remove: [] })).toBe(start);
  });
});
