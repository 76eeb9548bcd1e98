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
import { credentialDraft } from './connections.ts';
import { secretPlace } from './vault.ts';

export const permissions = z.strictObject({
  read: z.boolean(),
  write: z.boolean(),
  delete: z.boolean(),
  admin: z.boolean(),
});
export type Permissions = z.infer<typeof permissions>;

/** All volumes, or those named. */
export const scope = z.union([z.literal('*'), z.array(bucketName).min(1).max(1000)]);

/** A pair that a rotation left working for a while. */
export const previousPair = z.strictObject({ accessKeyId: text, until: instant });

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
  /** From then on it is refused; for good where absent. */
  expiresAt: instant.optional(),
  /** The pair before the last rotation, while it is still taken. */
  previous: previousPair.optional(),
  lastUsedAt: instant.optional(),
  requests: count,
});
export type ServerKey = z.infer<typeof serverKey>;

/** Forms in which a key is handed to other tools. */
export const keyTools = ['aws-cli', 'aws-command', 'boto3', 'rclone', 's3cmd', 'environment'] as const;
export const keyTool = z.enum(keyTools);
export type KeyTool = z.infer<typeof keyTool>;

/** A key of the embedded server, or the credential of a connection. */
export const keySubject = z.union([
  z.strictObject({ kind: z.literal('server-key'), id: serverKeyId }),
  z.strictObject({ kind: z.literal('connection'), id: connectionId }),
]);
export type KeySubject = z.infer<typeof keySubject>;

/** A key that lives at a store which has an API for its keys. Never with its secret. */
export const remoteKey = z.strictObject({
  /** As the store names it. */
  id: text,
  accessKeyId: text,
  name: text,
  active: z.boolean(),
  createdAt: instant.optional(),
  expiresAt: instant.optional(),
  lastUsedAt: instant.optional(),
  /** Which service and region it was last used for, where the store says. */
  lastUsedFor: text.optional(),
  buckets: z.union([z.literal('*'), z.array(bucketName).max(1000)]).optional(),
  permissions: permissions.optional(),
  /** Connections of this app that sign with it. */
  usedBy: z.array(connectionId),
});
export type RemoteKey = z.infer<typeof remoteKey>;

/** `runsite`: its REST API. `iam`: the IAM query protocol of AWS and those who speak it. `console`: only a web page. */
export const keyApiKind = z.enum(['runsite', 'iam', 'archil', 'console']);
export type KeyApiKind = z.infer<typeof keyApiKind>;

