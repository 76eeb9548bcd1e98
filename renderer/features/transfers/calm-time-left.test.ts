import { describe, expect, it } from 'vitest';
import { isSettled, nextCalmTime, secondsAt, timeLeftWords } from './calm-time-left.ts';

describe('time left', () => {
  it('counts down evenly while the rate wobbles by a fifth', () => {
    let time = nextCalmTime({ at: 0, seconds: 100, since: -5000 }, 100, 0);
    for (let second = 1; second <= 20; second += 1)
      time = nextCalmTime(time, (100 - second) * (second % 2 ? 0.82 : 1.2), second * 1000);
    expect(time).toEqual({ at: 0, seconds: 100, since: -5000 });
    expect(time && secondsAt(time, 20_000)).toBe(80);
  });

  it('takes over a longer time in a few steps and a shorter one at once', () => {
    let time = nextCalmTime({ at: 0, seconds: 100, since: -5000 }, 400, 0);
    expect(time?.seconds).toBe(250);
    for (let second = 1; second <= 4; second += 1) time = nextCalmTime(time, 400 - second, second * 1000);
    expect(time && secondsAt(time, 4000)).toBeGreaterThan(290);
    expect(nextCalmTime(time, 20, 5000)?.seconds).toBe(20);
  });

  it('shows nothing of a rate that is still finding itself', () => {
    let time = nextCalmTime(undefined, 3000, 0);
    expect(time && isSettled(time, 0)).toBe(false);
    time = nextCalmTime(time, 12, 1900);
    expect(time?.seconds).toBe(12);
    expect(time && isSettled(time, 2000)).toBe(true);
  });

  it('is unknown where nothing moves', () => {
    expect(nextCalmTime({ at: 0, seconds: 5, since: 0 }, undefined, 1)).toBeUndefined();
    expect(nextCalmTime(undefined, Number.POSITIVE_INFINITY, 1)).toBeUndefined();
  });

  it.each([
    [0, 'a few seconds left'],
    [12, 'about 20 s left'],
    [58, 'about 1 min left'],
    [125, 'about 2 min left'],
    [1750, 'about 30 min left'],
    [5400, 'about 1 h 30 min left'],
    [7190, 'about 2 h left'],
    [200_000, 'about 2 days left'],
  ])('%d s is "%s"', (seconds, words) => {
    expect(timeLeftWords(seconds)).toBe(words);
  });
});
