import { S3Error } from '../errors/index.ts';
import type {
  ChecksumAlgorithm,
  ObjectMetadata,
  ObjectReader,
  ObjectRecord,
  WriteConditions,
} from '../storage/storage.ts';
import { defaultChecksum, fullObjectChecksum } from './checksum-of-parts.ts';
import { bodyOf, openCopySource, type CopySource } from './copy-source.ts';
import { receiveSealed } from './encryption/receive-sealed.ts';
import { sealForWrite } from './encryption/seal-for-write.ts';
import { encryptionOf, type EncryptionWish, type Seal } from './encryption/seal.ts';
import type { ObjectAddress, Operation, OperationContext } from './operation.ts';
import { foreseeConditions } from './put-object.ts';
import { withWriter } from './with-writer.ts';

export interface CopyObjectInput extends ObjectAddress {
  readonly source: CopySource;
  /** New metadata instead of the source's (`x-amz-metadata-directive: REPLACE`). */
  readonly replaceMetadata?: ObjectMetadata;
  /** New tags instead of the source's (`x-amz-tagging-directive: REPLACE`). */
  readonly replaceTags?: Readonly<Record<string, string>>;
  /** Replaced in any case where given, as S3 never copies these. */
  readonly storageClass?: string;
  readonly websiteRedirectLocation?: string;
  /** The access control list of the copy; the source's is never copied. */
  readonly acl?: string;
  /** Of the copy; how the source is encrypted is never copied. */
  readonly encryption?: EncryptionWish;
  readonly algorithm?: ChecksumAlgorithm;
  readonly conditions?: WriteConditions;
}

export interface CopyObjectOutput {
  readonly record: ObjectRecord;
  readonly source: ObjectRecord;
}

/**
 * Across volumes as well as inside one. Where the copy can share the bytes of the source none are moved; it keeps the ETag and
 * the parts of the source then. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export const copyObject: Operation<CopyObjectInput, CopyObjectOutput> = {
  name: 'CopyObject',
  action: 's3:PutObject',
  right: 'write',
  async run(context, input) {
    const { storage, limits } = context;
    const { bucket, key, conditions } = input;
    const reader = await openCopySource(context, input.source);
    try {
      const source = reader.record;
      refuseIdleCopy(input);
      if (source.size > limits.maxPutBytes) {
        throw new S3Error('InvalidRequest', {
          message: `The specified copy source is larger than the maximum allowable size for a copy source: ${limits.maxPutBytes}`,
        });
      }
      if (conditions) await foreseeConditions(storage, { bucket, key }, conditions);
      const seal = await sealForWrite(context, input.encryption);
      const shared = await shareBytes(context, input, source, seal);
      return { record: shared ?? (await moveBytes(context, input, reader, seal)), source };
    } finally {
      await reader.close();
    }
  },
};

/** Undefined where the bytes at rest or their checksum have to be others than the source's. */
async function shareBytes(
  context: OperationContext,
  input: CopyObjectInput,
  source: ObjectRecord,
  seal: Seal | undefined,
): Promise<ObjectRecord | undefined> {
  const { algorithm, conditions } = input;
  const was = encryptionOf(source.metadata);
  if (was === 'customer' || was !== seal?.kind) return undefined;
  if (algorithm !== undefined && algorithm !== source.checksum?.algorithm) return undefined;
  const { encryption } = source.metadata;
  const metadata = copiedMetadata(context, input, source.metadata);
  const commit = {
    etag: source.etag,
    ...(source.checksum ? { checksum: source.checksum } : {}),
    ...(source.parts ? { parts: source.parts } : {}),
    metadata: encryption ? { ...metadata, encryption } : metadata,
    ...(conditions ? { conditions } : {}),
  };
  const from = { bucket: input.source.bucket, record: source };
  const to = { bucket: input.bucket, key: input.key };
  return await context.turns.take(to, () => context.storage.cloneObject(from, to, commit));
}

async function moveBytes(
  context: OperationContext,
  input: CopyObjectInput,
  reader: ObjectReader,
  seal: Seal | undefined,
): Promise<ObjectRecord> {
  const { bucket, key, conditions } = input;
  const { size, checksum: old, metadata: said } = reader.record;
  const writer = await context.storage.writeObject(bucket, key, { expectedSize: size });
  return await withWriter(writer, async () => {
    const algorithm = input.algorithm ?? old?.algorithm ?? defaultChecksum;
    const body = bodyOf(reader, { start: 0, end: size }, { algorithm, signal: context.signal });
    const { etag, checksum } = await receiveSealed(context, body, writer, { seal });
    const metadata = copiedMetadata(context, input, said);
    const commit = {
      etag,
      ...(checksum ? { checksum: fullObjectChecksum(checksum) } : {}),
      metadata: seal ? { ...metadata, encryption: seal.record } : metadata,
      ...(conditions ? { conditions } : {}),
    };
    return await context.turns.take({ bucket, key }, () => writer.commit(commit));
  });
}

function refuseIdleCopy({ bucket, key, source, ...change }: CopyObjectInput): void {
  if (source.bucket !== bucket || source.key !== key || source.versionId !== undefined) return;
  const { replaceMetadata, storageClass, websiteRedirectLocation, encryption } = change;
  if (replaceMetadata || encryption || storageClass !== undefined || websiteRedirectLocation !== undefined) return;
  throw new S3Error('InvalidRequest', {
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  });
}

/** Without how it is encrypted, which is for who writes the bytes to say. */
function copiedMetadata({ store }: OperationContext, input: CopyObjectInput, old: ObjectMetadata): ObjectMetadata {
  const { acl: _acl, storageClass: _class, websiteRedirectLocation: _redirect, encryption: _encryption, ...kept } = old;
  // Tags have a directive of their own.
  const { tags: _tags, ...base } = input.replaceMetadata ?? kept;
  const tags = input.replaceTags ?? old.tags;
  const copied = {
    ...base,
    ...(tags && Object.keys(tags).length > 0 ? { tags } : {}),
    ...(input.storageClass === undefined ? {} : { storageClass: input.storageClass }),
    ...(input.websiteRedirectLocation === undefined ? {} : { websiteRedirectLocation: input.websiteRedirectLocation }),
    ...(input.acl === undefined ? {} : { acl: input.acl }),
  };
  return store ? store.keeps(input.key, copied) : copied;
}
