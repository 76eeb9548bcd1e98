import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import {
  bucketName,
  bytes,
  connectionId,
  count,
  done,
  instant,
  keyPrefix,
  nothing,
  objectKey,
  seconds,
  selection,
  shareId,
  text,
} from '../shapes.ts';

/**
 * Why a link lives shorter than was asked. `app-run`: it is signed with a key that lives until the app stops.
 * `steps`: the store knows a few lifetimes only, and this is the nearest of them.
 */
export const limitedBy = z.enum(['asked', 'store', 'credential', 'app-run', 'steps']);
export type LimitedBy = z.infer<typeof limitedBy>;

/**
 * Who makes the link. `signature`: signed here with the key of the connection. `rest`, `control-plane`: the store's own
 * API. `own`: Quayside serves it, from this computer, for as long as it runs.
 */
export const linkHow = z.enum(['signature', 'rest', 'control-plane', 'own']);
export type LinkHow = z.infer<typeof linkHow>;
/** What a user picks between: the store's links, in the way that the store has them, or Quayside's own. */
export const linkWay = z.enum(['store', 'own']);
export type LinkWay = z.infer<typeof linkWay>;

/** `folder`: several objects under one link or list. `upload`: somebody may send one file. */
export const linkKind = z.enum(['object', 'folder', 'upload']);
export type LinkKind = z.infer<typeof linkKind>;

export const share = z.strictObject({
  id: shareId,
  connectionId,
  bucket: bucketName,
  /** The object; for a folder the prefix that the names below are told without; for an upload where it goes. */
  key: z.string(),
  kind: linkKind,
  how: linkHow,
  method: z.enum(['GET', 'PUT']),
  createdAt: instant,
  expiresAt: instant,
  limitedBy,
  /** False where its connection, or the key that signed it, is gone: the link is dead already. */
  alive: z.boolean(),
  /** Objects that it opens. */
  objects: count,
  /** Where Quayside serves it: how often it was opened, and how often it may be. */
  opens: count.optional(),
  maxOpens: count.optional(),
  lastOpenedAt: instant.optional(),
  hasPassword: z.boolean(),
  /** It can be ended at once, from here. */
  revocable: z.boolean(),
  /** The same address can be shown again; elsewhere only a new one can be made. */
  canShowAgain: z.boolean(),
  /** A page lies beside the objects in the store, and is deleted with the link. */
  hasPage: z.boolean(),
  /** The key that signed it: revoking that one ends the link. */
  accessKeyId: text,
  maxBytes: bytes.optional(),
  received: z.strictObject({ key: z.string(), size: bytes, at: instant }).optional(),
});
export type Share = z.infer<typeof share>;

const password = z.string().min(4).max(256);
/** What only links that Quayside serves can have. */
const own = { password: password.optional(), maxOpens: z.number().int().min(1).max(1_000_000).optional() };
const life = {
  seconds: seconds.min(1),
  /** `download` makes the browser of the receiver save it under the object's name. */
  show: z.enum(['inline', 'download']),
  way: linkWay.optional(),
};
const request = z.strictObject({ connectionId, bucket: bucketName, key: objectKey, ...life });

const address = z.strictObject({ key: z.string(), url: z.string() });
/** The most objects that one folder link holds. */
export const maxLinkedObjects = 1000;

const way = z.strictObject({
  way: linkWay,
  how: linkHow,
  ok: z.boolean(),
  /** Why not, as a sentence of the store's data; or `token`: the store's API needs one first. */
  reason: text.optional(),
  needsToken: z.boolean(),
  maxSeconds: seconds,
  /** The only lifetimes there are; empty for any. */
  onlySeconds: z.array(seconds),
  /** How somebody can be asked to upload. `form`: with a limit of size. `put`: without one. */
  upload: z.enum(['form', 'put', 'own', 'none']),
  uploadReason: text.optional(),
});
export type ShareWay = z.infer<typeof way>;

/** Where Quayside serves its own links. */
export const linkServer = z.strictObject({
  running: z.boolean(),
  /** The user opened it to the local network. */
  network: z.boolean(),
  /** What links begin with. */
  base: text.optional(),
  /** Addresses of this computer on its networks, the likeliest first. */
  addresses: z.array(text),
  problem: text.optional(),
});
export type LinkServerStatus = z.infer<typeof linkServer>;

export const shares = {
  ways: query(
    'How objects of a connection can be shared, and what each way can do.',
    z.strictObject({ connectionId }),
    z.strictObject({ ways: z.array(way), others: z.array(connectionId) }),
  ),
  foresee: query(
    'When a link would truly expire: the smallest of what is asked, the store’s cap and the credential’s life.',
    request,
    z.strictObject({ expiresAt: instant, seconds, limitedBy, how: linkHow }),
  ),
  create: command(
    'Makes a link to one object. NOT_SUPPORTED with the reason where the store cannot.',
    request.extend(own),
    z.strictObject({ share, url: z.string() }),
  ),
  createMany: command(
    'Makes links to many objects or a folder, up to 1,000: a list, and with `page` one self-contained page beside them.',
    z.strictObject({
      connectionId,
      bucket: bucketName,
      base: keyPrefix,
      selection,
      ...life,
      ...own,
      page: z.boolean(),
    }),
    z.strictObject({ share, url: z.string().optional(), links: z.array(address), left: count }),
  ),
  requestUpload: command(
    'Makes a link that somebody can send one file with. `form` and `own` keep to the size; `put` cannot.',
    z.strictObject({
      connectionId,
      bucket: bucketName,
      prefix: keyPrefix,
      /** The name it gets; that of the sent file where absent. */
      name: z
        .string()
        .trim()
        .min(1)
        .max(255)
        .regex(/^[^/\u0000-\u001f\u007f]+$/)
        .optional(),
      seconds: seconds.min(1),
      way: linkWay,
      maxBytes: bytes.min(1),
      /** A media type that is taken, as `image/*` or `application/pdf`; any where absent. */
      contentType: z
        .string()
        .max(127)
        .regex(/^[a-z0-9.+-]+\/(\*|[a-z0-9.+-]+)$/i)
        .optional(),
      password: password.optional(),
    }),
    z.strictObject({ share, url: z.string(), command: z.string().optional() }),
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
  links: command(
    'The addresses of all objects of a folder link, signed again for the same moment.',
    z.strictObject({ id: shareId }),
    z.strictObject({ links: z.array(address) }),
  ),
  renew: command(
    'Gives a link that Quayside serves a new address; the old one is refused from then on.',
    z.strictObject({ id: shareId }),
    z.strictObject({ url: z.string() }),
  ),
  revoke: command(
    'Ends a link: one that Quayside serves is refused on the next request; of a folder page in a store the page is deleted.',
    z.strictObject({ id: shareId }),
    done,
  ),
  forget: command(
    'Takes a link out of the list; a live presigned link goes on working until it expires.',
    z.strictObject({ id: shareId }),
    done,
  ),
  server: stream('Where Quayside serves its own links.', nothing, linkServer, linkServer),
  setNetwork: command(
    'Opens Quayside’s own links to the local network, or closes them to this computer again. Without TLS.',
    z.strictObject({ on: z.boolean(), address: text.optional() }),
    done,
  ),
};
