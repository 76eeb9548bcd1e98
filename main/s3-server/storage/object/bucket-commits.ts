import { S3Error } from '../../errors/index.ts';
import type { CommitOptions, CommitQueue } from '../commit-queue.ts';
import type { BodyStore, Discarded } from './body-store.ts';

/** What a change of the index gives back, and the files that it let go of. */
export interface Outcome<T> {
  readonly result: T;
  readonly freed: readonly Discarded[];
}

/** For changes that make room. */
export const FREES: CommitOptions = { frees: true };

/** The commits of one bucket: refused once the bucket is gone, and followed by the removal of what they let go of. */
export class BucketCommits {
  readonly #commits: CommitQueue;
  readonly #bodies: BodyStore;
  #retired = false;

  constructor(commits: CommitQueue, bodies: BodyStore) {
    this.#commits = commits;
    this.#bodies = bodies;
  }

  /** From now on every commit throws NoSuchBucket. */
  retire(): void {
    this.#retired = true;
  }

  async run<T>(change: () => Outcome<T>, options?: CommitOptions): Promise<T> {
    const { result, freed } = await this.#commits.run(() => {
      if (this.#retired) throw new S3Error('NoSuchBucket');
      return change();
    }, options);
    this.reclaim(freed);
    return result;
  }

  /** After a commit. */
  reclaim(freed: readonly Discarded[]): void {
    for (const discarded of freed) this.#bodies.reclaim(discarded);
  }
}

export function present(discarded: Discarded | undefined): Discarded[] {
  return discarded === undefined ? [] : [discarded];
}
