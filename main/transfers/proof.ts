import { AppError, type VerifiedBy } from '../../preload/contract/index.ts';
import { checksumBytes, createCrcCombiner } from '../base/hashing/index.ts';
import { crc32 } from 'node:zlib';
import type { ObjectHead } from '../volumes/index.ts';

/** What is known of a delivered object, for its receipt. */
export interface Proof {
  readonly etag: string;
  /** `algorithm:base64` of the whole, from the bytes that were moved. */
  readonly checksum: string | undefined;
  readonly verified: VerifiedBy;
  /** When the target was asked and held it; absent where it was not asked yet. */
  readonly verifiedAt?: number | undefined;
}

/** Whether ETags of a store that look like an MD5 are none (encrypted objects); told by bytes that were looked at twice. */
export interface EtagTrust {
  opaque: boolean;
}

export const looksLikeMd5 = (etag: string): boolean => /^[0-9a-f]{32}$/i.test(etag);

export const crc32Text = (value: number): string => {
  const bytes = Buffer.alloc(checksumBytes.CRC32);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
};

/** CRC32 of the whole from those of its parts in order; undefined where one is not known. */
export function joinedCrc32(
  parts: readonly { readonly size: number; readonly crc32?: string | undefined }[],
): string | undefined {
  const combiner = createCrcCombiner('CRC32');
  let whole = Buffer.alloc(checksumBytes.CRC32);
  for (const [i, part] of parts.entries()) {
    if (part.crc32 === undefined) return undefined;
    const mine = Buffer.from(part.crc32, 'base64');
    whole = i === 0 ? mine : Buffer.from(combiner.combine(whole, mine, part.size));
  }
  return whole.toString('base64');
}

/** S3's composite checksum: the checksum of the parts' checksums, without the number behind it. */
export const compositeCrc32 = (parts: readonly string[]): string =>
  crc32Text(crc32(Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')))));

/**
 * Compares what a store says of an object with what was sent. DAMAGED where size or a checksum is another; OBJECT_CHANGED
 * where only the ETag is.
 */
export function judge(
  head: Pick<ObjectHead, 'key' | 'size' | 'etag' | 'checksums'>,
  ours: { readonly size: number; readonly proof: Proof; readonly parts?: readonly (string | undefined)[] },
): VerifiedBy {
  const { key } = head;
  if (head.size !== ours.size) throw new AppError('DAMAGED', { key, reason: 'size' });
  const whole = ours.proof.checksum?.startsWith('crc32:') ? ours.proof.checksum.slice(6) : undefined;
  for (const { algorithm, value, type } of head.checksums) {
    if (algorithm.toLowerCase() !== 'crc32') continue;
    const composite = type === 'COMPOSITE' || value.includes('-');
    const parts = ours.parts?.filter((part) => part !== undefined);
    const expected = !composite
      ? whole
      : parts && parts.length > 0 && parts.length === ours.parts?.length
        ? compositeCrc32(parts)
        : undefined;
    if (expected === undefined) continue;
    if (value.split('-')[0] !== expected) throw new AppError('DAMAGED', { key, algorithm: 'CRC32' });
    return 'checksum';
  }
  if (head.etag !== ours.proof.etag && head.etag !== '' && ours.proof.etag !== '') {
    throw new AppError('OBJECT_CHANGED', { key });
  }
  return ours.proof.verified;
}
