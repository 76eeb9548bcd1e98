import type { ConflictRule } from '../../preload/contract/index.ts';
import type { NewFile } from '../database/index.ts';
import { looksNewer, looksSame } from './store-target.ts';
import type { Listed, TargetIndex } from './target-index.ts';

/** Files held while the target is listed. */
const mostHeld = 100_000;
/** Rules for which it is worth knowing what is there before a file is begun. */
const looked: ReadonlySet<ConflictRule> = new Set(['skip', 'skip-same', 'newer', 'ask']);

/**
 * Settles files that the rule leaves alone, or about which it asks, while they are planned, so that a tree that is there already costs a listing and
 * no more. Where the listing does not tell, a file is planned as usual and asked about later.
 */
export async function* skipKnown(
  batches: AsyncIterable<readonly NewFile[]>,
  options: {
    readonly index: TargetIndex;
    /** The rule by now: it changes where the user answers for what is still to come. */
    readonly rule: () => ConflictRule;
    /** Instead of comparing times: whether the bytes of a file give the ETag of an object. */
    readonly sameBytes?: ((file: NewFile, there: Listed) => Promise<boolean>) | undefined;
  },
): AsyncGenerator<readonly NewFile[]> {
  const { index, rule, sameBytes } = options;
  let held: (readonly NewFile[])[] = [];
  let count = 0;
  const leaves = async (file: NewFile, there: Listed): Promise<boolean> => {
    const by = rule();
    if (by === 'skip') return true;
    if (by === 'newer') return !looksNewer(there, file);
    if (by !== 'skip-same') return false;
    return sameBytes ? there.size === file.size && (await sameBytes(file, there)) : looksSame(there, file);
  };
  const settle = async (batch: readonly NewFile[]): Promise<readonly NewFile[]> => {
    const out: NewFile[] = [];
    for (const file of batch) {
      const there = file.state === 'queued' ? await index.find(file.key) : 'unknown';
      if (there === undefined || there === 'unknown') out.push(file);
      else if (rule() === 'ask') {
        out.push({ ...file, state: 'asking', there: { size: there.size, modified: there.modified } });
      } else {
        const skip = await leaves(file, there);
        out.push(skip ? { ...file, state: 'skipped', bytesDone: file.size } : file);
      }
    }
    return out;
  };
  for await (const batch of batches) {
    index.expect(batch.length);
    if (!looked.has(rule())) {
      yield batch;
      continue;
    }
    held.push(batch);
    count += batch.length;
    // Planning goes on while the target is listed: only so is it known how long a listing pays.
    index.begin();
    if (!index.settled && count < mostHeld) continue;
    for (const one of held) yield await settle(one);
    held = [];
    count = 0;
  }
  index.expectNoMore();
  for (const one of held) yield await settle(one);
}
