import type { ObjectRecord } from '../storage/storage.ts';
import { authorised } from './authorised.ts';
import type { Operation, OperationContext, VersionAddress } from './operation.ts';

export type Tags = Readonly<Record<string, string>>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging: Operation<VersionAddress, ObjectRecord> = {
  name: 'GetObjectTagging',
  action: 's3:GetObjectTagging',
  right: 'read',
  run: ({ storage }, { bucket, key, versionId }) => storage.headObject(bucket, key, versionId),
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging: Operation<VersionAddress & { tags: Tags }, ObjectRecord> = {
  name: 'PutObjectTagging',
  action: 's3:PutObjectTagging',
  right: 'write',
  async run(context, { tags, ...address }) {
    // The gate saw no tags, as these are in the body: a policy may say no to them, or yes to these alone.
    const { bucket: _, ...place } = address;
    const wish = { action: 's3:PutObjectTagging', right: 'write', ...place } as const;
    await authorised(context).demand({ ...wish, facts: tagFacts(tags) });
    return await replaceTags(context, address, tags);
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging: Operation<VersionAddress, ObjectRecord> = {
  name: 'DeleteObjectTagging',
  action: 's3:DeleteObjectTagging',
  right: 'write',
  run: (context, address) => replaceTags(context, address, {}),
};

/** Time and ETag stay as they are. Throws NoSuchKey, NoSuchVersion, MethodNotAllowed. */
function replaceTags(
  { storage, turns }: OperationContext,
  { bucket, key, versionId }: VersionAddress,
  tags: Tags,
): Promise<ObjectRecord> {
  // Else an object that is put meanwhile would get the metadata of the one before it, and how that one was encrypted.
  return turns.take({ bucket, key }, async () => {
    const record = await storage.headObject(bucket, key, versionId);
    const { tags: _old, ...kept } = record.metadata;
    const metadata = Object.keys(tags).length === 0 ? kept : { ...kept, tags };
    return await storage.updateObject(bucket, key, { metadata, versionId: record.versionId });
  });
}

function tagFacts(tags: Tags): ReadonlyMap<string, readonly string[]> {
  const facts = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(tags)) facts.set(`s3:requestobjecttag/${key.toLowerCase()}`, [value]);
  if (facts.size > 0) facts.set('s3:requestobjecttagkeys', Object.keys(tags));
  return facts;
}
