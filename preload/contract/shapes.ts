import { z } from 'zod';

/** Bounds of everything that crosses the contract; a longer string is refused before it is looked at. */
export const maxText = 512;
export const maxKeyBytes = 1024;

const id = <B extends string>(brand: B) =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9_-]+$/)
    .brand(brand);

export const connectionId = id('ConnectionId');
export type ConnectionId = z.infer<typeof connectionId>;
export const jobId = id('JobId');
export type JobId = z.infer<typeof jobId>;
export const fileId = id('FileId');
export type FileId = z.infer<typeof fileId>;
export const shareId = id('ShareId');
export type ShareId = z.infer<typeof shareId>;
export const serverKeyId = id('ServerKeyId');
export type ServerKeyId = z.infer<typeof serverKeyId>;
/** Stands for a path that the user chose in a dialog or dropped: the renderer never names a path itself. */
export const grantId = id('GrantId');
export type GrantId = z.infer<typeof grantId>;

/** Bytes; a whole number that JavaScript holds exactly. */
export const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Milliseconds since the epoch. */
export const instant = z.number().int().min(0).max(8_640_000_000_000_000);
export const seconds = z
  .number()
  .int()
  .min(0)
  .max(10 * 365 * 86_400);
export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const text = z.string().max(maxText);
/** A name that people read: trimmed, not empty, no control characters. */
export const label = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\u0000-\u001f\u007f]*$/);
/** Any name a store may answer with; the strict rules of creation are checked where a bucket is made. */
export const bucketName = z.string().min(1).max(255);
const utf8Length = (value: string) => new TextEncoder().encode(value).length;
export const objectKey = z
  .string()
  .min(1)
  .max(maxKeyBytes)
  .refine((key) => utf8Length(key) <= maxKeyBytes, 'longer than 1,024 bytes');
/** A key prefix: empty for the root of the bucket. */
export const keyPrefix = z
  .string()
  .max(maxKeyBytes)
  .refine((key) => utf8Length(key) <= maxKeyBytes, 'longer than 1,024 bytes');

/** A place in a store. `prefix` is empty or ends with `/` where a folder is meant. */
export const place = z.strictObject({ connectionId, bucket: bucketName, prefix: keyPrefix });
export type Place = z.infer<typeof place>;

/** What the user selected: single objects, and prefixes (folders) with all below them. */
export const selection = z.strictObject({
  keys: z.array(objectKey).max(100_000),
  prefixes: z.array(keyPrefix).max(10_000),
});
export type Selection = z.infer<typeof selection>;

export const nothing = z.strictObject({});
export const done = z.strictObject({});
