import { expect, it } from 'vitest';
import { keyAge, oldAfter } from './key-age.ts';
import { endOf } from './key-end.ts';

const day = 86_400_000;

it('warns of keys that are old, end soon or have ended', () => {
  const key = { since: 0, temporary: false };
  expect(keyAge(key, oldAfter - 1)).toBe('fine');
  expect(keyAge(key, oldAfter)).toBe('old');
  expect(keyAge({ ...key, expiresAt: 20 * day }, day)).toBe('fine');
  expect(keyAge({ ...key, expiresAt: 20 * day }, 7 * day)).toBe('soon');
  expect(keyAge({ ...key, expiresAt: 20 * day }, 20 * day)).toBe('ended');
});

it('a temporary credential is never old, and warns in its last ten minutes', () => {
  const key = { since: 0, temporary: true, expiresAt: 3_600_000 };
  expect(keyAge(key, 2_999_000)).toBe('fine');
  expect(keyAge(key, 3_001_000)).toBe('soon');
  expect(keyAge({ since: 0, temporary: true }, 10 * oldAfter)).toBe('fine');
});

it('the end of a key is a number of days or a day that is typed, at its last minute', () => {
  expect(endOf({ kind: 'never' }, 5)).toBeUndefined();
  expect(endOf({ kind: 'days', days: 2 }, 5)).toBe(2 * day + 5);
  expect(endOf({ kind: 'date', value: '' }, 5)).toBe('wrong');
  expect(endOf({ kind: 'date', value: '2020-01-01T00:00' }, Date.UTC(2026, 0, 1))).toBe('wrong');
  expect(endOf({ kind: 'date', value: '2030-05-06T07:08' }, 5)).toBe(new Date('2030-05-06T07:08').getTime());
});
