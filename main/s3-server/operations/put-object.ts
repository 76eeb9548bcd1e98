import { S3Error } from '../errors/index.ts';
import type { ObjectMetadata, ObjectRecord, Storage, WriteConditions } from '../storage/storage.ts';
import { fullObjectChecksum } from './checksum-of-parts.ts';
import { preconditionFailed } from './conditions.ts';
import type { IncomingBody } from './incoming-body.ts';
import type { ObjectAddress, Operation } from './operation.ts';
import { receiveBody, tooLarge } from './receive-body.ts';
import { watchHead } from './watch-head.ts';
import { withWriter } from './with-writer.ts';

export interface PutObjectInput extends ObjectAddress {
  readonly metadata: ObjectMetadata;
  readonly conditions?: WriteConditions;
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
  async run(context, { bucket, key, metadata, conditions, body }) {
    const { storage, limits } = context;
    if (body.size !== undefined && body.size > limits.maxPutBytes) throw tooLarge(limits.maxPutBytes, body.size);
    if (conditions) await foreseeConditions(storage, { bucket, key }, conditions);
    const writer = await storage.writeObject(bucket, key, body.size === undefined ? {} : { expectedSize: body.size });
    return await withWriter(writer, async () => {
      const { body: watched, head } = context.store ? watchHead(body) : { body, head: undefined };
      const { md5, checksum } = await receiveBody(context, watched, writer);
      return await writer.commit({
        etag: md5.toString('hex'),
        ...(checksum ? { checksum: fullObjectChecksum(checksum) } : {}),
        metadata: context.store ? context.store.keeps(key, metadata, head?.()) : metadata,
        ...(conditions ? { conditions } : {}),
      });
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
  if (conditions.ifNoneMatch !== undefined) throw preconditionFailed('If-None-Match');
  if (conditions.ifMatch !== undefined && conditions.ifMatch !== '*' && conditions.ifMatch !== current.etag) {
    throw preconditionFailed('If-Match');
  }
}
