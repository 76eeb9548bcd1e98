import { S3Error } from '../../errors/index.ts';
import { authorisedBucket } from '../head-bucket.ts';
import type { OperationContext } from '../operation.ts';
import { bucketEncryption } from './bucket-encryption.ts';
import { newSeal, type EncryptionWish, type Seal } from './seal.ts';

/** What a new object is encrypted with: what the request asks, or else what the bucket does with all. Throws NotImplemented. */
export async function sealForWrite(
  context: OperationContext,
  wish: EncryptionWish | undefined,
): Promise<Seal | undefined> {
  const bucket = authorisedBucket(context);
  const asked = wish ?? bucketEncryption(context.storage, bucket.name);
  if (!asked) return undefined;
  if (bucket.kind === 'folder') {
    throw new S3Error('NotImplemented', {
      message: 'A folder volume shows the files of a directory as they are, so none of them can be encrypted.',
    });
  }
  return newSeal(asked, context.volumeKey);
}
