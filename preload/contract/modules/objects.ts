import { z } from 'zod';
import { command, query } from '../define.ts';
import {
  bucketName,
  bytes,
  connectionId,
  count,
  done,
  instant,
  keyPrefix,
  objectKey,
  selection,
  text,
} from '../shapes.ts';

export const bucketSummary = z.strictObject({
  name: bucketName,
  createdAt: instant.optional(),
  pinned: z.boolean(),
  /** A volume of the embedded server: what kind, and whose folder it shows. */
  local: z.strictObject({ kind: z.enum(['object', 'folder']), folder: z.string().max(4096).optional() }).optional(),
});
export type BucketSummary = z.infer<typeof bucketSummary>;

export const buckets = {
  list: query(
    'Buckets of a connection: those the store lists and those opened by name. A listing that is not allowed is a problem beside the pinned ones, not a failure.',
    z.strictObject({ connectionId }),
    z.strictObject({ buckets: z.array(bucketSummary), listed: z.boolean() }),
  ),
  create: command(
    'Makes a bucket.',
    z.strictObject({ connectionId, bucket: z.string().trim().min(1).max(63) }),
    z.strictObject({ bucket: bucketSummary }),
  ),
  remove: command(
    'Removes an empty bucket. BUCKET_NOT_EMPTY otherwise.',
    z.strictObject({ connectionId, bucket: bucketName }),
    done,
  ),
};

/** One page of a listing in columns: a million rows stay small. All arrays about objects have the same length. */
export const objectPage = z.strictObject({
  /** Common prefixes, full keys ending with the delimiter. */
  prefixes: z.array(keyPrefix),
  keys: z.array(z.string()),
  sizes: z.array(bytes),
  modified: z.array(instant),
  etags: z.array(z.string()),
  storageClasses: z.array(z.string()),
  /** Absent on the last page. */
  next: z.string().optional(),
});
export type ObjectPage = z.infer<typeof objectPage>;

export const objectDetails = z.strictObject({
  key: z.string(),
  size: bytes,
  modified: instant,
  etag: z.string(),
  contentType: z.string().optional(),
  contentEncoding: z.string().optional(),
  contentDisposition: z.string().optional(),
  cacheControl: z.string().optional(),
  storageClass: z.string().optional(),
  versionId: z.string().optional(),
  checksums: z.array(z.strictObject({ algorithm: text, value: text, type: text.optional() })),
  metadata: z.record(z.string(), z.string()),
});
export type ObjectDetails = z.infer<typeof objectDetails>;

const inBucket = { connectionId, bucket: bucketName };

export const objects = {
  list: query(
    'One page below a prefix, in the store’s order. With `token` the next one.',
    z.strictObject({
      ...inBucket,
      prefix: keyPrefix,
      recursive: z.boolean(),
      token: z.string().max(8192).optional(),
      limit: z.number().int().min(1).max(1000),
    }),
    objectPage,
  ),
  head: query('What a store says about one object.', z.strictObject({ ...inBucket, key: objectKey }), objectDetails),
  createFolder: command(
    'Makes an empty folder: a zero-byte object whose key ends with `/`. OBJECT_EXISTS where something is there.',
    z.strictObject({ ...inBucket, key: objectKey }),
    done,
  ),
  addSamples: command(
    'Puts a handful of small files to try things with below `Sample/`; what is there under their names stays. Answers the folder.',
    z.strictObject(inBucket),
    z.strictObject({ prefix: keyPrefix }),
  ),
  measure: query(
    'Counts what a selection holds, up to 100,000 objects, so that a delete or a download can be shown before it is done.',
    z.strictObject({ ...inBucket, selection }),
    z.strictObject({
      objects: count,
      bytes,
      /** False: there is more than was counted. */
      complete: z.boolean(),
      /** The first few keys. */
      sample: z.array(z.string()).max(20),
    }),
  ),
};
