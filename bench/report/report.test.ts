import { expect, test } from 'vitest';
import { judgeRow } from './judge-row.ts';
import { measureRow } from './measure-row.ts';
import { median } from './median.ts';
import { printRow } from './print-row.ts';
import type { Row } from './row.ts';

test('the median of an even number of figures lies between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([1, 2, 4, 100])).toBe(3);
  expect(() => median([])).toThrow(RangeError);
});

test('contenders take turns, each round begins with another one, and the first round does not count', async () => {
  const turns: string[] = [];
  const contender = (name: string) => ({
    name,
    measure: async () => turns.push(name),
  });
  const row: Row = { title: 't', unit: 'ops/s', contenders: [contender('a'), contender('b')], ratios: [] };
  const { figures } = await measureRow(row, 2);
  expect(turns).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
  expect(figures.get('a')).toEqual([4, 5]);
});

test('a ratio is the median of the ratios of the rounds, and what has no figures is not judged', () => {
  const row: Row = {
    title: 't',
    unit: 'ms',
    contenders: [],
    ratios: [
      { of: 'ours', to: 'theirs', atLeast: 2 },
      { of: 'ours', to: 'absent', atLeast: 2 },
    ],
    bounds: [{ of: 'theirs', atMost: 3 }],
  };
  const figures = new Map([
    ['ours', [10, 30, 80]],
    ['theirs', [5, 10, 4]],
  ]);
  const result = { row, figures, peaks: new Map([['ours', 99.6]]) };
  const verdicts = judgeRow(result);
  expect(verdicts).toEqual([
    { text: 'ours / theirs', value: 3, goal: '>= 2', met: true },
    { text: 'theirs', value: 5, goal: '<= 3 ms', met: false },
  ]);
  const text = printRow(result, verdicts);
  expect(text).toMatch(/ours +30\.0 +\(10\.0 to 80\.0\) +peak RSS 100 MiB/);
  expect(text).toMatch(/ours \/ theirs +3\.00 +goal >= 2 +met/);
  expect(text).toMatch(/theirs +5\.00 +goal <= 3 ms +NOT MET/);
});
