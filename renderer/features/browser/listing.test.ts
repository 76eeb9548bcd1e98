import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError, type ConnectionId, type ObjectPage, type Place } from '../../../preload/contract/index.ts';
import { createListing, type Listing, type ListPage } from './listing.ts';

const place = (prefix = ''): Place => ({ connectionId: 'c1' as ConnectionId, bucket: 'box', prefix });
const page = (keys: string[], prefixes: string[] = [], next?: string): ObjectPage => ({
  prefixes,
  keys,
  sizes: keys.map((_, index) => index),
  modified: keys.map(() => 1),
  etags: keys.map(() => ''),
  storageClasses: keys.map(() => ''),
  ...(next === undefined ? {} : { next }),
});
const shown = (listing: Listing): string[] => {
  const { order, rows } = listing.store.getState();
  return [...order].map((id) => rows.name(id));
};
const selected = (listing: Listing): string[] => {
  const { selection, rows } = listing.store.getState();
  return [...selection.ids()].map((id) => rows.name(id));
};
const settled = (listing: Listing): Promise<void> =>
  vi.waitFor(() => {
    const { status, isRefreshing } = listing.store.getState();
    expect(status).toMatch(/done|failed|partial/);
    expect(isRefreshing).toBe(false);
  });

describe('createListing', () => {
  let listing: Listing | undefined;
  afterEach(() => listing?.dispose());
  const opened = async (list: ListPage): Promise<Listing> => {
    listing = createListing(list);
    listing.open(place());
    await settled(listing);
    return listing;
  };

  it('streams pages in and ends with an honest status', async () => {
    const seen: (string | undefined)[] = [];
    const open = await opened(async ({ token }) => {
      seen.push(token);
      return token === undefined ? page(['b'], ['z/'], 't1') : page(['a']);
    });
    expect(seen).toEqual([undefined, 't1']);
    expect(shown(open)).toEqual(['z', 'a', 'b']);
  });

  it('keeps what came before an error', async () => {
    const open = await opened(async ({ token }) => {
      if (token !== undefined) throw new AppError('STORE_THROTTLED');
      return page(['a'], [], 't1');
    });
    expect(shown(open)).toEqual(['a']);
    expect(open.store.getState()).toMatchObject({ status: 'failed', error: { code: 'STORE_THROTTLED' } });
  });

  it('keeps selection and focus with their keys when it is read again', async () => {
    let keys = ['a', 'b', 'c'];
    const open = await opened(async () => page(keys));
    open.reach(1, 'only');
    open.reach(2, 'toggle');
    keys = ['0', 'b', 'c', 'd'];
    open.refresh();
    await settled(open);
    expect(shown(open)).toEqual(['0', 'b', 'c', 'd']);
    expect(selected(open)).toEqual(['b', 'c']);
    expect(open.store.getState().focusedRow).toBe(2);
  });

  it('keeps the focus near where it was when its row is gone', async () => {
    let keys = ['a', 'b', 'c'];
    const open = await opened(async () => page(keys));
    open.reach(2, 'only');
    keys = ['a', 'b'];
    open.refresh();
    await settled(open);
    expect(open.store.getState().focusedRow).toBe(1);
    expect(selected(open)).toEqual([]);
  });

  it('focuses what was asked for once it is there', async () => {
    let keys = ['a'];
    const open = await opened(async () => page(keys));
    keys = ['a', 'new'];
    open.refresh('new');
    await settled(open);
    expect(selected(open)).toEqual(['new']);
    expect(open.store.getState().focusedRow).toBe(1);
  });

  it('selects ranges from the anchor, toggles, and drops what a filter hides', async () => {
    const open = await opened(async () => page(['a', 'b', 'c', 'd']));
    open.reach(1, 'only');
    open.reach(3, 'range');
    expect(selected(open)).toEqual(['b', 'c', 'd']);
    open.reach(0, 'range');
    expect(selected(open)).toEqual(['a', 'b']);
    open.reach(3, 'toggle');
    expect(selected(open)).toEqual(['a', 'b', 'd']);
    open.setFilter('b');
    expect(selected(open)).toEqual(['b']);
    open.setFilter('');
    open.selectAll();
    expect(selected(open)).toHaveLength(4);
    open.clearSelection();
    expect(selected(open)).toEqual([]);
  });

  it('finds rows by their first letters, around the end', async () => {
    const open = await opened(async () => page(['alpha', 'beta', 'bravo', 'gamma']));
    open.typeAhead('b');
    expect(selected(open)).toEqual(['beta']);
    open.typeAhead('b');
    expect(selected(open)).toEqual(['bravo']);
    open.typeAhead('al');
    expect(selected(open)).toEqual(['alpha']);
    open.typeAhead('none');
    expect(selected(open)).toEqual(['alpha']);
  });

  it('forgets the answer of a place that was left', async () => {
    const answers = new Map<string, (value: ObjectPage) => void>();
    listing = createListing(({ prefix }) => new Promise((resolve) => answers.set(prefix, resolve)));
    listing.open(place('old/'));
    listing.open(place('new/'));
    answers.get('new/')?.(page(['new/x']));
    answers.get('old/')?.(page(['old/y']));
    await settled(listing);
    expect(shown(listing)).toEqual(['x']);
  });

  it('orders and filters many rows without stopping: the old order is shown until the new one is there', async () => {
    const keys = Array.from({ length: 60_000 }, (_, index) => `k${String(index).padStart(6, '0')}`);
    const open = await opened(async () => page(keys));
    await vi.waitFor(() => expect(open.store.getState().order).toHaveLength(60_000));
    open.sortBy('size');
    expect(open.store.getState()).toMatchObject({ isOrdering: true, sort: { by: 'size', isDescending: true } });
    expect(open.store.getState().order[0]).toBe(0);
    open.setFilter('77');
    await vi.waitFor(() => expect(open.store.getState().isOrdering).toBe(false), 10_000);
    const { order, rows } = open.store.getState();
    const fitting = [...keys.keys()].filter((id) => keys[id]?.includes('77') === true);
    expect([...order]).toEqual(fitting.toReversed());
    expect(rows.name(order[0] ?? 0)).toBe('k059977');
  });

  it('opens a place in the order that is asked for', async () => {
    listing = createListing(async () => page(['a', 'b', 'c']));
    listing.open(place(), undefined, { by: 'size', isDescending: true });
    await settled(listing);
    expect(shown(listing)).toEqual(['c', 'b', 'a']);
    listing.setSort({ by: 'name', isDescending: false });
    expect(shown(listing)).toEqual(['a', 'b', 'c']);
  });

  it('holds a million rows', async () => {
    const keys = (start: number): string[] =>
      Array.from({ length: 1000 }, (_, index) => `k${String(start + index).padStart(7, '0')}`);
    const open = await opened(async ({ token }) => {
      const start = Number(token ?? '0');
      return page(keys(start), [], start + 1000 < 2_000_000 ? String(start + 1000) : undefined);
    });
    expect(open.store.getState().status).toBe('partial');
    expect(open.store.getState().order).toHaveLength(1_000_000);
    open.selectAll();
    expect(open.store.getState().selection.count).toBe(1_000_000);
  });
});
