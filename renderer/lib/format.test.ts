import { describe, expect, it } from 'vitest';
import { createFormats } from './format.ts';

const format = createFormats('en-GB');

describe('format', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [10_240, '10 KiB'],
    [1_048_575, '1 MiB'],
    [1_468_006, '1.4 MiB'],
    [157_286_400, '150 MiB'],
    [5_497_558_138_880, '5 TiB'],
  ])('bytes %d', (value, text) => expect(format.bytes(value)).toBe(text));

  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [61, '1 min'],
    [3600, '1 h'],
    [5400, '1 h 30 min'],
    [604_800, '7 d'],
  ])('duration %d', (value, text) => expect(format.duration(value)).toBe(text));

  it('says how far a moment is', () => {
    const now = 1_700_000_000_000;
    expect(format.relative(now + 7_200_000, now)).toBe('in 2 hours');
    expect(format.relative(now - 86_400_000, now)).toBe('yesterday');
    expect(format.relative(now, now)).toBe('now');
  });

  it('keeps a percentage inside its bounds', () => {
    expect(format.percent(1.4)).toBe('100%');
    expect(format.percent(-1)).toBe('0%');
  });
});
