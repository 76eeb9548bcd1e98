import { S3Error } from '../errors/index.ts';
import type { PartRecord, UploadRecord } from '../storage/storage.ts';
import { fullObjectChecksum } from './checksum-of-parts.ts';
import type { IncomingBody } from './incoming-body.ts';
import type { Limits, ObjectAddress, Operation, OperationContext } from './operation.ts';
import { receiveBody, tooLarge } from './receive-body.ts';
import { withWriter } from './with-writer.ts';

export interface PartAddress extends ObjectAddress {
  readonly uploadId: string;
  readonly partNumber: number;
}

export interface UploadPartInput extends PartAddress {
  readonly body: IncomingBody;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: Operation<UploadPartInput, PartRecord> = {
  name: 'UploadPart',
  action: 's3:PutObject',
  right: 'write',
  async run(context, { bucket, key, uploadId, partNumber, body }) {
    const { storage, limits } = context;
    checkPartNumber(partNumber, limits);
    if (body.size !== undefined && body.size > limits.maxPutBytes) throw tooLarge(limits.maxPutBytes, body.size);
    const upload = await storage.getUpload(bucket, key, uploadId);
    const sent = body.promised.checksum?.algorithm ?? body.algorithm;
    if (upload.checksumAlgorithm && sent && sent !== upload.checksumAlgorithm) {
      throw new S3Error('InvalidRequest', {
        message: `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm.toLowerCase()}, actual checksum Type: ${sent.toLowerCase()}`,
      });
    }
    return await writePart(context, upload, partNumber, body);
  },
};

/** Receives the bytes of a part. What the upload was announced with is computed also where the client sends none. */
export async function writePart(
  context: OperationContext,
  upload: UploadRecord,
  partNumber: number,
  body: IncomingBody,
): Promise<PartRecord> {
  const size = body.size === undefined ? {} : { expectedSize: body.size };
  const writer = await context.storage.writePart(upload, partNumber, size);
  return await withWriter(writer, async () => {
    const wish = upload.checksumAlgorithm ? { algorithm: upload.checksumAlgorithm } : {};
    const { md5, checksum } = await receiveBody(context, body, writer, wish);
    return await writer.commit({
      etag: md5.toString('hex'),
      ...(checksum ? { checksum: fullObjectChecksum(checksum) } : {}),
    });
  });
}

export function checkPartNumber(partNumber: number, limits: Limits): void {
  if (Number.isInteger(partNumber) && partNumber >= 1 && partNumber <= limits.maxParts) return;
  throw new S3Error('InvalidArgument', {
    message: `Part number must be an integer between 1 and ${limits.maxParts}, inclusive`,
    details: { ArgumentName: 'partNumber', ArgumentValue: String(partNumber) },
  });
}
