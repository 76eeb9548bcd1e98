import { S3Error } from '../errors/index.ts';
import type { ChecksumAlgorithm, ObjectMetadata, ObjectRecord, WriteConditions } from '../storage/storage.ts';
import { fullObjectChecksum } from './checksum-of-parts.ts';
import { bodyOf, openCopySource, type CopySource } from './copy-source.ts';
import type { ObjectAddress, Operation, OperationContext } from './operation.ts';
import { foreseeConditions } from './put-object.ts';
import { receiveBody } from './receive-body.ts';
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
  readonly algorithm?: ChecksumAlgorithm;
  readonly conditions?: WriteConditions;
}

export interface CopyObjectOutput {
  readonly record: ObjectRecord;
  readonly source: ObjectRecord;
}

/** Across volumes as well as inside one. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: Operation<CopyObjectInput, CopyObjectOutput> = {
  name: 'CopyObject',
  action: 's3:PutObject',
  right: 'write',
  async run(context, input) {
    const { storage, limits, signal } = context;
    const { bucket, key, source, conditions } = input;
    const reader = await openCopySource(context, source);
    try {
      const old = reader.record;
      refuseIdleCopy(input);
      if (old.size > limits.maxPutBytes) {
        throw new S3Error('InvalidRequest', {
          message: `The specified copy source is larger than the maximum allowable size for a copy source: ${limits.maxPutBytes}`,
        });
      }
      if (conditions) await foreseeConditions(storage, { bucket, key }, conditions);
      const writer = await storage.writeObject(bucket, key, { expectedSize: old.size });
      const record = await withWriter(writer, async () => {
        const algorithm = input.algorithm ?? old.checksum?.algorithm;
        const body = bodyOf(reader, { start: 0, end: old.size }, { algorithm, signal });
        const { md5, checksum } = await receiveBody(context, body, writer);
        return await writer.commit({
          etag: md5.toString('hex'),
          ...(checksum ? { checksum: fullObjectChecksum(checksum) } : {}),
          metadata: keptMetadata(context, input, old.metadata),
          ...(conditions ? { conditions } : {}),
        });
      });
      return { record, source: old };
    } finally {
      await reader.close();
    }
  },
};

function keptMetadata({ store }: OperationContext, input: CopyObjectInput, old: ObjectMetadata): ObjectMetadata {
  const copied = copiedMetadata(old, input);
  return store ? store.keeps(input.key, copied) : copied;
}

function refuseIdleCopy({ bucket, key, source, ...change }: CopyObjectInput): void {
  if (source.bucket !== bucket || source.key !== key || source.versionId !== undefined) return;
  if (change.replaceMetadata || change.storageClass !== undefined || change.websiteRedirectLocation !== undefined)
    return;
  throw new S3Error('InvalidRequest', {
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  });
}

function copiedMetadata(old: ObjectMetadata, input: CopyObjectInput): ObjectMetadata {
  const { acl: _acl, storageClass: _class, websiteRedirectLocation: _redirect, tags: _tags, ...kept } = old;
  const base = input.replaceMetadata ?? kept;
  const tags = input.replaceTags ?? old.tags;
  return {
    ...base,
    ...(tags ? { tags } : {}),
    ...(input.storageClass === undefined ? {} : { storageClass: input.storageClass }),
    ...(input.websiteRedirectLocation === undefined ? {} : { websiteRedirectLocation: input.websiteRedirectLocation }),
  };
}
