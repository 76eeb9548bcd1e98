import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import { appErrorSchema } from '../errors.ts';
import { bucketName, connectionId, count, done, nothing } from '../shapes.ts';
import { support } from './connections.ts';

/** What a bucket can be told beside its objects. */
export const bucketAspects = [
  'versioning',
  'lifecycle',
  'policy',
  'cors',
  'tags',
  'encryption',
  'public-access',
  'ownership',
] as const;
export const bucketAspect = z.enum(bucketAspects);
export type BucketAspect = z.infer<typeof bucketAspect>;

/** S3's own limit of a policy is 20 KB; lifecycle rules may be 1,000. */
export const maxSettingText = 262_144;
const short = z.string().max(1024);
const list = (most: number) => z.array(short).max(most);
const days = z.number().int().min(1).max(36_500);
/** S3 takes midnight UTC only; told as 2030-01-31 or with its time. */
const date = z.string().regex(/^\d{4}-\d\d-\d\d(T[\d:.]{1,15}Z?)?$/);

const tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) });
const filter = z.strictObject({
  Prefix: short.optional(),
  Tag: tag.optional(),
  ObjectSizeGreaterThan: count.optional(),
  ObjectSizeLessThan: count.optional(),
  And: z
    .strictObject({
      Prefix: short.optional(),
      Tags: z.array(tag).max(50).optional(),
      ObjectSizeGreaterThan: count.optional(),
      ObjectSizeLessThan: count.optional(),
    })
    .optional(),
});
const transition = z.strictObject({ Days: count.optional(), Date: date.optional(), StorageClass: short });

/**
 * Each document as JSON, in the shape that the AWS tools use
 * (https://docs.aws.amazon.com/cli/latest/reference/s3api/); strict, so that nothing is silently left out.
 */
export const settingDocuments = {
  versioning: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }),
  lifecycle: z.strictObject({
    Rules: z
      .array(
        z.strictObject({
          ID: z.string().max(255).optional(),
          Status: z.enum(['Enabled', 'Disabled']),
          Prefix: short.optional(),
          Filter: filter.optional(),
          Expiration: z
            .strictObject({
              Days: days.optional(),
              Date: date.optional(),
              ExpiredObjectDeleteMarker: z.boolean().optional(),
            })
            .optional(),
          Transitions: z.array(transition).max(20).optional(),
          NoncurrentVersionTransitions: z
            .array(
              z.strictObject({ NoncurrentDays: count, NewerNoncurrentVersions: count.optional(), StorageClass: short }),
            )
            .max(20)
            .optional(),
          NoncurrentVersionExpiration: z
            .strictObject({ NoncurrentDays: days, NewerNoncurrentVersions: count.optional() })
            .optional(),
          AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: days }).optional(),
        }),
      )
      .min(1)
      .max(1000),
  }),
  policy: z.record(z.string().max(100), z.json()),
  cors: z.strictObject({
    CORSRules: z
      .array(
        z.strictObject({
          ID: z.string().max(255).optional(),
          AllowedMethods: z.array(z.enum(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])).min(1),
          AllowedOrigins: list(100).min(1),
          AllowedHeaders: list(100).optional(),
          ExposeHeaders: list(100).optional(),
          MaxAgeSeconds: z.number().int().min(0).max(2_592_000).optional(),
        }),
      )
      .min(1)
      .max(100),
  }),
  tags: z.strictObject({ TagSet: z.array(tag).min(1).max(50) }),
  encryption: z.strictObject({
    Rules: z
      .array(
        z.strictObject({
          ApplyServerSideEncryptionByDefault: z
            .strictObject({
              SSEAlgorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
              KMSMasterKeyID: short.optional(),
            })
            .optional(),
          BucketKeyEnabled: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(10),
  }),
  'public-access': z.strictObject({
    BlockPublicAcls: z.boolean(),
    IgnorePublicAcls: z.boolean(),
    BlockPublicPolicy: z.boolean(),
    RestrictPublicBuckets: z.boolean(),
  }),
  ownership: z.strictObject({
    Rules: z
      .array(
        z.strictObject({ ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']) }),
      )
      .length(1),
  }),
} as const satisfies Record<BucketAspect, z.ZodType>;

const place = { connectionId, bucket: bucketName };
const document = z.string().max(maxSettingText);

export const bucketEmptying = z.strictObject({
  ...place,
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  /** Objects, versions and markers that are gone. */
  deleted: count,
  /** Unfinished uploads that were ended. */
  uploads: count,
  /** The bucket itself goes at the end. */
  thenDelete: z.boolean(),
  error: appErrorSchema.optional(),
});
export type BucketEmptying = z.infer<typeof bucketEmptying>;

export const bucketSettings = {
  overview: query(
    'What a bucket of this store can be told, and why not where it cannot.',
    z.strictObject(place),
    z.strictObject({
      aspects: z.array(z.strictObject({ aspect: bucketAspect, read: support, write: support, clear: support })),
    }),
  ),
  read: query(
    'One setting as JSON; no document where nothing is set.',
    z.strictObject({ ...place, aspect: bucketAspect }),
    z.strictObject({
      document: document.optional(),
      /** Of a policy: what the store itself says of it, where it says so. */
      isPublic: z.boolean().optional(),
    }),
  ),
  write: command(
    'Replaces one setting. BAD_INPUT (field, reason) for a document that is none.',
    z.strictObject({ ...place, aspect: bucketAspect, document }),
    done,
  ),
  clear: command('Takes one setting away.', z.strictObject({ ...place, aspect: bucketAspect }), done),
  empty: command(
    'Begins to delete everything in a bucket: objects, every version, unfinished uploads; then the bucket, if asked.',
    z.strictObject({ ...place, thenDelete: z.boolean() }),
    done,
  ),
  stopEmptying: command('Stops; what is deleted stays so.', z.strictObject(place), done),
  emptyings: stream(
    'Buckets that are being emptied, and how the last ones ended.',
    nothing,
    z.strictObject({ emptyings: z.array(bucketEmptying) }),
    bucketEmptying,
  ),
};

export type SettingDocument<A extends BucketAspect> = z.infer<(typeof settingDocuments)[A]>;
