import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import { appErrorSchema } from '../errors.ts';
import { bucketName, bytes, connectionId, count, done, instant, keyPrefix, nothing } from '../shapes.ts';

const inBucket = { connectionId, bucket: bucketName };

/** The local index of one bucket, and how old it is. */
export const bucketIndex = z.strictObject({
  ...inBucket,
  /** `partial`: the listing was stopped or broke; what is there can be searched. */
  state: z.enum(['building', 'ready', 'partial']),
  objects: count,
  bytes,
  /** When the listing began. */
  builtAt: instant,
  error: appErrorSchema.optional(),
});
export type BucketIndex = z.infer<typeof bucketIndex>;

export const searchModes = ['contains', 'glob', 'prefix'] as const;
export const searchQuery = z.strictObject({
  ...inBucket,
  /** Below this folder; empty for the whole bucket. */
  prefix: keyPrefix,
  mode: z.enum(searchModes),
  text: z.string().max(1024),
  /** Bytes, both inside. */
  minSize: bytes.optional(),
  maxSize: bytes.optional(),
  after: instant.optional(),
  before: instant.optional(),
});
export type SearchQuery = z.infer<typeof searchQuery>;

const indexes = z.strictObject({ indexes: z.array(bucketIndex) });
const sums = { objects: count, bytes };

export const search = {
  watch: stream('The local indexes of buckets and how far they are.', nothing, indexes, indexes),
  build: command(
    'Lists a bucket in the background into a new local index; the old one is searched until it is done.',
    z.strictObject(inBucket),
    done,
  ),
  stop: command('Stops a listing; what was listed can be searched.', z.strictObject(inBucket), done),
  drop: command('Removes the local index of a bucket.', z.strictObject(inBucket), done),
  find: query(
    'Objects of a local index, in the order of their keys, up to 1,000. INDEX_MISSING where there is none.',
    searchQuery,
    z.strictObject({
      keys: z.array(z.string()),
      sizes: z.array(bytes),
      modified: z.array(instant),
      /** There are more than these. */
      more: z.boolean(),
      /** Objects that were looked at. */
      looked: count,
      builtAt: instant,
      /** The index holds the whole bucket. */
      complete: z.boolean(),
    }),
  ),
  usage: query(
    'What folders right below a prefix hold at any depth, heaviest first, up to 500, and the largest objects.',
    z.strictObject({ ...inBucket, prefix: keyPrefix }),
    z.strictObject({
      ...sums,
      folders: z.array(z.strictObject({ prefix: z.string(), ...sums })),
      /** Right here, in no folder. */
      own: z.strictObject(sums),
      largest: z.array(z.strictObject({ key: z.string(), size: bytes })).max(50),
      builtAt: instant,
      complete: z.boolean(),
    }),
  ),
};
