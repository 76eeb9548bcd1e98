import { authorise } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { ByteRange, ObjectReader } from '../storage/storage.ts';
import { judgeCopySource, type ReadConditions } from './conditions.ts';
import type { IncomingBody } from './incoming-body.ts';
import type { OperationContext, VersionAddress } from './operation.ts';

export interface CopySource extends VersionAddress {
  readonly conditions: ReadConditions;
  /** The user the bucket must belong to. */
  readonly expectedOwner?: string;
}

/** Opens the source of a copy after the caller was authorised to read it; conditions come after that, never before. */
export async function openCopySource(context: OperationContext, source: CopySource): Promise<ObjectReader> {
  const { storage, caller } = context;
  const { bucket, key, versionId } = source;
  const entered = await authorise(storage, { caller, action: 's3:GetObject', right: 'read', bucket, key });
  const { expectedOwner = entered.bucket.owner } = source;
  if (expectedOwner !== entered.bucket.owner) throw new S3Error('AccessDenied');
  const reader = await storage.openObject(bucket, key, versionId);
  try {
    judgeCopySource(reader.record, source.conditions);
    return reader;
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** The bytes of an open object as a body to receive. */
export function bodyOf(
  reader: ObjectReader,
  range: ByteRange,
  options: { algorithm?: IncomingBody['algorithm'] | undefined; signal: AbortSignal },
): IncomingBody {
  return {
    size: range.end - range.start,
    chunks: reader.read(range, { signal: options.signal }),
    promised: {},
    ...(options.algorithm ? { algorithm: options.algorithm } : {}),
  };
}
