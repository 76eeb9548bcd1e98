import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type ChecksumName, createChecksum } from '../base/hashing/index.ts';
import type { BodyChecksum, ChecksumAlgorithm } from '../volumes/index.ts';
import type { Progress } from './progress.ts';
import { crc32Text } from './proof.ts';
import type { Throttle } from './throttle.ts';

/** Bytes handed on at a time. */
export const slice = 256 * 1024;
/** The same under a bound of bandwidth, so that a slow line moves steadily. */
const thinSlice = 32 * 1024;

const names: Readonly<Record<Exclude<ChecksumAlgorithm, 'content-md5'>, ChecksumName>> = {
  crc32: 'CRC32',
  crc32c: 'CRC32C',
  crc64nvme: 'CRC64NVME',
  sha1: 'SHA1',
  sha256: 'SHA256',
};

/** The checksums of a run of bytes: CRC32 for the receipt, and MD5 where an ETag is to be compared. */
export interface Hashes {
  update(chunk: Uint8Array): void;
  /** Base64. */
  crc32(): string;
  /** Hex; undefined where it was not wanted. Once only. */
  md5(): string | undefined;
}

export function createHashes(withMd5: boolean): Hashes {
  const md5 = withMd5 ? createHash('md5') : undefined;
  let crc = 0;
  return {
    update(chunk) {
      crc = crc32(chunk, crc);
      md5?.update(chunk);
    },
    crc32: () => crc32Text(crc),
    md5: () => md5?.digest('hex'),
  };
}

/** The checksum of a body in the algorithm that the store prefers; none where it takes none. */
export async function checksumOf(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<BodyChecksum | undefined> {
  if (algorithm === undefined) return undefined;
  if (algorithm === 'content-md5') {
    const hash = createHash('md5');
    for await (const chunk of chunks) hash.update(chunk);
    return { algorithm, value: hash.digest('base64') };
  }
  const running = await createChecksum(names[algorithm]);
  for await (const chunk of chunks) running.update(chunk);
  return { algorithm, value: running.digest().toString('base64') };
}

/** A buffer in pieces, so that progress follows the line and not the part. */
export function slices(bytes: Buffer): Readable {
  let at = 0;
  return new Readable({
    highWaterMark: slice,
    read() {
      if (at >= bytes.length) this.push(null);
      else {
        this.push(bytes.subarray(at, at + slice));
        at += slice;
      }
    },
  });
}

/**
 * A stream that tells what was taken from it and is held to the bandwidth; `takeBack` undoes the count where it has to be
 * sent again.
 */
export function counting(
  stream: Readable,
  options: {
    readonly progress: Progress;
    readonly throttle: Throttle;
    readonly signal: AbortSignal;
    readonly hashes?: Hashes | undefined;
  },
): { stream: Readable; takeBack: () => void } {
  const { progress, throttle, signal, hashes } = options;
  let counted = 0;
  const onward = Readable.from(
    (async function* () {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        hashes?.update(chunk);
        const step = throttle.limited ? thinSlice : chunk.length;
        for (let at = 0; at < chunk.length; at += step) {
          const piece = chunk.subarray(at, at + step);
          await throttle.take(piece.length, signal);
          yield piece;
          counted += piece.length;
          progress.moved(piece.length);
        }
      }
    })(),
    { objectMode: false, highWaterMark: slice },
  );
  return {
    stream: onward,
    takeBack() {
      progress.takenBack(counted);
      counted = 0;
    },
  };
}
