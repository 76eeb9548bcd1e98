import { createHash } from 'node:crypto';
import { createChecksum, createCrcCombiner } from '../../base/hashing/index.ts';
import type { ChecksumAlgorithm, PartRecord, StoredChecksum } from '../storage/storage.ts';
import type { ChecksumValue } from './incoming-body.ts';

/** What S3 computes where a client sends no checksum. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export const defaultChecksum: ChecksumAlgorithm = 'CRC64NVME';

/** As S3 writes a checksum that covers all the bytes. */
export function fullObjectChecksum(checksum: ChecksumValue): StoredChecksum {
  return { algorithm: checksum.algorithm, type: 'FULL_OBJECT', value: checksum.value.toString('base64') };
}

/** The MD5 of the MD5s, `-` and the number of parts: how S3 makes the ETag of a completed upload. */
export function etagOfParts(etags: readonly string[]): string {
  const hash = createHash('md5');
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${etags.length}`;
}

/**
 * The checksum of an object from those of its parts; undefined where a part has none of this algorithm.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function checksumOfParts(
  algorithm: ChecksumAlgorithm,
  type: StoredChecksum['type'],
  parts: readonly PartRecord[],
): Promise<StoredChecksum | undefined> {
  const values: Buffer[] = [];
  for (const { checksum } of parts) {
    if (checksum?.algorithm !== algorithm) return undefined;
    values.push(Buffer.from(checksum.value, 'base64'));
  }
  if (type === 'COMPOSITE') {
    const running = await createChecksum(algorithm);
    for (const value of values) running.update(value);
    return { algorithm, type, value: `${running.digest().toString('base64')}-${parts.length}` };
  }
  if (algorithm === 'SHA1' || algorithm === 'SHA256') return undefined;
  const combiner = createCrcCombiner(algorithm);
  let joined: Buffer | undefined;
  values.forEach((value, index) => {
    joined = joined ? combiner.combine(joined, value, parts[index]?.size ?? 0) : value;
  });
  return joined && { algorithm, type, value: joined.toString('base64') };
}
