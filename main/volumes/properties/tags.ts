import { DeleteObjectTaggingCommand, GetObjectTaggingCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { StoreClient } from '../store-client.ts';
import type { CallOptions } from '../volume.ts';
import type { ObjectVersionPlace, Tag } from './object-properties.ts';

const version = (id: string | undefined) => (id === undefined ? {} : { VersionId: id });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export async function getTags(client: StoreClient, place: CallOptions & ObjectVersionPlace): Promise<readonly Tag[]> {
  const { bucket, key, versionId, signal } = place;
  const raw = await client.run({ operation: 'GetObjectTagging', bucket, key }, { signal }, (s3, send) =>
    s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key, ...version(versionId) }), send),
  );
  return (raw.TagSet ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}

/**
 * Puts `tags` in the place of those there are.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
 */
export async function setTags(
  client: StoreClient,
  place: CallOptions & ObjectVersionPlace & { readonly tags: readonly Tag[] },
): Promise<void> {
  const { bucket, key, versionId, tags, signal } = place;
  const on = { Bucket: bucket, Key: key, ...version(versionId) };
  if (tags.length === 0) {
    await client.run({ operation: 'DeleteObjectTagging', bucket, key }, { signal }, (s3, send) =>
      s3.send(new DeleteObjectTaggingCommand(on), send),
    );
    return;
  }
  const TagSet = tags.map((tag) => ({ Key: tag.key, Value: tag.value }));
  await client.run({ operation: 'PutObjectTagging', bucket, key }, { signal }, (s3, send) =>
    s3.send(new PutObjectTaggingCommand({ ...on, Tagging: { TagSet } }), send),
  );
}
