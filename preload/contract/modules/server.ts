import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import { appErrorSchema } from '../errors.ts';
import { bucketName, connectionId, done, grantId, instant, nothing, text } from '../shapes.ts';

export const serverStatus = z.strictObject({
  running: z.boolean(),
  endpoint: text.optional(),
  region: text,
  connectionId,
  startedAt: instant.optional(),
  /** The port it had before, where another program holds that now: links made with it wait until it is free again. */
  portTaken: z.number().int().min(1).max(65_535).optional(),
  /** There while the management API is turned on; without an address where it cannot be served at the moment. */
  management: z.strictObject({ address: text.optional() }).optional(),
  error: appErrorSchema.optional(),
});
export type ServerStatus = z.infer<typeof serverStatus>;

/** Stores that a local volume can stand in for. */
export const emulatedStore = z.enum(['runpod', 'coreweave', 'runsite', 'archil']);

export const localVolume = z.strictObject({
  bucket: bucketName,
  kind: z.enum(['object', 'folder']),
  /** Plain S3 where absent. */
  store: emulatedStore.optional(),
});
export type LocalVolume = z.infer<typeof localVolume>;

export const server = {
  watch: stream('The embedded S3 server: whether it runs, and where.', nothing, serverStatus, serverStatus),
  restart: command('Stops and starts the embedded server.', nothing, done),
  createVolume: command(
    'Makes a local volume: `object` holds any key, `folder` shows a granted folder live. With a store it behaves as that one does.',
    z.union([
      z.strictObject({
        kind: z.literal('object'),
        name: z.string().trim().min(1).max(63),
        store: emulatedStore.optional(),
      }),
      z.strictObject({
        kind: z.literal('folder'),
        name: z.string().trim().min(1).max(63),
        folder: grantId,
        store: emulatedStore.optional(),
      }),
    ]),
    z.strictObject({ bucket: bucketName }),
  ),
  volumes: query(
    'The volumes of this computer, and the stores they stand in for.',
    nothing,
    z.strictObject({ volumes: z.array(localVolume) }),
  ),
  setStore: command(
    'Makes a local volume behave as a store does, from the next request on; as plain S3 where none is named.',
    z.strictObject({ bucket: bucketName, store: emulatedStore.optional() }),
    done,
  ),
  turnOnManagement: command(
    'Serves the management API (buckets, keys, links, quotas) on this machine. Its token is shown this once; one from before is refused.',
    nothing,
    z.strictObject({ token: z.string() }),
  ),
  turnOffManagement: command('Stops serving the management API, and forgets its token.', nothing, done),
};
