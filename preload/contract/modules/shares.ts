import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import { bucketName, connectionId, done, instant, nothing, objectKey, seconds, shareId } from '../shapes.ts';

/** Why a link lives shorter than was asked. `app-run`: it is signed with a key that lives until the app stops. */
export const limitedBy = z.enum(['asked', 'store', 'credential', 'app-run']);
export type LimitedBy = z.infer<typeof limitedBy>;

export const share = z.strictObject({
  id: shareId,
  connectionId,
  bucket: bucketName,
  key: z.string(),
  method: z.enum(['GET', 'PUT']),
  createdAt: instant,
  expiresAt: instant,
  limitedBy,
  /** False where its connection, or the key that signed it, is gone: the link is dead already. */
  alive: z.boolean(),
});
export type Share = z.infer<typeof share>;

const request = z.strictObject({
  connectionId,
  bucket: bucketName,
  key: objectKey,
  seconds: seconds.min(1),
  /** `download` makes the browser of the receiver save it under the object's name. */
  show: z.enum(['inline', 'download']),
});

export const shares = {
  foresee: query(
    'When a link would truly expire: the smallest of what is asked, the store’s cap and the credential’s life.',
    request,
    z.strictObject({ expiresAt: instant, seconds, limitedBy }),
  ),
  create: command(
    'Makes a presigned GET link. NOT_SUPPORTED with the reason where the store cannot.',
    request,
    z.strictObject({ share, url: z.string() }),
  ),
  watch: stream(
    'Every link that was made here.',
    nothing,
    z.strictObject({ shares: z.array(share) }),
    z.strictObject({ upsert: z.array(share), remove: z.array(shareId) }),
  ),
  url: command(
    'The address of a link made earlier, signed again for the same moment: it is not stored.',
    z.strictObject({ id: shareId }),
    z.strictObject({ url: z.string() }),
  ),
  forget: command(
    'Takes a link out of the list; a live presigned link goes on working until it expires.',
    z.strictObject({ id: shareId }),
    done,
  ),
};
