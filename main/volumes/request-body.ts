import { Readable } from 'node:stream';
import { AppError } from '../../preload/contract/index.ts';
import { exactBytes } from './exact-bytes.ts';
import type { StoreClient } from './store-client.ts';
import type { Body, BodyChecksum, ChecksumAlgorithm } from './volume.ts';

/** Hashing more than this for the signature costs more than TLS already gives; bytes. */
const cheapToHash = 1024 ** 2;

export const bodySize = (body: Body): number => (body instanceof Uint8Array ? body.byteLength : body.size);

/** A failing source ends the call at once, with the source's own error; the SDK would wait for bytes until a time-out. */
export interface GuardedBody {
  readonly body: Readable | Uint8Array;
  readonly signal: AbortSignal;
  /** The error of the source, where that is why the call ended. */
  problem(): AppError | undefined;
  /** To be called when the call ended, in any way. */
  release(): void;
}

export function guardBody(body: Body, signal: AbortSignal | undefined): GuardedBody {
  if (body instanceof Uint8Array)
    return { body, signal: signal ?? new AbortController().signal, problem: () => undefined, release: () => undefined };
  const stop = new AbortController();
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
  stream.on('error', () => stop.abort());
  return {
    body: stream,
    signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
    problem: () => problem,
    release: () => void stream.destroy(),
  };
}

/** The SDK's members for a checksum that travels with a body. Stores get only what they verify. */
export function checksumInput(client: StoreClient, checksum: BodyChecksum | undefined) {
  if (checksum === undefined) return {};
  if (!client.provider.checksums.includes(checksum.algorithm))
    throw new AppError('BAD_INPUT', { field: 'checksum', code: checksum.algorithm });
  return checksum.algorithm === 'content-md5'
    ? { ContentMD5: checksum.value }
    : checksumMembers(checksum.algorithm, checksum.value);
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
 * Streams are declared UNSIGNED-PAYLOAD (they can be hashed only by reading them twice); bytes at hand are hashed where
 * that is cheap or where no TLS protects them.
 */
export const declaresUnsigned = (client: StoreClient, body: Body): boolean =>
  body instanceof Uint8Array && client.secure && client.provider.signing.includes('unsigned')
    ? body.byteLength > cheapToHash
    : !(body instanceof Uint8Array);
