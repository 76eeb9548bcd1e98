import { AppError, type ConflictRule } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';
import { numberedName } from './local-name.ts';
import { NameTaken } from './name-taken.ts';
import type { Listed, TargetIndex } from './target-index.ts';

/** Where in a store a file is to be written, by the rule for names that are taken. */
export type StoreTarget =
  | { readonly kind: 'write'; readonly key: string; readonly onlyIfAbsent: boolean }
  | { readonly kind: 'skip' }
  /** An earlier try had written it; only the answer was lost. */
  | { readonly kind: 'ours'; readonly etag: string };

export interface ChooseOptions {
  readonly volume: Volume;
  readonly bucket: string;
  readonly key: string;
  readonly rule: ConflictRule;
  readonly size: number;
  readonly modified: number;
  /** Whether what is there was written by an earlier try of this very file; absent on a first try. */
  readonly isOurs?: ((head: Listed) => Promise<boolean>) | undefined;
  /** What a listing knows; not for a file that was tried before, which may have been written since. */
  readonly index?: TargetIndex | undefined;
  readonly signal: AbortSignal;
}

/** Names tried beside the taken one before a file fails. */
const mostNumbered = 1000;
/** Stores tell times in whole seconds, files in milliseconds. */
const wholeSeconds = 1000;

export const headOf = (volume: Volume, bucket: string, key: string, signal: AbortSignal) =>
  volume.head({ bucket, key, signal }).catch((error: unknown): undefined => {
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return undefined;
    throw error;
  });

/** The rule `skip-same`: of one size, and what is there is not older. */
export const looksSame = (
  there: Pick<Listed, 'size' | 'modified'>,
  ours: { readonly size: number; readonly modified: number },
): boolean => there.size === ours.size && ours.modified <= there.modified + wholeSeconds;

/** The rule `newer`: written after what is there, by more than a store's clock tells apart. */
export const looksNewer = (there: Pick<Listed, 'modified'>, ours: { readonly modified: number }): boolean =>
  ours.modified > there.modified + wholeSeconds;

/** Whether a rule may put something in the place of what is there. */
export const replaces = (rule: ConflictRule): boolean =>
  rule === 'overwrite' || rule === 'skip-same' || rule === 'newer';

export async function chooseStoreTarget(options: ChooseOptions): Promise<StoreTarget> {
  const { volume, bucket, key, rule, signal } = options;
  if (rule === 'overwrite') return { kind: 'write', key, onlyIfAbsent: false };
  const listed = options.index && !options.isOurs ? await options.index.find(key) : 'unknown';
  const there: Listed | undefined = listed === 'unknown' ? await headOf(volume, bucket, key, signal) : listed;
  if (!there) return { kind: 'write', key, onlyIfAbsent: true };
  if (options.isOurs && (await options.isOurs(there))) return { kind: 'ours', etag: there.etag };
  // The object that stands for a folder: the folder is there, which is all that was wanted.
  if (key.endsWith('/') && options.size === 0) return { kind: 'ours', etag: there.etag };
  switch (rule) {
    case 'skip':
      return { kind: 'skip' };
    case 'skip-same':
      return looksSame(there, options) ? { kind: 'skip' } : { kind: 'write', key, onlyIfAbsent: false };
    case 'newer':
      return looksNewer(there, options) ? { kind: 'write', key, onlyIfAbsent: false } : { kind: 'skip' };
    case 'ask':
      throw new NameTaken('OBJECT_EXISTS', key, there);
    case 'fail':
      throw new AppError('OBJECT_EXISTS', { bucket, key });
    case 'keep-both': {
      for (let n = 2; n < mostNumbered; n += 1) {
        const other = numberedName(key, n);
        const taken = await headOf(volume, bucket, other, signal);
        if (!taken) return { kind: 'write', key: other, onlyIfAbsent: true };
        if (options.isOurs && (await options.isOurs(taken))) return { kind: 'ours', etag: taken.etag };
      }
      throw new AppError('OBJECT_EXISTS', { bucket, key });
    }
  }
}
