import { z } from 'zod';
import { command, query } from '../define.ts';
import { appErrorSchema } from '../errors.ts';
import { bucketName, bytes, connectionId, count, done, instant, objectKey, text } from '../shapes.ts';

const object = { connectionId, bucket: bucketName, key: objectKey };
/** `null` is the id of what was stored before versioning was on. */
const versionId = z.string().min(1).max(1024);

export const tag = z.strictObject({ key: z.string().min(1).max(128), value: z.string().max(256) });
export type Tag = z.infer<typeof tag>;

export const objectVersion = z.strictObject({
  versionId: z.string(),
  isLatest: z.boolean(),
  isDeleteMarker: z.boolean(),
  size: bytes,
  modified: instant,
  etag: z.string(),
  storageClass: z.string(),
});
export type ObjectVersion = z.infer<typeof objectVersion>;

/** A header's value as HTTP allows it; what is not ASCII would be refused or garbled by stores. */
const headerValue = z
  .string()
  .trim()
  .min(1)
  .max(1024)
  .regex(/^[\x20-\x7e]*$/);
const metadataName = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/);

/** Absent stays as it is, null is taken away. Metadata names are without `x-amz-meta-`. */
export const headerChanges = z.strictObject({
  contentType: headerValue.nullable().optional(),
  contentEncoding: headerValue.nullable().optional(),
  contentDisposition: headerValue.nullable().optional(),
  contentLanguage: headerValue.nullable().optional(),
  cacheControl: headerValue.nullable().optional(),
  storageClass: headerValue.optional(),
  setMetadata: z
    .record(metadataName, headerValue)
    .refine((given) => Object.keys(given).length <= 50, 'more than 50 names')
    .optional(),
  removeMetadata: z.array(metadataName).max(50).optional(),
});
export type HeaderChanges = z.infer<typeof headerChanges>;

/** Objects that one change of headers may name. */
export const mostChanged = 1000;

export const properties = {
  tags: query(
    'Tags of an object.',
    z.strictObject({ ...object, versionId: versionId.optional() }),
    z.strictObject({ tags: z.array(z.strictObject({ key: z.string(), value: z.string() })) }),
  ),
  setTags: command(
    'Puts these tags in the place of those there are.',
    z.strictObject({ ...object, versionId: versionId.optional(), tags: z.array(tag).max(10) }),
    done,
  ),
  versions: query(
    'Versions and delete markers of one object, newest first.',
    z.strictObject({ ...object, limit: z.number().int().min(1).max(1000) }),
    z.strictObject({ versions: z.array(objectVersion), complete: z.boolean() }),
  ),
  restoreVersion: command(
    'Copies a version over the current one; the history stays.',
    z.strictObject({ ...object, versionId }),
    z.strictObject({ versionId: text.optional() }),
  ),
  removeVersion: command(
    'Removes one version for good. Removing a delete marker brings back what was before it.',
    z.strictObject({ ...object, versionId }),
    done,
  ),
  change: command(
    'Changes headers and metadata of objects, by writing each over itself: the bytes do not travel, tags stay. What failed is named.',
    z.strictObject({
      connectionId,
      bucket: bucketName,
      keys: z.array(objectKey).min(1).max(mostChanged),
      changes: headerChanges,
    }),
    z.strictObject({ changed: count, problems: z.array(z.strictObject({ key: z.string(), error: appErrorSchema })) }),
  ),
};
