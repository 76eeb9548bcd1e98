import { S3Error } from '../errors/index.ts';
import type { ObjectMetadata, ObjectRecord, Storage, WriteConditions } from '../storage/storage.ts';
import { defaultChecksum, fullObjectChecksum } from './checksum-of-parts.ts';
import { preconditionFailed } from './conditions.ts';
import { receiveSealed } from './encryption/receive-sealed.ts';
import { sealForWrite } from './encryption/seal-for-write.ts';
import type { EncryptionWish } from './encryption/seal.ts';
import type { IncomingBody } from './incoming-body.ts';
import type { ObjectAddress, Operation } from './operation.ts';
import { tooLarge } from './receive-body.ts';
import { watchHead } from './watch-head.ts';
import { withWriter } from './with-writer.ts';

export interface PutObjectInput extends ObjectAddress {
  readonly metadata: ObjectMetadata;
  readonly conditions?: WriteConditions;
  readonly encryption?: EncryptionWish;
  readonly body: IncomingBody;
}

/**
 * The old object stays as it was until all bytes are verified and durable.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const putObject: Operation<PutObjectInput, ObjectRecord> = {
  name: 'PutObject',
  action: 's3:PutObject',
  right: 'write',
  async run(context, { bucket, key, metadata, conditions, encryption, body }) {
    const { storage, limits } = context;
    if (body.size !== undefined && body.size > limits.maxPutBytes) throw tooLarge(limits.maxPutBytes, body.size);
    if (conditions) await foreseeConditions(storage, { bucket, key }, conditions);
    const seal = await sealForWrite(context, encryption);
    const writer = await storage.writeObject(bucket, key, body.size === undefined ? {} : { expectedSize: body.size });
    return await withWriter(writer, async () => {
      const { body: watched, head } = context.store ? watchHead(body) : { body, head: undefined };
      const { etag, checksum } = await receiveSealed(context, watched, writer, { algorithm: defaultChecksum, seal });
      const kept = context.store ? context.store.keeps(key, metadata, head?.()) : metadata;
      const commit = {
        etag,
        ...(checksum ? { checksum: fullObjectChecksum(checksum) } : {}),
        metadata: seal ? { ...kept, encryption: seal.record } : kept,
        ...(conditions ? { conditions } : {}),
      };
      return await context.turns.take({ bucket, key }, () => writer.commit(commit));
    });
  },
};

/**
 * Refuses what cannot succeed as things stand before a byte of the body is read. The commit judges again, atomically.
 * Throws PreconditionFailed and NoSuchKey.
 */
export async function foreseeConditions(
  storage: Storage,
  { bucket, key }: ObjectAddress,
  conditions: WriteConditions,
): Promise<void> {
  let current: ObjectRecord | undefined;
  try {
    current = await storage.headObject(bucket, key);
  } catch (error) {
    if (!(error instanceof S3Error) || error.code !== 'NoSuchKey') throw error;
    if (conditions.ifMatch !== undefined) throw error;
  }
  if (!current) return;
  const { ifNoneMatch } = conditions;
  if (ifNoneMatch === '*' || ifNoneMatch === current.etag) throw preconditionFailed('If-None-Match');
  if (conditions.ifMatch !== undefined && conditions.ifMatch !== '*' && conditions.ifMatch !== current.etag) {
    throw preconditionFailed('If-Match');
  }
}
