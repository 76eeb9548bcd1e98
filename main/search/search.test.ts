import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionId, SearchQuery } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { startEmbeddedStore, type EmbeddedStore } from '../volumes/embedded-store.testkit.ts';
import type { Volume, Volumes } from '../volumes/index.ts';
import { FolderSums } from './folder-sums.ts';
import { createSearch, type Search } from './search.ts';

const connectionId = 'c1' as ConnectionId;
const of = { connectionId, bucket: 'data' };
const contents: Readonly<Record<string, number>> = {
  'readme.md': 10,
  'runs/1/loss.csv': 100,
  'runs/1/weights.safetensors': 5000,
  'runs/10/loss.csv': 200,
  'runs/notes [old].txt': 7,
  'Runs/Loss 100%.CSV': 3,
  'ä/ü.txt': 1,
};

let store: EmbeddedStore;
let volume: Volume;
let folder: string;
let search: Search;
const open = (of: Volume = volume): Search =>
  createSearch({
    folder,
    volumes: { of: () => Promise.resolve(of) } as unknown as Volumes,
    clock: systemClock,
    log: () => undefined,
  });
const built = async (): Promise<void> => {
  search.build(of);
  await vi.waitFor(() => expect(search.watch.snapshot()[0]?.state).toBe('ready'), 20_000);
};
const find = async (query: Partial<SearchQuery>): Promise<string[]> => {
  const all: SearchQuery = { ...of, prefix: '', mode: 'contains', text: '', ...query };
  return (await search.find(all, { signal: new AbortController().signal })).found.map(({ key }) => key);
};

const usage = (prefix: string) => search.usage({ ...of, prefix }, { signal: new AbortController().signal });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quayside-search-'));
  store = await startEmbeddedStore();
  volume = store.open();
  await volume.createBucket({ bucket: 'data' });
  for (const [key, size] of Object.entries(contents)) {
    await volume.put({ bucket: 'data', key, body: new Uint8Array(size) });
  }
  search = open();
});
afterEach(async () => {
  await search.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('find', () => {
  test('all words, a pattern, a beginning, and below a folder', async () => {
    await built();
    expect(await find({ text: 'LOSS csv' })).toEqual(['Runs/Loss 100%.CSV', 'runs/1/loss.csv', 'runs/10/loss.csv']);
    expect(await find({ text: '100%' })).toEqual(['Runs/Loss 100%.CSV']);
    expect(await find({ mode: 'glob', text: '*.csv' })).toEqual(['runs/1/loss.csv', 'runs/10/loss.csv']);
    expect(await find({ mode: 'glob', text: 'runs/1?/*' })).toEqual(['runs/10/loss.csv']);
    expect(await find({ mode: 'prefix', text: 'runs/1' })).toEqual([
      'runs/1/loss.csv',
      'runs/1/weights.safetensors',
      'runs/10/loss.csv',
    ]);
    expect(await find({ prefix: 'runs/1/', text: 'runs' })).toEqual([]);
    expect(await find({ prefix: 'runs/1/', mode: 'glob', text: '*.csv' })).toEqual(['runs/1/loss.csv']);
    expect(await find({ text: 'ü' })).toEqual(['ä/ü.txt']);
    expect(await find({ text: '[old]' })).toEqual(['runs/notes [old].txt']);
    expect(await find({ minSize: 150, maxSize: 5000 })).toEqual(['runs/1/weights.safetensors', 'runs/10/loss.csv']);
    expect(await find({ before: 1 })).toEqual([]);
  });

  test('says that there is no index', async () => {
    await expect(find({ text: 'x' })).rejects.toMatchObject({ code: 'INDEX_MISSING' });
    await expect(usage('')).rejects.toMatchObject({ code: 'INDEX_MISSING' });
  });
});

describe('usage', () => {
  test('sums folders at any depth', async () => {
    await built();
    const all = await usage('');
    expect([all.objects, all.bytes, all.own]).toEqual([7, 5321, { objects: 1, bytes: 10 }]);
    expect(all.folders).toEqual([
      { prefix: 'runs/', objects: 4, bytes: 5307 },
      { prefix: 'Runs/', objects: 1, bytes: 3 },
      { prefix: 'ä/', objects: 1, bytes: 1 },
    ]);
    expect(all.largest[0]).toMatchObject({ key: 'runs/1/weights.safetensors', size: 5000 });
    const runs = await usage('runs/');
    expect([runs.objects, runs.own.objects, runs.folders.map(({ prefix }) => prefix)]).toEqual([
      4,
      1,
      ['runs/1/', 'runs/10/'],
    ]);
  });

  test('adds up where a store does not list in order', () => {
    const sums = new Map<string, number>();
    const folders = new FolderSums(({ prefix, bytes }) => sums.set(prefix, (sums.get(prefix) ?? 0) + bytes));
    for (const [key, size] of [
      ['b/x', 1],
      ['a/y', 2],
      ['b/c/z', 4],
      ['a/', 8],
    ] as const) {
      folders.add(key, size);
    }
    folders.flush();
    expect(Object.fromEntries(sums)).toEqual({ '': 15, 'a/': 10, 'b/': 5, 'b/c/': 4 });
  });
});

describe('an index', () => {
  test('outlives the process, is built anew beside the old one, and is removed', async () => {
    await built();
    await search.close();
    search = open();
    expect(search.watch.snapshot()).toMatchObject([{ bucket: 'data', state: 'ready', objects: 7 }]);
    await volume.put({ bucket: 'data', key: 'new.txt', body: new Uint8Array(1) });
    expect(await find({ text: 'new' })).toEqual([]);
    await built();
    expect(await find({ text: 'new' })).toEqual(['new.txt']);
    await search.drop(of);
    expect([search.watch.snapshot(), readdirSync(folder)]).toEqual([[], []]);
  });

  test('that is stopped keeps the older whole one; an error is told', async () => {
    await built();
    search.build(of);
    await search.stop(of);
    expect(search.watch.snapshot()).toMatchObject([{ state: 'ready', objects: 7 }]);
    await search.close();
    search = open(store.open({ secret: 'another one' }));
    search.build(of);
    await vi.waitFor(() => expect(search.watch.snapshot()[0]?.error).toBeDefined(), 20_000);
    expect(search.watch.snapshot()).toMatchObject([{ state: 'ready', objects: 7 }]);
  });
});
