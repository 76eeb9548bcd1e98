import { createHash, timingSafeEqual } from 'node:crypto';
import { S3Error } from '../../errors/index.ts';
import type { SigningKey } from './signing-key.ts';

/** Of no bytes at all. */
export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Verifies the chain of signatures behind a seed signature: each chunk's covers the one before it. */
export interface ChunkSigner {
  /** `sha256` in hex. Throws SignatureDoesNotMatch. */
  verifyChunk(sha256: string, signature: string): void;
  /** `trailers` as `name:value\n` lines. Throws SignatureDoesNotMatch. */
  verifyTrailer(trailers: string, signature: string): void;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
export function createChunkSigner(options: {
  key: SigningKey;
  amzDate: string;
  scope: string;
  seedSignature: string;
}): ChunkSigner {
  const { key, amzDate, scope } = options;
  let previous = options.seedSignature;
  const step = (kind: 'PAYLOAD' | 'TRAILER', body: string, claimed: string): void => {
    const text = `AWS4-HMAC-SHA256-${kind}\n${amzDate}\n${scope}\n${previous}\n${body}`;
    const expected = key.sign(text);
    if (!sameText(expected, claimed)) throw new S3Error('SignatureDoesNotMatch');
    previous = expected;
  };
  return {
    verifyChunk: (sha256, signature) => step('PAYLOAD', `${emptySha256}\n${sha256}`, signature),
    verifyTrailer: (trailers, signature) =>
      step('TRAILER', createHash('sha256').update(trailers, 'latin1').digest('hex'), signature),
  };
}

/** Constant-time for texts of one length. */
export function sameText(expected: string, claimed: string): boolean {
  const a = Buffer.from(expected, 'latin1');
  const b = Buffer.from(claimed, 'latin1');
  return a.length === b.length && timingSafeEqual(a, b);
}
