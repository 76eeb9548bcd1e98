import { expect, it } from 'vitest';
import { createPace } from './pace.ts';
import { createThrottle } from './throttle.ts';
import { AppError } from '../../preload/contract/index.ts';

const never = new AbortController().signal;

it('holds bytes to the bound over time, and a lifted bound frees those who wait at once', async () => {
  let limit = 1000;
  let now = 0;
  const throttle = createThrottle(
    () => limit,
    () => now,
  );
  const granted: number[] = [];
  const asked = Array.from({ length: 40 }, (_, i) => throttle.take(100, never).then(() => void granted.push(i)));
  for (; now < 2000; now += 10) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 60));
  // Two seconds of 1,000 bytes, and at most a quarter of a second beside it.
  expect(granted.length).toBeGreaterThan(10);
  expect(granted.length).toBeLessThanOrEqual(24);
  limit = 0;
  await Promise.all(asked);
  expect(granted).toEqual(Array.from({ length: 40 }, (_, i) => i));
  expect(throttle.limited).toBe(false);
});

it('who gives up leaves the line', async () => {
  const throttle = createThrottle(
    () => 1,
    () => 0,
  );
  const stop = new AbortController();
  const one = throttle.take(10, stop.signal);
  stop.abort();
  await expect(one).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('an endpoint that asks to slow down gets half as many requests, and more again as they go well', async () => {
  let now = 0;
  const pace = createPace(() => now);
  const options = { host: 'h', body: true, signal: never };
  const before = pace.allowed('h');
  let refusals = 1;
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    if (refusals-- > 0) throw new AppError('STORE_THROTTLED');
    return 'done';
  };
  expect(await pace.persist(options, work)).toBe('done');
  expect(pace.allowed('h')).toBeLessThanOrEqual(before / 2 + 1);
  now += 10_000;
  const after = await Promise.all(Array.from({ length: 200 }, () => pace.persist(options, work)));
  expect(after.every((one) => one === 'done')).toBe(true);
  expect(most).toBeLessThanOrEqual(before + 8);
  expect(pace.allowed('h')).toBeGreaterThan(before / 2 + 1);
  // Another endpoint is not concerned.
  expect(pace.allowed('other')).toBe(before);
});

it('a refusal that lasts is thrown after a bounded number of tries, a refused connection at once', async () => {
  const pace = createPace(() => 0);
  let tries = 0;
  const failing = (error: AppError) => () => {
    tries += 1;
    return Promise.reject(error);
  };
  const signal = never;
  await expect(pace.persist({ host: 'h', body: true, signal }, failing(new AppError('DAMAGED')))).rejects.toMatchObject(
    { code: 'DAMAGED' },
  );
  expect(tries).toBe(4);
  tries = 0;
  const refused = new AppError('ENDPOINT_UNREACHABLE', { code: 'ECONNREFUSED' });
  await expect(pace.persist({ host: 'h', body: true, signal }, failing(refused))).rejects.toBe(refused);
  expect(tries).toBe(1);
});
