import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ChecksumName, createChecksum } from '../base/hashing/index.ts';
import type { BodyChecksum, ChecksumAlgorithm } from '../volumes/index.ts';
import type { Progress } from './progress.ts';

/** Bytes handed on at a time. */
export const slice = 256 * 1024;

const names: Readonly<Record<Exclude<ChecksumAlgorithm, 'content-md5'>, ChecksumName>> = {
  crc32: 'CRC32',
  crc32c: 'CRC32C',
  crc64nvme: 'CRC64NVME',
  sha1: 'SHA1',
  sha256: 'SHA256',
};

/** The checksum of a body at hand in the algorithm that the store prefers; none where it takes none. */
export async function checksumOf(
  bytes: Buffer,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<BodyChecksum | undefined> {
  if (algorithm === undefined) return undefined;
  if (algorithm === 'content-md5') return { algorithm, value: createHash('md5').update(bytes).digest('base64') };
  const running = await createChecksum(names[algorithm]);
  running.update(bytes);
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

/** A stream that tells what was taken from it; `takeBack` undoes that where it has to be sent again. */
export function counting(stream: Readable, progress: Progress): { stream: Readable; takeBack: () => void } {
  let counted = 0;
  const onward = Readable.from(
    (async function* () {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        yield chunk;
        counted += chunk.length;
        progress.moved(chunk.length);
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
