import { S3Error } from '../errors/index.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const MAX_KEY_BYTES = 1024;

/** The UTF-8 bytes of a key that S3 allows. Throws KeyTooLongError, and InvalidURI for none or a lone surrogate. */
export function keyBytes(key: string): Buffer {
  if (key.length === 0 || !key.isWellFormed()) throw new S3Error('InvalidURI');
  const bytes = Buffer.from(key, 'utf8');
  if (bytes.length > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', {
      details: { Size: String(bytes.length), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    });
  }
  return bytes;
}
