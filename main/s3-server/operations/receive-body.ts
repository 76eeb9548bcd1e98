import { createHash } from 'node:crypto';
import type { Slab } from '../../base/hashing/index.ts';
import { S3Error } from '../errors/index.ts';
import type { ChecksumAlgorithm } from '../storage/storage.ts';
import type { ChecksumValue, IncomingBody } from './incoming-body.ts';
import type { OperationContext } from './operation.ts';

export interface ReceivedBody {
  readonly size: number;
  readonly md5: Buffer;
  readonly checksum?: ChecksumValue;
}

/** Where the bytes go: an ObjectWriter or a PartWriter. */
export interface ByteSink {
  write(chunk: Uint8Array): Promise<void>;
}

/** Below this a round trip to the hashing thread costs more than the hash: about 0.3 ms of MD5. */
const inlineBytes = 256 * 1024;
/** One slab is filled while one is hashed and written and one waits its turn. */
const slabsInFlight = 3;

type Engine = Pick<OperationContext, 'md5' | 'slabs' | 'checksums' | 'limits'>;

/**
 * Moves a body into a sink with back-pressure and verifies everything the client promised about it. Memory: three slabs.
 * Throws BadDigest, XAmzContentSHA256Mismatch, EntityTooLarge and whatever the body or the sink throws; the caller aborts
 * the sink then.
 */
export async function receiveBody(
  engine: Engine,
  body: IncomingBody,
  sink: ByteSink,
  options: { algorithm?: ChecksumAlgorithm } = {},
): Promise<ReceivedBody> {
  const algorithm = body.promised.checksum?.algorithm ?? body.algorithm ?? options.algorithm;
  const checksum = algorithm && (await engine.checksums.open(algorithm));
  const sha256 = body.promised.sha256 && createHash('sha256');
  const limit = engine.limits.maxPutBytes;
  let size = 0;

  const observed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body.chunks) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(limit, size);
      checksum?.update(chunk);
      sha256?.update(chunk);
      yield chunk;
    }
  };

  const small = body.size !== undefined && body.size <= inlineBytes;
  const md5 = await (small ? moveInline(observed(), sink) : moveInSlabs(engine, observed(), sink));

  const { promised } = body;
  if (sha256 && promised.sha256 && !sha256.digest().equals(promised.sha256)) {
    throw new S3Error('XAmzContentSHA256Mismatch');
  }
  if (promised.md5 && !md5.equals(promised.md5)) {
    throw new S3Error('BadDigest', {
      message: 'The Content-MD5 you specified did not match what we received.',
      details: { ExpectedDigest: promised.md5.toString('base64'), CalculatedDigest: md5.toString('base64') },
    });
  }
  if (!checksum || !algorithm) return { size, md5 };
  const value = checksum.digest();
  for (const wanted of [promised.checksum, body.trailingChecksum?.()]) {
    if (wanted && !(wanted.algorithm === algorithm && wanted.value.equals(value))) throw badChecksum(algorithm);
  }
  return { size, md5, checksum: { algorithm, value } };
}

export function tooLarge(limit: number, proposed: number): S3Error {
  return new S3Error('EntityTooLarge', {
    details: { ProposedSize: String(proposed), MaxSizeAllowed: String(limit) },
  });
}

export function badChecksum(algorithm: ChecksumAlgorithm): S3Error {
  return new S3Error('BadDigest', {
    message: `The ${algorithm} you specified did not match the calculated checksum.`,
  });
}

async function moveInline(chunks: AsyncIterable<Uint8Array>, sink: ByteSink): Promise<Buffer> {
  const hash = createHash('md5');
  for await (const chunk of chunks) {
    hash.update(chunk);
    await sink.write(chunk);
  }
  return hash.digest();
}

/** Gathers network chunks into slabs; each is hashed in a thread and written to the disk at the same time. */
async function moveInSlabs(engine: Engine, chunks: AsyncIterable<Uint8Array>, sink: ByteSink): Promise<Buffer> {
  const md5 = engine.md5.open();
  const flights: Promise<Error | undefined>[] = [];
  let written: Promise<void> = Promise.resolve();

  // Settles to the failure instead of rejecting, so that a failure met while others still fly is reported once, when landed.
  const launch = (slab: Slab, length: number): void => {
    const hashed = md5.update(slab, length);
    written = written.then(() => sink.write(slab.subarray(0, length)));
    flights.push(
      Promise.allSettled([hashed, written]).then((results) => {
        engine.slabs.give(slab);
        return failureOf(results);
      }),
    );
  };
  const land = async (most: number): Promise<void> => {
    while (flights.length > most) {
      const failure = await flights.shift();
      if (failure) throw failure;
    }
  };

  try {
    let slab: Slab | undefined;
    let used = 0;
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.byteLength;) {
        if (!slab) {
          await land(slabsInFlight - 1);
          slab = engine.slabs.take();
          used = 0;
        }
        const step = Math.min(slab.byteLength - used, chunk.byteLength - at);
        slab.set(at === 0 && step === chunk.byteLength ? chunk : chunk.subarray(at, at + step), used);
        used += step;
        at += step;
        if (used === slab.byteLength) {
          launch(slab, used);
          slab = undefined;
        }
      }
    }
    if (slab) launch(slab, used);
    await land(0);
    return await md5.digest();
  } finally {
    await Promise.all(flights);
    md5.abandon();
  }
}

function failureOf(results: readonly PromiseSettledResult<void>[]): Error | undefined {
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return undefined;
  return failed.reason instanceof Error ? failed.reason : new Error('The write failed', { cause: failed.reason });
}
