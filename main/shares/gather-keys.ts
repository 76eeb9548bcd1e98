import { maxLinkedObjects, type Selection } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';

/**
 * The objects of a selection, in the store's order, up to `most`; `left` counts those beyond, as far as one more page
 * tells. Markers of folders (keys that end with `/`) are no files.
 */
export async function gatherKeys(
  volume: Volume,
  what: {
    readonly bucket: string;
    readonly selection: Selection;
    readonly most?: number;
    readonly signal?: AbortSignal;
  },
): Promise<{ readonly keys: string[]; readonly left: number }> {
  const { bucket, selection, most = maxLinkedObjects, signal } = what;
  const keys: string[] = [];
  const seen = new Set<string>();
  let left = 0;
  const add = (key: string): void => {
    if (key.endsWith('/') || seen.has(key)) return;
    seen.add(key);
    if (keys.length < most) keys.push(key);
    else left += 1;
  };
  for (const key of selection.keys) add(key);
  for (const prefix of selection.prefixes) {
    for await (const page of volume.walk({ bucket, prefix, signal })) {
      for (const key of page.keys) add(key);
      if (left > 0) break;
    }
  }
  return { keys, left };
}
