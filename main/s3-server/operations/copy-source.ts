import { authorise, type Authorisation } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { ByteRange, ObjectReader, Storage } from '../storage/storage.ts';
import { judgeCopySource, type ReadConditions } from './conditions.ts';
import { openSealed } from './encryption/open-sealed.ts';
import type { CustomerKey } from './encryption/seal.ts';
import type { IncomingBody } from './incoming-body.ts';
import type { OperationContext, VersionAddress } from './operation.ts';

export interface CopySource extends VersionAddress {
  readonly conditions: ReadConditions;
  /** The user the bucket must belong to. */
  readonly expectedOwner?: string;
  readonly customerKey?: CustomerKey;
}

/** Opens the source of a copy after the caller was authorised to read it; conditions come after that, never before. */
export async function openCopySource(context: OperationContext, source: CopySource): Promise<ObjectReader> {
  const { storage, caller } = context;
  const { bucket, key, versionId } = source;
  const version = versionId === undefined ? {} : { versionId };
  const wish = { action: 's3:GetObject', right: 'read', bucket, key, ...version } as const;
  const entered = await authorise(storage, { caller, ...wish });
  const { expectedOwner = entered.bucket.owner } = source;
  if (expectedOwner !== entered.bucket.owner) throw new S3Error('AccessDenied');
  const reader = await openVersion(storage, source, entered);
  try {
    const plain = openSealed(context, reader, source.customerKey);
    judgeCopySource(reader.record, source.conditions);
    return plain;
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function openVersion(
  storage: Storage,
  { bucket, key, versionId }: CopySource,
  entered: Authorisation,
): Promise<ObjectReader> {
  try {
    return await storage.openObject(bucket, key, versionId);
  } catch (cause) {
    if (!(cause instanceof S3Error)) throw cause;
    if (cause.code === 'NoSuchKey' || cause.code === 'NoSuchVersion') {
      // Of the source's bucket, not of the one the request names.
      if (!entered.mayList(key)) throw new S3Error('AccessDenied', { cause });
      throw new S3Error(cause.code, { details: { ...cause.details, Key: key }, cause });
    }
    if (cause.code !== 'MethodNotAllowed') throw cause;
    throw new S3Error('InvalidRequest', {
      message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
      cause,
    });
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
