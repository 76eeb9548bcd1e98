import type { ObjectHead, Volume } from '../volumes/index.ts';
import { pause } from './backoff.ts';

/** What a listing tells of an object. */
export type Listed = Pick<ObjectHead, 'key' | 'size' | 'modified' | 'etag' | 'checksums' | 'metadata'>;

/** What is there already below the folders that a job writes to, by one listing instead of a question for each file. */
export interface TargetIndex {
  /** `unknown`: the listing does not pay, or was refused; the object itself is to be asked about. */
  find(key: string): Promise<Listed | undefined | 'unknown'>;
  /** Begins to list, once that can pay. */
  begin(): void;
  /** So many more files are planned: what a listing may cost is measured by them. */
  expect(files: number): void;
  expectNoMore(): void;
  /** Whether `find` answers without waiting. */
  readonly settled: boolean;
}

/** Keys held: about 150 bytes each. */
const mostKeys = 300_000;
/** Below so many files single questions are cheaper than to find out. */
const worthwhile = 24;
const pagesAtFirst = 10;
/** A listing pays while it takes fewer calls than there are files; planning may still be counting them. */
const filesAPage = 20;
/** Milliseconds, and how often, to wait for planning to find more files. */
const patience = 50;
const patienceTimes = 40;

export function createTargetIndex(options: {
  readonly volume: () => Promise<Volume>;
  readonly bucket: string;
  /** Ends with `/`, or is empty. */
  readonly prefixes: readonly string[];
  /** Files of a job that was planned before. */
  readonly planned?: number | undefined;
  readonly signal: AbortSignal;
  readonly report: (error: unknown) => void;
}): TargetIndex {
  const { bucket, signal } = options;
  const known = new Map<string, readonly [size: number, modified: number, etag: string]>();
  let listing: Promise<boolean> | undefined;
  let settled = false;
  let expected = options.planned ?? 0;
  let complete = options.planned !== undefined;

  const pays = async (pages: number): Promise<boolean> => {
    for (let i = 0; ; i += 1) {
      if (pages <= pagesAtFirst + expected / filesAPage) return true;
      if (complete || i >= patienceTimes || signal.aborted) return false;
      await pause(patience);
    }
  };
  const list = async (): Promise<boolean> => {
    const volume = await options.volume();
    let pages = 0;
    for (const prefix of options.prefixes) {
      for await (const page of volume.walk({ bucket, prefix, signal })) {
        pages += 1;
        for (const [i, key] of page.keys.entries()) {
          known.set(key, [page.sizes[i] ?? 0, page.modified[i] ?? 0, page.etags[i] ?? '']);
        }
        if (known.size > mostKeys || !(await pays(pages))) {
          known.clear();
          return false;
        }
      }
    }
    return true;
  };

  const begin = () => {
    if (listing || expected < worthwhile || options.prefixes.length === 0) return;
    listing = list()
      .catch((error: unknown) => {
        // Whatever it is, the question about the single object meets it too, and is answered for.
        if (!signal.aborted) options.report(error);
        known.clear();
        return false;
      })
      .finally(() => {
        settled = true;
      });
  };

  return {
    get settled() {
      return settled;
    },
    begin,
    expect(files) {
      expected += files;
    },
    expectNoMore() {
      complete = true;
    },
    async find(key) {
      if (!options.prefixes.some((prefix) => key.startsWith(prefix))) return 'unknown';
      begin();
      if (!(await listing)) return 'unknown';
      const found = known.get(key);
      if (!found) return undefined;
      const [size, modified, etag] = found;
      return { key, size, modified, etag, checksums: [], metadata: {} };
    },
  };
}
