import { describe, expect, it } from 'vitest';
import { choiceFor, localDateField, secondsOf } from './expiry-choice.ts';

const now = new Date('2026-05-04T10:00:30').getTime();
const custom = (value: string) => secondsOf({ kind: 'custom', value }, now);

describe('expiry choice', () => {
  it('reads a local date', () => {
    expect(custom('2026-05-04T11:00')).toBe(3570);
    expect(localDateField(now)).toBe('2026-05-04T10:00');
  });

  it.each([
    ['', 'empty'],
    ['tomorrow', 'not-a-date'],
    ['2026-13-04T11:00', 'not-a-date'],
    ['2026-05-04T10:00', 'past'],
    ['2026-05-04T10:01', 'past'],
    ['2096-05-04T10:01', 'too-far'],
  ])('"%s" is %s', (value, problem) => {
    expect(custom(value)).toBe(problem);
  });

  it('offers what the settings ask for', () => {
    expect(choiceFor(3600, now)).toEqual({ kind: 'preset', seconds: 3600 });
    const other = choiceFor(7200, now);
    expect(other).toEqual({ kind: 'custom', value: '2026-05-04T12:00' });
    expect(secondsOf(other, now)).toBe(7170);
  });
});
