import type { HashName } from '../../base/hashing/index.ts';
import { S3Error } from '../errors/index.ts';
import type { ChecksumAlgorithm } from '../storage/storage.ts';
import type { ChecksumValue, IncomingBody } from './incoming-body.ts';
import type { OperationContext } from './operation.ts';
import { receiveInSlabs } from './receive-in-slabs.ts';

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
type Engine = Pick<OperationContext, 'hashes' | 'hashing' | 'slabs' | 'collector' | 'limits'>;

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
  const { promised } = body;
  const algorithm = promised.checksum?.algorithm ?? body.algorithm ?? options.algorithm;
  const names = [
    ...new Set<HashName>(['MD5', ...(promised.sha256 ? (['SHA256'] as const) : []), ...(algorithm ? [algorithm] : [])]),
  ];
  const tally = { size: 0 };
  const chunks = counted(body.chunks, tally, engine.limits.maxPutBytes);
  const small = body.size !== undefined && body.size <= inlineBytes;
  const digests = await (small ? receiveInline : receiveInSlabs)(engine, chunks, sink, names);
  const digestOf = (name: HashName): Buffer => digests[names.indexOf(name)] ?? Buffer.alloc(0);

  const md5 = digestOf('MD5');
  if (promised.sha256 && !digestOf('SHA256').equals(promised.sha256)) throw new S3Error('XAmzContentSHA256Mismatch');
  if (promised.md5 && !md5.equals(promised.md5)) {
    throw new S3Error('BadDigest', {
      message: 'The Content-MD5 you specified did not match what we received.',
      details: { ExpectedDigest: promised.md5.toString('base64'), CalculatedDigest: md5.toString('base64') },
    });
  }
  const { size } = tally;
  if (!algorithm) return { size, md5 };
  const value = digestOf(algorithm);
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

/** Throws EntityTooLarge. A function of its own, as one made for each body would keep it in memory until a full collection. */
async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  tally: { size: number },
  limit: number,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    tally.size += chunk.byteLength;
    if (tally.size > limit) throw tooLarge(limit, tally.size);
    yield chunk;
  }
}

async function receiveInline(
  { hashing }: Engine,
  chunks: AsyncIterable<Uint8Array>,
  sink: ByteSink,
  names: readonly HashName[],
): Promise<readonly Buffer[]> {
  const hashes = names.map((name) => hashing.open(name));
  for await (const chunk of chunks) {
    for (const hash of hashes) hash.update(chunk);
    await sink.write(chunk);
  }
  return hashes.map((hash) => hash.digest());
}
