import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  type ChecksumName,
  type HashName,
  type HashPool,
  createChecksum,
  createHashEngine,
} from '../base/hashing/index.ts';
import type { Body, BodyChecksum, ChecksumAlgorithm } from '../volumes/index.ts';
import type { Block } from './each-block.ts';
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

/**
 * Bytes at hand in pieces, so that progress follows the line and not the part, held to the bandwidth; `takeBack` undoes the
 * count where they have to be sent again.
 */
export function pieces(
  bytes: Uint8Array,
  options: { readonly progress: Progress; readonly throttle: Throttle; readonly signal: AbortSignal },
): { readonly body: Exclude<Body, Uint8Array>; takeBack: () => void } {
  const { progress, throttle, signal } = options;
  let counted = 0;
  async function* cut(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + (throttle.limited ? thinSlice : slice));
      if (throttle.limited) await throttle.take(piece.length, signal);
      yield piece;
      at += piece.length;
      counted += piece.length;
      progress.moved(piece.length);
    }
  }
  return {
    body: { size: bytes.length, pieces: cut },
    takeBack() {
      progress.takenBack(counted);
      counted = 0;
    },
  };
}

/** Bodies from here on are hashed by another thread: this one has the line to serve. Bytes. */
const worthAThread = 512 * 1024;

/** Hashes of bytes in shared memory, in the order of the names; each is computed once, however often it is named. */
export async function hashesOf(names: readonly HashName[], bytes: Block, pool: HashPool): Promise<readonly Buffer[]> {
  const different = [...new Set(names)];
  const found = new Map<HashName, Buffer>();
  if (bytes.length < worthAThread) {
    const engine = createHashEngine();
    for (const name of different) {
      const running = engine.open(name);
      running.update(bytes);
      found.set(name, running.digest());
    }
  } else {
    const stream = pool.open(different);
    try {
      await stream.update(bytes, bytes.length);
      const digests = await stream.digest();
      for (const [i, name] of different.entries()) found.set(name, digests[i] ?? Buffer.alloc(0));
    } finally {
      stream.abandon();
    }
  }
  return names.map((name) => found.get(name) ?? Buffer.alloc(0));
}

/** S3's name of an algorithm, as the hashes are called. */
export const hashNameOf = (algorithm: ChecksumAlgorithm): HashName =>
  algorithm === 'content-md5' ? 'MD5' : names[algorithm];

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
