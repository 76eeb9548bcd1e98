import { inScope } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { BucketRecord } from '../storage/storage.ts';
import { ownerOf, type Operation, type Owner } from './operation.ts';

export interface ListBucketsInput {
  readonly prefix?: string;
  /** The name after which this page begins. */
  readonly after?: string;
  readonly limit?: number;
}

export interface ListBucketsOutput {
  readonly buckets: readonly BucketRecord[];
  readonly owner: Owner;
  readonly next?: string;
}

/** The buckets of the caller's user that its key reaches. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets: Operation<ListBucketsInput, ListBucketsOutput> = {
  name: 'ListBuckets',
  action: 's3:ListAllMyBuckets',
  right: 'read',
  async run({ storage, caller }, { prefix = '', after, limit }) {
    const user = caller.key?.user;
    if (user === undefined) throw new S3Error('AccessDenied');
    const all = (await storage.listBuckets()).filter(
      (bucket) =>
        bucket.owner === user &&
        bucket.name.startsWith(prefix) &&
        (after === undefined || bucket.name > after) &&
        (['read', 'write', 'delete', 'admin'] as const).some((right) => inScope(caller, right, bucket.name)),
    );
    const buckets = limit === undefined ? all : all.slice(0, limit);
    const next = buckets.length < all.length ? buckets.at(-1)?.name : undefined;
    return { buckets, owner: ownerOf(user), ...(next === undefined ? {} : { next }) };
  },
};
