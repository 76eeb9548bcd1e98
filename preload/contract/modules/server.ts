import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import { appErrorSchema } from '../errors.ts';
import {
  bucketName,
  connectionId,
  count,
  done,
  grantId,
  instant,
  label,
  nothing,
  serverKeyId,
  text,
} from '../shapes.ts';
import { secretPlace } from './vault.ts';

export const serverStatus = z.strictObject({
  running: z.boolean(),
  endpoint: text.optional(),
  region: text,
  connectionId,
  startedAt: instant.optional(),
  /** The port it had before, where another program holds that now: links made with it wait until it is free again. */
  portTaken: z.number().int().min(1).max(65_535).optional(),
  error: appErrorSchema.optional(),
});
export type ServerStatus = z.infer<typeof serverStatus>;

export const permissions = z.strictObject({
  read: z.boolean(),
  write: z.boolean(),
  delete: z.boolean(),
  admin: z.boolean(),
});
export type Permissions = z.infer<typeof permissions>;

/** All volumes, or those named. */
export const scope = z.union([z.literal('*'), z.array(bucketName).min(1).max(1000)]);

export const serverKey = z.strictObject({
  id: serverKeyId,
  accessKeyId: text,
  name: label,
  volumes: scope,
  permissions,
  secretPlace,
  /** False where its secret is gone (a session ended): the key cannot be used and can only be rotated or revoked. */
  usable: z.boolean(),
  createdAt: instant,
  lastUsedAt: instant.optional(),
  requests: count,
});
export type ServerKey = z.infer<typeof serverKey>;

/** The one time that a secret crosses the contract: for a key the user has just made. */
const shownOnce = z.strictObject({ key: serverKey, secretAccessKey: z.string() });

export const server = {
  watch: stream('The embedded S3 server: whether it runs, and where.', nothing, serverStatus, serverStatus),
  restart: command('Stops and starts the embedded server.', nothing, done),
  createVolume: command(
    'Makes a local volume: `object` holds any key, `folder` shows a granted folder live.',
    z.union([
      z.strictObject({ kind: z.literal('object'), name: z.string().trim().min(1).max(63) }),
      z.strictObject({ kind: z.literal('folder'), name: z.string().trim().min(1).max(63), folder: grantId }),
    ]),
    z.strictObject({ bucket: bucketName }),
  ),
};

export const keys = {
  watch: stream(
    'Access keys of the embedded server.',
    nothing,
    z.strictObject({ keys: z.array(serverKey) }),
    z.strictObject({ upsert: z.array(serverKey), remove: z.array(serverKeyId) }),
  ),
  create: command(
    'Makes a key; its secret is shown this once.',
    z.strictObject({ name: label, volumes: scope, permissions }),
    shownOnce,
  ),
  rotate: command(
    'Gives a key a new pair with the same rights; the old pair stops working at once.',
    z.strictObject({ id: serverKeyId }),
    shownOnce,
  ),
  revoke: command('Revokes a key: the next request with it is refused.', z.strictObject({ id: serverKeyId }), done),
  snippet: query(
    'How other tools use the embedded server with a key, without its secret.',
    z.strictObject({ id: serverKeyId, tool: z.enum(['aws-cli', 'boto3', 'rclone', 's3cmd', 'environment']) }),
    z.strictObject({ text: z.string() }),
  ),
};
