import { AppError, type Selection, maxKeyBytes } from '../../preload/contract/index.ts';
import type { NewFile } from '../database/index.ts';
import type { Volume } from '../volumes/index.ts';
import { type NamePlatform, separations, slotOf, toLocalSegment } from './local-name.ts';
import { headOf } from './store-target.ts';

/** An object that a selection holds. */
export interface Found {
  readonly key: string;
  readonly size: number;
  readonly modified: number;
  /** Empty where the store does not say. */
  readonly etag: string;
}

/** Single keys asked about at a time. */
const parallelHeads = 16;

/**
 * All objects of a selection in pages: keys one by one, prefixes by listing. `facts: false` does not ask for the size of
 * single keys (a delete needs none). Keys that are gone are in `gone`.
 */
export async function* findObjects(options: {
  readonly volume: Volume;
  readonly bucket: string;
  readonly selection: Selection;
  readonly facts: boolean;
  readonly signal: AbortSignal;
}): AsyncGenerator<{ readonly found: readonly Found[]; readonly gone: readonly string[] }> {
  const { volume, bucket, selection, signal } = options;
  const covered = (key: string) => selection.prefixes.some((prefix) => key.startsWith(prefix));
  // In the order of a listing: `a` is met before `a/b`.
  const singles = selection.keys.filter((key) => !covered(key)).toSorted();
  for (let at = 0; at < singles.length; at += parallelHeads) {
    signal.throwIfAborted();
    const some = singles.slice(at, at + parallelHeads);
    if (!options.facts) {
      yield { found: some.map((key) => ({ key, size: 0, modified: 0, etag: '' })), gone: [] };
      continue;
    }
    const heads = await Promise.all(some.map((key) => headOf(volume, bucket, key, signal)));
    yield {
      found: heads.flatMap((head) => (head ? [head] : [])),
      gone: some.filter((_key, i) => heads[i] === undefined),
    };
  }
  const outermost = selection.prefixes.filter(
    (prefix, i) =>
      !selection.prefixes.some((other, j) => j !== i && prefix.startsWith(other) && (other !== prefix || j < i)),
  );
  for (const prefix of outermost) {
    for await (const page of volume.walk({ bucket, prefix, signal })) {
      yield {
        found: page.keys.map((key, i) => ({
          key,
          size: page.sizes[i] ?? 0,
          modified: page.modified[i] ?? 0,
          etag: page.etags[i] ?? '',
        })),
        gone: [],
      };
    }
  }
}

const relative = (key: string, base: string): string => (key.startsWith(base) ? key.slice(base.length) : key);

export const goneFile = (key: string, base: string): NewFile => ({
  path: relative(key, base) || key,
  source: key,
  key,
  size: 0,
  modified: 0,
  state: 'failed',
  error: new AppError('OBJECT_NOT_FOUND', { key }).toShape(),
});

/** A row of a delete. */
export const deletionOf = ({ key, size, modified, etag }: Found): NewFile => ({
  path: key,
  source: key,
  key,
  size,
  modified,
  etag,
  state: 'queued',
});

/** A row of a copy or a move: the name below `base` goes below `prefix`. */
export function copyOf({ key, size, modified, etag }: Found, base: string, prefix: string): NewFile {
  const path = relative(key, base);
  const file = { path: path || key, source: key, key: prefix + path, size, modified, etag };
  if (Buffer.byteLength(file.key) <= maxKeyBytes && file.key !== '') return { ...file, state: 'queued' };
  return { ...file, state: 'failed', error: new AppError('KEY_INVALID', { key: file.key.slice(0, 200) }).toShape() };
}

/** The same path in another spelling of its last segment that is still free. */
function apart(local: string, platform: NamePlatform, taken: (slot: string) => boolean): string | undefined {
  const at = local.lastIndexOf('/') + 1;
  for (const name of separations(local.slice(at), platform)) {
    const other = local.slice(0, at) + name;
    if (!taken(slotOf(other, platform))) return other;
  }
  return undefined;
}

function fileIn(
  path: string,
  platform: NamePlatform,
  folderNames: (path: string) => string | undefined,
): string | undefined {
  const at = path.lastIndexOf('/');
  const name = toLocalSegment(path.slice(at + 1), platform);
  if (at < 0 || name === undefined) return name;
  const folder = folderNames(path.slice(0, at));
  return folder === undefined ? undefined : `${folder}/${name}`;
}

/** A row of a download; undefined for the object that stands for the chosen folder itself. */
export function downloadOf(
  { key, size, modified, etag }: Found,
  base: string,
  platform: NamePlatform,
  taken: (slot: string) => boolean,
  folderNames: (path: string) => string | undefined,
): NewFile | undefined {
  const path = relative(key, base);
  if (path === '') return undefined;
  const file = { path, source: key, key, size, modified, etag };
  const folder = path.endsWith('/') && size === 0;
  let local = folder ? folderNames(path.slice(0, -1)) : fileIn(path, platform, folderNames);
  if (local !== undefined && !folder && platform !== 'posix' && taken(slotOf(local, platform))) {
    local = apart(local, platform, taken);
  }
  if (local === undefined) {
    return { ...file, state: 'failed', error: new AppError('NAME_IMPOSSIBLE_HERE', { key }).toShape() };
  }
  const slot = platform === 'posix' || folder ? undefined : slotOf(local, platform);
  return { ...file, local, slot, state: 'queued' };
}
