import type { StoredPart, TransfersRepository } from '../database/index.ts';
import type { PartFile } from './local-target.ts';
import { crc32Text } from './proof.ts';

/** One range of a download; the parts of the best known clients, ours among them, end where ranges do. Bytes. */
export const rangeSize = 8 * 1024 * 1024;

/** How far a range has come: `done` bytes from its beginning are in the file, and `crc` is their CRC32. */
export interface Range {
  /** From 1. */
  readonly number: number;
  readonly first: number;
  readonly size: number;
  done: number;
  crc: number;
  /** What the ledger knows. */
  saved: number;
}

/** The ranges of an object, with what an earlier try left in the part file. */
export function planRanges(size: number, known: readonly StoredPart[], fileSize: number): Range[] {
  const stored = new Map(known.map((part) => [part.number, part]));
  return Array.from({ length: Math.max(1, Math.ceil(size / rangeSize)) }, (_, i) => {
    const first = i * rangeSize;
    const length = Math.min(rangeSize, size - first);
    const part = stored.get(i + 1);
    // Longer, it was read by a version with other ranges; a part file that is shorter was cut by something else.
    const usable = part?.crc32 !== undefined && part.size <= length && first + part.size <= fileSize ? part : undefined;
    const done = usable?.size ?? 0;
    const crc = usable?.crc32 === undefined ? 0 : Buffer.from(usable.crc32, 'base64').readUInt32BE();
    return { number: i + 1, first, size: length, done, crc, saved: done };
  });
}

/** Follows the writes of one try of a range: some may end before those in front of them. */
export function startMark(range: Range) {
  const open: { readonly bytes: number; readonly crc: number; written: boolean }[] = [];
  const before = range.done;
  let running = range.crc;
  return {
    /** The checksum of everything handed over so far. */
    crc: () => running,
    /** Bytes that this try has brought to the file. */
    kept: () => range.done - before,
    /** The next bytes are being written; to be called once they are. */
    begin(bytes: number, crc: number): () => void {
      const one = { bytes, crc, written: false };
      running = crc;
      open.push(one);
      return () => {
        one.written = true;
        for (let next = open[0]; next?.written; next = open[0]) {
          open.shift();
          range.done += next.bytes;
          range.crc = next.crc;
        }
      };
    },
  };
}

/** Milliseconds between two notes in the ledger of how far a file has come. */
const keepEvery = 150;

/**
 * Writes down how far the ranges are, again and again while they are read: on the disk first, then in the ledger, so that a
 * kill costs what came since the last note and no more. `end` writes the last one.
 */
export function startKeeping(options: {
  readonly ranges: readonly Range[];
  readonly part: PartFile;
  readonly ledger: TransfersRepository;
  readonly file: number;
}): { end(): Promise<void> } {
  const { ranges, part, ledger, file } = options;
  let ended = false;
  let failure: Error | undefined;
  let wake = () => {};
  const keep = async () => {
    const news = ranges.flatMap((range) =>
      range.done > range.saved ? [{ range, done: range.done, crc: range.crc }] : [],
    );
    if (news.length === 0) return;
    await part.handle.datasync();
    await ledger.commit.run(() => {
      for (const { range, done, crc } of news) {
        ledger.files.putPart(file, {
          number: range.number,
          size: done,
          etag: '',
          checksum: undefined,
          crc32: crc32Text(crc),
        });
      }
    });
    for (const { range, done } of news) range.saved = done;
  };
  const loop = async () => {
    for (;;) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, keepEvery);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (ended) return;
      await keep();
    }
  };
  const running = loop().catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error('the ledger could not be written', { cause: error });
  });
  return {
    async end() {
      ended = true;
      wake();
      await running;
      if (failure !== undefined) throw failure;
      await keep();
    },
  };
}
