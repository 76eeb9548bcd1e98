import { describe, expect, it } from 'vitest';
import type { Share } from '../../../preload/contract/index.ts';
import { clockPace, findShares, shareName, shareState, sortShares } from './share-state.ts';

const share = (id: string, expiresAt: number, part: Partial<Share> = {}): Share =>
  ({ id, key: id, createdAt: 0, expiresAt, alive: true, ...part }) as Share;

describe('state of a link', () => {
  it('ends at its moment, and before it where its key is gone', () => {
    expect(shareState(share('a', 100), 99)).toBe('live');
    expect(shareState(share('a', 100), 100)).toBe('expired');
    expect(shareState(share('a', 100, { alive: false }), 50)).toBe('dead');
  });

  it('is used up by its opens, or by the file that came in', () => {
    expect(shareState(share('a', 100, { opens: 1, maxOpens: 2 }), 50)).toBe('live');
    expect(shareState(share('a', 100, { opens: 2, maxOpens: 2 }), 50)).toBe('used');
    const received = { key: 'k', size: 1, at: 1 };
    expect(shareState(share('a', 100, { how: 'own', received }), 50)).toBe('used');
  });

  it('is found by every word, in whatever part of it', () => {
    const all = [share('docs/Plan.pdf', 1, { bucket: 'wharf' }), share('plan.txt', 1, { bucket: 'other' })];
    const found = (query: string) => findShares(all, query, () => 'Lab').map(({ id }) => id);
    expect(found('PLAN wharf')).toEqual(['docs/Plan.pdf']);
    expect(found(' lab ')).toHaveLength(2);
    expect(found('nobody')).toEqual([]);
  });

  it('puts links that work first, the next to end before others', () => {
    const sorted = sortShares(
      [share('old', 5, { createdAt: 1 }), share('late', 900), share('soon', 200), share('older', 6)],
      100,
    );
    expect(sorted.map(({ id }) => id)).toEqual(['soon', 'late', 'old', 'older']);
  });

  it('counts seconds only when a link is about to end', () => {
    expect(clockPace([share('a', 100_000)], 0)).toBe(1000);
    expect(clockPace([share('a', 10_000_000)], 0)).toBe(15_000);
  });

  it.each([
    ['a/b/c.txt', 'c.txt'],
    ['a/b/', 'b/'],
    ['c', 'c'],
  ])('names %s', (key, name) => {
    expect(shareName(key)).toBe(name);
  });
});
