import { describe, expect, it } from 'vitest';
import { parseRate, printRate } from './rate-input.ts';

describe('a rate that is typed', () => {
  it.each([
    ['', 0],
    ['0', 0],
    [' 2 ', 2_097_152],
    ['0.5', 524_288],
    ['0,5', 524_288],
    ['1.', 1_048_576],
    ['-1', undefined],
    ['1e3', undefined],
    ['fast', undefined],
    ['1.2345', undefined],
  ])('"%s"', (typed, bytes) => {
    expect(parseRate(typed)).toBe(bytes);
  });

  it.each([
    [0, ''],
    [2_097_152, '2'],
    [524_288, '0.5'],
    [1, '0.001'],
  ])('%d bytes', (bytes, shown) => {
    expect(printRate(bytes)).toBe(shown);
  });
});
