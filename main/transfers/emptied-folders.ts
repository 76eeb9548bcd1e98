import type { Volume } from '../volumes/index.ts';

/** Levels of folders that a key of 1,024 bytes can have. */
const deepest = 512;

/**
 * Removes the folders that a delete or a move has emptied. A store of objects has none left by itself; a live view of a
 * directory shows what another program made as an empty folder. A prefix below which any object is left stays untouched.
 */
export async function removeEmptiedFolders(options: {
  readonly volume: Pick<Volume, 'list' | 'deleteMany'>;
  readonly bucket: string;
  readonly prefixes: readonly string[];
  readonly signal: AbortSignal;
}): Promise<void> {
  const { volume, bucket, signal } = options;
  for (const prefix of options.prefixes) {
    let before = '';
    for (let level = 0; level < deepest; level++) {
      const { keys } = await volume.list({ bucket, prefix, limit: 1000, signal });
      const now = keys.join('\n');
      if (keys.length === 0 || now === before || !keys.every((key) => key.endsWith('/'))) break;
      before = now;
      // What lies deeper goes first.
      await volume.deleteMany({ bucket, keys: keys.toReversed(), signal });
    }
  }
}
