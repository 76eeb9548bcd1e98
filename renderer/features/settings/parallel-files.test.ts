import { describe, expect, it } from 'vitest';
import { parallelFiles } from './parallel-files.ts';

describe('files at the same time', () => {
  it.each([
    ['4', 4],
    [' 32 ', 32],
    ['0', undefined],
    ['33', undefined],
    ['1e1', undefined],
    ['-1', undefined],
    ['4.5', undefined],
    ['', undefined],
  ])('"%s"', (typed, count) => {
    expect(parallelFiles(typed)).toBe(count);
  });
});
