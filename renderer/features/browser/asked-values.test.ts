import { expect, it, vi } from 'vitest';
import type { ConnectionId, Place } from '../../../preload/contract/index.ts';
import { AskedValues } from './asked-values.ts';

const place: Place = { connectionId: 'c1' as ConnectionId, bucket: 'box', prefix: '' };

it('asks few at a time, the last one first, and nothing for what has gone', async () => {
  const asked: string[] = [];
  const answers = new Map<string, () => void>();
  const values = new AskedValues<string>(
    (_, key) =>
      new Promise((resolve) => {
        asked.push(key);
        answers.set(key, () => resolve({ value: key.toUpperCase(), expiresAt: Date.now() + 60_000 }));
      }),
  );
  const takeBack = new Map<string, () => void>();
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f'])
    takeBack.set(
      key,
      values.want(place, key, () => undefined),
    );
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
  takeBack.get('f')?.();
  answers.get('a')?.();
  await vi.waitFor(() => expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']));
  expect(values.value(place, 'a')).toBe('A');
  values.want(place, 'a', () => undefined);
  for (const key of ['b', 'c', 'd', 'e']) answers.get(key)?.();
  await vi.waitFor(() => expect(values.value(place, 'e')).toBe('E'));
  expect(asked).not.toContain('f');
  expect(asked.filter((key) => key === 'a')).toHaveLength(1);
});

it('remembers a refusal for a while', async () => {
  let count = 0;
  const values = new AskedValues<string>(() => {
    count += 1;
    return Promise.reject(new Error('no'));
  });
  await new Promise<void>((resolve) => void values.want(place, 'a', resolve));
  values.want(place, 'a', () => undefined);
  expect([values.value(place, 'a'), count]).toEqual([undefined, 1]);
});
