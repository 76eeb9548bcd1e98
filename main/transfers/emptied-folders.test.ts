import { expect, it } from 'vitest';
import type { ListPage } from '../volumes/index.ts';
import { removeEmptiedFolders } from './emptied-folders.ts';

/** A store that shows empty folders, as a live view of a directory does: a folder goes once nothing is in it. */
function store(...paths: string[]) {
  const there = new Set(paths);
  const isInnermost = (path: string) => ![...there].some((other) => other !== path && other.startsWith(path));
  return {
    there,
    list: ({ prefix }: { readonly prefix: string }): Promise<ListPage> => {
      const keys = [...there].filter((key) => key.startsWith(prefix) && isInnermost(key)).toSorted();
      return Promise.resolve({ prefixes: [], keys, sizes: [], modified: [], etags: [], storageClasses: [] });
    },
    deleteMany: ({ keys }: { readonly keys: readonly string[] }) => {
      for (const key of keys) if (isInnermost(key) && !key.includes('held')) there.delete(key);
      return Promise.resolve({ deleted: keys.length, problems: [] });
    },
  };
}
const tidy = (volume: ReturnType<typeof store>, ...prefixes: string[]) =>
  removeEmptiedFolders({ volume, bucket: 'b', prefixes, signal: new AbortController().signal });

it('removes emptied folders from the deepest up, and nothing beside them', async () => {
  const volume = store('a/', 'a/b/', 'a/b/c/', 'a/d/', 'ab/');
  await tidy(volume, 'a/');
  expect([...volume.there]).toEqual(['ab/']);
});

it('touches nothing where an object is left', async () => {
  const volume = store('a/', 'a/b/', 'a/kept.txt');
  await tidy(volume, 'a/');
  expect([...volume.there]).toEqual(['a/', 'a/b/', 'a/kept.txt']);
});

it('gives up a folder that stays', async () => {
  const volume = store('held/');
  await tidy(volume, 'held/', 'none/');
  expect([...volume.there]).toEqual(['held/']);
});
