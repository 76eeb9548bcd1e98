import type { ChecksumAlgorithm } from '../storage/storage.ts';

/** A checksum as bytes, not as base64. */
export interface ChecksumValue {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: Buffer;
}

/**
 * The bytes of an object or part on their way in, already decoded and authenticated as far as the transport does so.
 * `chunks` can be read once; it throws IncompleteBody, RequestTimeout, SignatureDoesNotMatch and the like.
 */
export interface IncomingBody {
  /** Decoded size in bytes, where the client said it. */
  readonly size?: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What the client promised about the bytes: each is verified before anything is committed. */
  readonly promised: {
    readonly md5?: Buffer;
    readonly sha256?: Buffer;
    readonly checksum?: ChecksumValue;
  };
  /** The algorithm to compute where no value came in advance: from the trailer or from the client's wish. */
  readonly algorithm?: ChecksumAlgorithm;
  /** The checksum that came behind the bytes; known once `chunks` has ended. */
  trailingChecksum?(): ChecksumValue | undefined;
}
