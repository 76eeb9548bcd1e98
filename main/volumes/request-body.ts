import { AppError } from '../../preload/contract/index.ts';
import type { WireBody } from '../s3-wire/index.ts';
import { exactBytes } from './exact-bytes.ts';
import type { StoreClient } from './store-client.ts';
import type { Body, BodyChecksum, ChecksumAlgorithm } from './volume.ts';

/** Hashing more than this for the signature costs more than TLS already gives; bytes. */
const cheapToHash = 1024 ** 2;

export const bodySize = (body: Body): number => (body instanceof Uint8Array ? body.byteLength : body.size);

/** A body as the wire takes it. A failing source ends the call with the source's own error. */
export interface GuardedBody {
  readonly body: WireBody;
  /** The error of the source, where that is why the call ended. */
  problem(): AppError | undefined;
  /** To be called when the call ended, in any way. */
  release(): void;
}

export function guardBody(client: StoreClient, body: Body): GuardedBody {
  if (body instanceof Uint8Array) {
    const hashed = !declaresUnsigned(client, body);
    return { body: { bytes: body, hashed }, problem: () => undefined, release: () => undefined };
  }
  if ('pieces' in body) return { body: { ...body, once: true }, problem: () => undefined, release: () => undefined };
  let problem: AppError | undefined;
  const stream = exactBytes(body.stream, body.size, ({ error, seen }) => {
    problem =
      error instanceof AppError
        ? error
        : error === undefined
          ? new AppError('SOURCE_CHANGED', { expected: body.size, seen })
          : new AppError('SOURCE_UNREADABLE', {}, { cause: error });
    return problem;
  });
  // Told by the pieces, or by `problem`.
  stream.on('error', () => undefined);
  return {
    body: { size: body.size, once: true, pieces: () => stream as AsyncIterable<Uint8Array> },
    problem: () => problem,
    release: () => void stream.destroy(),
  };
}

/** The header of a checksum that travels with a body. Stores get only what they verify. */
export function checksumHeader(client: StoreClient, checksum: BodyChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  if (!client.provider.checksums.includes(checksum.algorithm))
    throw new AppError('BAD_INPUT', { field: 'checksum', code: checksum.algorithm });
  return checksum.algorithm === 'content-md5'
    ? { 'content-md5': checksum.value }
    : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value };
}

export function checksumMembers(algorithm: Exclude<ChecksumAlgorithm, 'content-md5'>, value: string) {
  switch (algorithm) {
    case 'crc32':
      return { ChecksumCRC32: value };
    case 'crc32c':
      return { ChecksumCRC32C: value };
    case 'crc64nvme':
      return { ChecksumCRC64NVME: value };
    case 'sha1':
      return { ChecksumSHA1: value };
    case 'sha256':
      return { ChecksumSHA256: value };
  }
}

const sdkNames = { crc32: 'CRC32', crc32c: 'CRC32C', crc64nvme: 'CRC64NVME', sha1: 'SHA1', sha256: 'SHA256' } as const;
export const checksumName = (algorithm: ChecksumAlgorithm | undefined) =>
  algorithm === undefined || algorithm === 'content-md5' ? undefined : sdkNames[algorithm];

/**
 * Bytes at hand are hashed for the signature where that is cheap or where no TLS protects them; streams and pieces never, as
 * they would have to be read twice.
 */
const declaresUnsigned = (client: StoreClient, body: Uint8Array): boolean =>
  client.secure && client.provider.signing.includes('unsigned') && body.byteLength > cheapToHash;
