import { z } from 'zod';
import { command } from '../define.ts';
import { bucketName, connectionId, fileId, instant, jobId, keyPrefix, objectKey, selection } from '../shapes.ts';

/**
 * An address that this host serves: same origin in the browser, the app's own scheme in Electron. It is bound to the
 * window's session and short-lived; TICKET_SPENT once used up.
 */
const ticket = z.strictObject({ url: z.string(), expiresAt: instant });

export const files = {
  preview: command(
    'An address that streams an object for looking at it, by Range, until it expires. Served so that nothing in it can run.',
    z.strictObject({ connectionId, bucket: bucketName, key: objectKey }),
    ticket,
  ),
  save: command(
    'A one-use address that streams one object as a download of the browser.',
    z.strictObject({ connectionId, bucket: bucketName, key: objectKey }),
    ticket,
  ),
  saveArchive: command(
    'A one-use address that streams a selection as one ZIP archive, names relative to `base`.',
    z.strictObject({ connectionId, bucket: bucketName, base: keyPrefix, selection }),
    ticket,
  ),
  receive: command(
    'One-use addresses to PUT the bytes of dropped files to, from `offset` on (hosts whose drops are bytes).',
    z.strictObject({ jobId, fileIds: z.array(fileId).min(1).max(100) }),
    z.strictObject({
      addresses: z.array(z.strictObject({ fileId, url: z.string(), offset: z.number().int().min(0) })),
    }),
  ),
  dragOut: command(
    'Stages objects in a temporary folder and starts a native drag with them (hosts that can).',
    z.strictObject({ connectionId, bucket: bucketName, keys: z.array(objectKey).min(1).max(100) }),
    z.strictObject({ staged: z.number().int().min(0) }),
  ),
};
