import { S3Error } from '../errors/index.ts';
import type {
  ChecksumAlgorithm,
  ObjectRecord,
  PartRecord,
  StoredChecksum,
  UploadRecord,
  WriteConditions,
} from '../storage/storage.ts';
import { checksumOfParts, defaultChecksum, etagOfParts } from './checksum-of-parts.ts';
import type { ChecksumValue } from './incoming-body.ts';
import type { ObjectAddress, Operation, OperationContext } from './operation.ts';
import { foreseeConditions } from './put-object.ts';
import { badChecksum } from './receive-body.ts';

export interface NamedPart {
  readonly partNumber: number;
  /** Without quotes. */
  readonly etag: string;
  /** Base64, by algorithm. */
  readonly checksums: Partial<Record<ChecksumAlgorithm, string>>;
}

export interface CompleteMultipartUploadInput extends ObjectAddress {
  readonly uploadId: string;
  readonly parts: readonly NamedPart[];
  readonly conditions?: WriteConditions;
  /** The checksum of the whole object as the client computed it. */
  readonly checksum?: ChecksumValue;
  readonly checksumType?: StoredChecksum['type'];
  readonly objectSize?: number;
}

/**
 * Asked twice, it answers the same twice, as long as nothing has replaced the object. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export const completeMultipartUpload: Operation<CompleteMultipartUploadInput, ObjectRecord> = {
  name: 'CompleteMultipartUpload',
  action: 's3:PutObject',
  right: 'write',
  async run(context, input) {
    const { storage } = context;
    const upload = await findUpload(context, input);
    if ('completed' in upload) return upload.completed;
    checkOrder(input.parts);
    demandPartChecksums(upload, input.parts);
    const parts = matchParts(input, await storage.listParts(upload));
    checkSizes(context, input, parts);
    const { conditions } = input;
    if (conditions) await foreseeConditions(storage, input, conditions);
    const checksum = await checksumOfUpload(upload, input, parts);
    const commit = {
      parts,
      etag: etagOfParts(parts.map((part) => part.etag)),
      ...(checksum ? { checksum } : {}),
      ...(conditions ? { conditions } : {}),
    };
    return await context.turns.take(input, () => storage.completeUpload(upload, commit));
  },
};

async function findUpload(
  { storage }: OperationContext,
  input: CompleteMultipartUploadInput,
): Promise<UploadRecord | { completed: ObjectRecord }> {
  try {
    return await storage.getUpload(input.bucket, input.key, input.uploadId);
  } catch (error) {
    if (!(error instanceof S3Error) || error.code !== 'NoSuchUpload') throw error;
    const completed = await storage.findCompletedUpload(input.bucket, input.key, input.uploadId);
    if (!completed) throw error;
    return { completed };
  }
}

function checkOrder(parts: readonly NamedPart[]): void {
  for (let at = 1; at < parts.length; at += 1) {
    if ((parts[at]?.partNumber ?? 0) <= (parts[at - 1]?.partNumber ?? 0)) throw new S3Error('InvalidPartOrder');
  }
}

/** A checksum of checksums is made of those the client names. */
function demandPartChecksums({ checksumAlgorithm, checksumType }: UploadRecord, parts: readonly NamedPart[]): void {
  if (checksumAlgorithm === undefined || checksumType === 'FULL_OBJECT') return;
  const without = parts.find((part) => part.checksums[checksumAlgorithm] === undefined);
  if (!without) return;
  throw new S3Error('InvalidRequest', {
    message: `The upload was created using a ${checksumAlgorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${without.partNumber} in the request.`,
  });
}

function matchParts(input: CompleteMultipartUploadInput, uploaded: readonly PartRecord[]): readonly PartRecord[] {
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]));
  return input.parts.map((named) => {
    const part = byNumber.get(named.partNumber);
    const claimed = part?.checksum && named.checksums[part.checksum.algorithm];
    if (part && part.etag === named.etag && (claimed === undefined || claimed === part.checksum?.value)) return part;
    throw new S3Error('InvalidPart', {
      details: { UploadId: input.uploadId, PartNumber: String(named.partNumber), ETag: named.etag },
    });
  });
}

function checkSizes(
  { limits }: OperationContext,
  input: CompleteMultipartUploadInput,
  parts: readonly PartRecord[],
): void {
  const small = parts.slice(0, -1).find((part) => part.size < limits.minPartBytes);
  if (small) {
    throw new S3Error('EntityTooSmall', {
      message: 'Your proposed upload is smaller than the minimum allowed size',
      details: {
        ProposedSize: String(small.size),
        MinSizeAllowed: String(limits.minPartBytes),
        PartNumber: String(small.partNumber),
        ETag: small.etag,
      },
    });
  }
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (input.objectSize !== undefined && input.objectSize !== size) {
    throw new S3Error('InvalidRequest', {
      message: `The provided 'x-amz-mp-object-size' header does not match what was computed.`,
    });
  }
}

async function checksumOfUpload(
  upload: UploadRecord,
  input: CompleteMultipartUploadInput,
  parts: readonly PartRecord[],
): Promise<StoredChecksum | undefined> {
  const announced = upload.checksumAlgorithm;
  const algorithm = announced ?? input.checksum?.algorithm ?? parts[0]?.checksum?.algorithm ?? defaultChecksum;
  const usual = algorithm === 'SHA1' || algorithm === 'SHA256' ? 'COMPOSITE' : 'FULL_OBJECT';
  const type = announced ? (upload.checksumType ?? 'COMPOSITE') : (input.checksumType ?? usual);
  if (input.checksumType && input.checksumType !== type) {
    throw new S3Error('InvalidRequest', {
      message: `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    });
  }
  const checksum = await checksumOfParts(algorithm, type, parts);
  const wanted = input.checksum;
  if (wanted) {
    if (!checksum) {
      throw new S3Error('InvalidRequest', {
        message: 'The checksum of the object cannot be computed: not every part has a checksum of this algorithm.',
      });
    }
    const value = checksum.value.split('-')[0];
    if (wanted.algorithm !== algorithm || wanted.value.toString('base64') !== value) throw badChecksum(algorithm);
  }
  return checksum;
}
