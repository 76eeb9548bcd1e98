import { S3Error } from '../errors/index.ts';
import type { ByteRange } from '../storage/storage.ts';
import { bodyOf, openCopySource, type CopySource } from './copy-source.ts';
import type { CustomerKey } from './encryption/seal.ts';
import type { Operation } from './operation.ts';
import { checkPartNumber, writePart, type PartAddress, type WrittenPart } from './upload-part.ts';

export interface UploadPartCopyInput extends PartAddress {
  readonly source: CopySource;
  /** The key the upload was created with. */
  readonly customerKey?: CustomerKey;
  /** Inclusive positions, both given. */
  readonly range?: { readonly first: number; readonly last: number };
}

export interface UploadPartCopyOutput extends WrittenPart {
  readonly sourceVersionId: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: Operation<UploadPartCopyInput, UploadPartCopyOutput> = {
  name: 'UploadPartCopy',
  action: 's3:PutObject',
  right: 'write',
  async run(context, { bucket, key, uploadId, partNumber, customerKey, source, range }) {
    const { storage, limits, signal } = context;
    checkPartNumber(partNumber, limits);
    const upload = await storage.getUpload(bucket, key, uploadId);
    const reader = await openCopySource(context, source);
    try {
      const bytes = copiedRange(range, reader.record.size);
      if (bytes.end - bytes.start > limits.maxPutBytes) {
        throw new S3Error('InvalidRequest', {
          message: `The specified copy source is larger than the maximum allowable size for a copy source: ${limits.maxPutBytes}`,
        });
      }
      const body = bodyOf(reader, bytes, { signal });
      const part = await writePart(context, upload, { partNumber, customerKey, body });
      return { part, upload, sourceVersionId: reader.record.versionId };
    } finally {
      await reader.close();
    }
  },
};

/** Unlike a read's range, one that leaves the object is refused and not cut. */
function copiedRange(range: UploadPartCopyInput['range'], size: number): ByteRange {
  if (!range) return { start: 0, end: size };
  if (range.last >= size || range.first > range.last) {
    throw new S3Error('InvalidArgument', {
      message: `Range specified is not valid for source object of size: ${size}`,
      details: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: `bytes=${range.first}-${range.last}` },
    });
  }
  return { start: range.first, end: range.last + 1 };
}
