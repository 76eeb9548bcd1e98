import { AppError, type Selection } from '../../preload/contract/index.ts';
import { inParallel } from './in-parallel.ts';
import type { CallOptions, Volume } from './volume.ts';

const objectsAtMost = 100_000;
const sampleSize = 20;
/** Up to so many single objects are asked for one by one; more are looked up in listings of their folders. */
const headsAtMost = 32;
const headsAtOnce = 8;

export interface Measure {
  readonly objects: number;
  readonly bytes: number;
  /** False: there is more than was counted. */
  readonly complete: boolean;
  /** The first few keys. */
  readonly sample: string[];
}

/** Counts what a selection holds, each object once, up to 100,000. Keys that are gone by now do not count. */
export async function measureSelection(
  volume: Volume,
  options: CallOptions & { readonly bucket: string; readonly selection: Selection },
): Promise<Measure> {
  const { bucket, selection, signal } = options;
  const sample: string[] = [];
  let objects = 0;
  let bytes = 0;
  let complete = true;
  /** False once the count is full. */
  const count = (key: string, size: number): boolean => {
    if (objects >= objectsAtMost) complete = false;
    if (!complete) return false;
    objects += 1;
    bytes += size;
    if (sample.length < sampleSize) sample.push(key);
    return true;
  };

  const prefixes: string[] = [];
  for (const prefix of [...new Set(selection.prefixes)].sort())
    if (prefixes.length === 0 || !prefix.startsWith(prefixes.at(-1) ?? '')) prefixes.push(prefix);
  const single = [...new Set(selection.keys)].filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)));

  if (single.length <= headsAtMost) {
    await inParallel(headsAtOnce, single, signal, async (key, stop) => {
      try {
        count(key, (await volume.head({ bucket, key, signal: stop })).size);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'OBJECT_NOT_FOUND') throw error;
      }
    });
  } else complete = await countListed(volume, { bucket, signal }, single, count);

  for (const prefix of prefixes) {
    if (!complete) break;
    for await (const page of volume.walk({ bucket, prefix, signal }))
      if (!page.keys.every((key, at) => count(key, page.sizes[at] ?? 0))) break;
  }
  return { objects, bytes, complete, sample };
}

/** Finds the sizes of many keys in the listings of their folders. False where a folder is too large to be read through. */
async function countListed(
  volume: Volume,
  { bucket, signal }: CallOptions & { readonly bucket: string },
  keys: readonly string[],
  count: (key: string, size: number) => boolean,
): Promise<boolean> {
  const folders = new Map<string, Set<string>>();
  for (const key of keys) {
    const folder = key.slice(0, key.lastIndexOf('/', key.length - 2) + 1);
    const wanted = folders.get(folder) ?? new Set();
    folders.set(folder, wanted.add(key));
  }
  let read = 0;
  for (const [folder, wanted] of folders) {
    let token: string | undefined;
    do {
      const page = await volume.list({ bucket, prefix: folder, delimiter: '/', token, signal });
      for (const [at, key] of page.keys.entries())
        if (wanted.delete(key) && !count(key, page.sizes[at] ?? 0)) return false;
      read += page.keys.length + page.prefixes.length + 1;
      token = page.next;
      if (read > 2 * objectsAtMost && token !== undefined && wanted.size > 0) return false;
    } while (token !== undefined && wanted.size > 0);
  }
  return true;
}
