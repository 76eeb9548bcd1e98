import { describe, expect, it } from 'vitest';
import { dayNames, minuteOf, ruleHours, timeOf } from './limit-hours.ts';

const day = (number: number) => dayNames.short(number);

describe('hours of a limit', () => {
  it.each([
    [[1, 2, 3, 4, 5], `${day(1)} – ${day(5)}, 09:00 – 18:00`],
    [[0, 6], `${day(6)} – ${day(0)}, 09:00 – 18:00`],
    [[1, 3, 4], `${day(1)}, ${day(3)} – ${day(4)}, 09:00 – 18:00`],
    [[0, 1, 2, 3, 4, 5, 6], 'Every day, 09:00 – 18:00'],
  ])('on the days %j', (days, words) => {
    expect(ruleHours({ days, from: 540, to: 1080 })).toBe(words);
  });

  it.each([
    ['00:00', 0],
    ['09:05', 545],
    ['23:59', 1439],
    ['24:00', undefined],
    ['', undefined],
    ['9:00', undefined],
  ])('"%s"', (typed, minute) => {
    expect(minuteOf(typed)).toBe(minute);
  });

  it('are written as they are read', () => {
    expect([0, 545, 1439, 1440].map(timeOf)).toEqual(['00:00', '09:05', '23:59', '00:00']);
  });
});
