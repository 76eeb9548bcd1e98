import type { ConflictRule } from '../../preload/contract/index.ts';
import type { NewFile } from '../database/index.ts';
import { looksSame } from './store-target.ts';
import type { Listed, TargetIndex } from './target-index.ts';

/**
 * Settles files that the rule leaves alone while they are planned, so that a tree that is there already costs a listing and
 * no more. Where the listing does not tell, a file is planned as usual and asked about later.
 */
export async function* skipKnown(
  batches: AsyncIterable<readonly NewFile[]>,
  options: {
    readonly index: TargetIndex;
    readonly rule: ConflictRule;
    /** Instead of comparing times: whether the bytes of a file give the ETag of an object. */
    readonly sameBytes?: ((file: NewFile, there: Listed) => Promise<boolean>) | undefined;
  },
): AsyncGenerator<readonly NewFile[]> {
  const { index, rule, sameBytes } = options;
  for await (const batch of batches) {
    if (rule !== 'skip' && rule !== 'skip-same') {
      yield batch;
      continue;
    }
    const out: NewFile[] = [];
    for (const file of batch) {
      const there = file.state === 'queued' ? await index.find(file.key) : 'unknown';
      const skip =
        there !== undefined &&
        there !== 'unknown' &&
        (rule === 'skip' ||
          (sameBytes ? there.size === file.size && (await sameBytes(file, there)) : looksSame(there, file)));
      out.push(skip ? { ...file, state: 'skipped', bytesDone: file.size } : file);
    }
    yield out;
  }
}
