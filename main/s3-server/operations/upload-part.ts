import { S3Error } from '../errors/index.ts';
import type { PartRecord, UploadRecord } from '../storage/storage.ts';
import { defaultChecksum, fullObjectChecksum } from './checksum-of-parts.ts';
import { receiveSealed } from './encryption/receive-sealed.ts';
import { encryptionOf, sealOf, type CustomerKey, type Seal } from './encryption/seal.ts';
import type { IncomingBody } from './incoming-body.ts';
import type { Limits, ObjectAddress, Operation, OperationContext } from './operation.ts';
import { tooLarge } from './receive-body.ts';
import { withWriter } from './with-writer.ts';

export interface PartAddress extends ObjectAddress {
  readonly uploadId: string;
  readonly partNumber: number;
}

export interface UploadPartInput extends PartAddress {
  /** The key the upload was created with, with every part. */
  readonly customerKey?: CustomerKey;
  readonly body: IncomingBody;
}

export interface WrittenPart {
  readonly part: PartRecord;
  readonly upload: UploadRecord;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: Operation<UploadPartInput, WrittenPart> = {
  name: 'UploadPart',
  action: 's3:PutObject',
  right: 'write',
  async run(context, { bucket, key, uploadId, partNumber, customerKey, body }) {
    const { storage, limits } = context;
    checkPartNumber(partNumber, limits);
    if (body.size !== undefined && body.size > limits.maxPutBytes) throw tooLarge(limits.maxPutBytes, body.size);
    const upload = await storage.getUpload(bucket, key, uploadId);
    const sent = body.promised.checksum?.algorithm ?? body.algorithm;
    const needed = upload.checksumAlgorithm;
    // A part without one is summed up here, but for an upload whose checksum is made of those that the client names.
    if (needed && (sent === undefined ? upload.checksumType !== 'FULL_OBJECT' : sent !== needed)) {
      throw new S3Error('InvalidRequest', {
        message: `Checksum Type mismatch occurred, expected checksum Type: ${needed.toLowerCase()}, actual checksum Type: ${sent?.toLowerCase() ?? 'null'}`,
      });
    }
    return { part: await writePart(context, upload, { partNumber, customerKey, body }), upload };
  },
};

/** Receives the bytes of a part. What the upload was announced with is computed also where the client sends none. */
export async function writePart(
  context: OperationContext,
  upload: UploadRecord,
  { partNumber, customerKey, body }: { partNumber: number; customerKey: CustomerKey | undefined; body: IncomingBody },
): Promise<PartRecord> {
  const seal = sealOfUpload(context, upload, customerKey);
  const size = body.size === undefined ? {} : { expectedSize: body.size };
  const writer = await context.storage.writePart(upload, partNumber, size);
  return await withWriter(writer, async () => {
    const algorithm = upload.checksumAlgorithm ?? defaultChecksum;
    const { etag, checksum } = await receiveSealed(context, body, writer, { algorithm, seal, part: partNumber });
    return await writer.commit({
      etag,
      ...(checksum ? { checksum: fullObjectChecksum(checksum) } : {}),
    });
  });
}

/** Throws InvalidRequest where the key is not the one the upload was created with, or is missing, or is one too many. */
function sealOfUpload(
  { volumeKey }: OperationContext,
  { metadata }: UploadRecord,
  customerKey: CustomerKey | undefined,
): Seal | undefined {
  const isCustomers = encryptionOf(metadata) === 'customer';
  if (isCustomers && !customerKey) {
    throw new S3Error('InvalidRequest', {
      message:
        'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    });
  }
  try {
    return sealOf(metadata, { customerKey, volumeKey });
  } catch (cause) {
    if (!customerKey || !(cause instanceof S3Error)) throw cause;
    throw new S3Error('InvalidRequest', {
      message: isCustomers
        ? 'The provided encryption parameters did not match the ones used originally.'
        : 'The multipart upload was not initiated with encryption by a key of the customer.',
      cause,
    });
  }
}

export function checkPartNumber(partNumber: number, limits: Limits): void {
  if (Number.isInteger(partNumber) && partNumber >= 1 && partNumber <= limits.maxParts) return;
  throw new S3Error('InvalidArgument', {
    message: `Part number must be an integer between 1 and ${limits.maxParts}, inclusive`,
    details: { ArgumentName: 'partNumber', ArgumentValue: String(partNumber) },
  });
}