/** An address of a store's own API: https, or http on this machine for tests and proxies. */
export const apiAddress = z
  .string()
  .trim()
  .max(512)
  .regex(
    /^(https:\/\/[^\s/?#@]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?)(\/[^\s?#@]*)?$/i,
    'an https address',
  );

export const keyApi = z.strictObject({
  kind: keyApiKind,
  /** Where the API is, or would be looked for. */
  address: text.optional(),
  needsToken: z.boolean(),
  hasToken: z.boolean(),
  /** What this API can do. */
  can: z.strictObject({
    list: z.boolean(),
    create: z.boolean(),
    /** A new key can be limited to buckets and rights. */
    scope: z.boolean(),
    disable: z.boolean(),
    links: z.boolean(),
  }),
});
export type KeyApi = z.infer<typeof keyApi>;

/** What is known of a connection's key beside the connection itself. */
export const keyFacts = z.strictObject({
  connectionId,
  /** When this pair was put in here. */
  since: instant,
  /** When it ends: as the store said, or as the user noted. */
  expiresAt: instant.optional(),
  temporary: z.boolean(),
});
export type KeyFacts = z.infer<typeof keyFacts>;

/** A key that was replaced; the old pair is kept in the secret store until `keptUntil`, so that it can be put back. */
export const keyReplacement = z.strictObject({
  id: text,
  at: instant,
  keptUntil: instant,
  oldAccessKeyId: text,
  newAccessKeyId: text,
  connectionIds: z.array(connectionId),
});
export type KeyReplacement = z.infer<typeof keyReplacement>;

/** The one time that a secret crosses the contract: for a key the user has just made. */
const shownOnce = z.strictObject({ key: serverKey, secretAccessKey: z.string() });
const remoteShownOnce = z.strictObject({
  accessKeyId: text,
  secretAccessKey: z.string(),
  /** Connections that were switched to the new pair. */
  switched: z.array(connectionId),
});
const remoteOne = z.strictObject({ connectionId, keyId: text.min(1) });
/** Seconds from 0 (at once) to 30 days. */
const overlap = z
  .number()
  .int()
  .min(0)
  .max(30 * 86_400);

export const keys = {
  watch: stream(
    'Access keys of the embedded server.',
    nothing,
    z.strictObject({ keys: z.array(serverKey) }),
    z.strictObject({ upsert: z.array(serverKey), remove: z.array(serverKeyId) }),
  ),
  create: command(
    'Makes a key; its secret is shown this once.',
    z.strictObject({ name: label, volumes: scope, permissions, expiresAt: instant.optional() }),
    shownOnce,
  ),
  rotate: command(
    'Gives a key a new pair with the same rights; the old pair works for `overlapSeconds` more, at once not at all.',
    z.strictObject({ id: serverKeyId, overlapSeconds: overlap.optional() }),
    shownOnce,
  ),
  endOverlap: command(
    'Refuses the pair before the last rotation from now on.',
    z.strictObject({ id: serverKeyId }),
    done,
  ),
  setServerKeyExpiry: command(
    'Sets when a key of the embedded server ends; for good where no moment is given.',
    z.strictObject({ id: serverKeyId, expiresAt: instant.optional() }),
    done,
  ),
  revoke: command('Revokes a key: the next request with it is refused.', z.strictObject({ id: serverKeyId }), done),
  snippet: query(
    'How other tools use an endpoint with a key, without its secret.',
    z.strictObject({ subject: keySubject, tool: keyTool }),
    z.strictObject({ text: z.string() }),
  ),
  exportWays: query(
    'How a key can be handed out with its secret, and how the user is asked for it.',
    z.strictObject({ subject: keySubject }),
    z.strictObject({
      clipboard: z.boolean(),
      /** `passphrase` is typed again; `system` asks by its own prompt; `none`: nothing here can ask again. */
      proof: z.enum(['passphrase', 'system', 'none']),
      place: secretPlace,
    }),
  ),
  export: command(
    'Writes the settings of a tool with the secret to the clipboard of this machine or into a file that only its owner can read. The secret does not come back.',
    z.strictObject({
      subject: keySubject,
      tool: keyTool,
      to: z.union([
        z.strictObject({ kind: z.literal('clipboard') }),
        z.strictObject({ kind: z.literal('folder'), folder: grantId }),
      ]),
      passphrase: z.string().max(1024).optional(),
    }),
    z.strictObject({ fileName: text.optional() }),
  ),

  facts: stream(
    'Age and end of every connection’s key, and the replacements that can be undone.',
    nothing,
    z.strictObject({ facts: z.array(keyFacts), replacements: z.array(keyReplacement) }),
    z.strictObject({ facts: z.array(keyFacts), replacements: z.array(keyReplacement) }),
  ),
  setExpiry: command(
    'Notes when the key of a connection ends; no moment takes the note away.',
    z.strictObject({ connectionId, expiresAt: instant.optional() }),
    done,
  ),
  planReplacement: query(
    'Which connections sign with exactly the same pair, and which with the same id and another secret.',
    z.strictObject({ connectionId }),
    z.strictObject({ same: z.array(connectionId), others: z.array(connectionId) }),
  ),
  replace: command(
    'Tests a new pair on every connection named; where all take it, swaps it in all of them and keeps the old one for undo. Where one refuses, nothing changes.',
    z.strictObject({ connectionIds: z.array(connectionId).min(1).max(100), credential: credentialDraft }),
    z.strictObject({
      replacement: keyReplacement.optional(),
      results: z.array(z.strictObject({ connectionId, error: appErrorSchema.optional() })),
    }),
  ),
  undoReplacement: command(
    'Puts the old pair back into every connection that has not had another one since.',
    z.strictObject({ id: text }),
    z.strictObject({ restored: z.array(connectionId), skipped: z.array(connectionId) }),
  ),
  letGo: command('Erases the old pair of a replacement now.', z.strictObject({ id: text }), done),

  api: query('Which API the store of a connection has for keys and links.', z.strictObject({ connectionId }), keyApi),
  setApi: command(
    'Saves the address of a store’s API, and its token in the secret store. The token never comes back.',
    z.strictObject({ connectionId, address: apiAddress, token: z.string().trim().min(1).max(4096).optional() }),
    done,
  ),
  removeApi: command('Forgets the address and the token of a store’s API.', z.strictObject({ connectionId }), done),
  remote: query(
    'Keys of a store, by its API.',
    z.strictObject({ connectionId }),
    z.strictObject({ keys: z.array(remoteKey) }),
  ),
  createRemote: command(
    'Makes a key at the store; its secret is shown this once.',
    z.strictObject({
      connectionId,
      name: label,
      buckets: z.union([z.literal('*'), z.array(bucketName).min(1).max(1000)]),
      permissions,
    }),
    remoteShownOnce,
  ),
  rotateRemote: command(
    'Makes a new key with the same rights and switches the connections that use the old one to it. The old key works until it is revoked.',
    remoteOne,
    remoteShownOnce,
  ),
  setRemoteActive: command(
    'Turns a key at the store off or on again, where the store can.',
    remoteOne.extend({ active: z.boolean() }),
    done,
  ),
  revokeRemote: command('Deletes a key at the store.', remoteOne, done),
};
