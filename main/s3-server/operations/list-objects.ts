import type { ObjectRecord } from '../storage/storage.ts';
import { authorisedBucket } from './head-bucket.ts';
import { ownerOf, type Operation, type OperationContext, type Owner } from './operation.ts';

export interface ListObjectsInput {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Only entries after this one. */
  readonly after?: string;
  /** `after` may name a common prefix that was given out already, which is skipped whole then. */
  readonly resume: boolean;
  /** 0 to 1,000. */
  readonly maxKeys: number;
}

export interface ListObjectsOutput {
  readonly objects: readonly ObjectRecord[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last entry of a truncated page. */
  readonly next?: string;
  readonly owner: Owner;
}

const listPage = async (
  context: OperationContext,
  input: ListObjectsInput,
  options: { tokens: boolean },
): Promise<ListObjectsOutput> => {
  const { bucket, prefix, delimiter, after, resume, maxKeys } = input;
  const owner = ownerOf(authorisedBucket(context).owner);
  if (maxKeys === 0) return { objects: [], commonPrefixes: [], isTruncated: false, owner };
  const { store, signal } = context;
  const step = (await store?.listing.step(input, { signal })) ?? 'go';
  // Version 1 has no token that could be given twice.
  if (step === 'again' && options.tokens && after !== undefined) {
    return { objects: [], commonPrefixes: [], isTruncated: true, next: after, owner };
  }
  const query = { prefix, delimiter, limit: maxKeys, ...(after === undefined ? {} : { after, resume }) };
  const page = await context.storage.listObjects(bucket, query, { signal });
  if (!store) return { ...page, owner };
  return {
    ...page,
    objects: page.objects.filter((record) => !store.hides(record.key)),
    commonPrefixes: page.commonPrefixes.filter((name) => !store.hides(name)),
    owner,
  };
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: Operation<ListObjectsInput, ListObjectsOutput> = {
  name: 'ListObjects',
  action: 's3:ListBucket',
  right: 'read',
  run: (context, input) => listPage(context, input, { tokens: false }),
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: Operation<ListObjectsInput, ListObjectsOutput> = {
  name: 'ListObjectsV2',
  action: 's3:ListBucket',
  right: 'read',
  run: (context, input) => listPage(context, input, { tokens: true }),
};
