import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import { appErrorSchema } from '../errors.ts';
import { bucketName, bytes, connectionId, done, instant, label, nothing, seconds, text } from '../shapes.ts';
import {
  connectionColour,
  connectionExtras,
  diagnosis,
  lastPlace,
  probeResult,
  reachFields,
} from './connection-extras.ts';
import { secretPlace } from './vault.ts';

export const providerIds = [
  'runpod',
  'coreweave',
  'runsite',
  'archil',
  'aws',
  'r2',
  'b2',
  'wasabi',
  'spaces',
  'minio',
  'ceph',
  'garage',
  'gcs',
  'quayside',
  'other',
] as const;
export const providerId = z.enum(providerIds);
export type ProviderId = z.infer<typeof providerId>;

/** What the interface offers, and what a store may lack. */
export const features = [
  'list-buckets',
  'create-bucket',
  'delete-bucket',
  'copy',
  'batch-delete',
  'multipart',
  'share-link',
  'upload-link',
  'versions',
  'tags',
  'policy',
  'cors',
  'lifecycle',
  'metadata',
] as const;
export const feature = z.enum(features);
export type Feature = z.infer<typeof feature>;
/** The reason is a sentence for people, from the provider's data. */
export const support = z.union([
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), reason: text }),
]);
export type Support = z.infer<typeof support>;

export const addressing = z.enum(['path', 'virtual']);

/** A provider's data as the interface needs it. */
export const providerSummary = z.strictObject({
  id: providerId,
  name: text,
  about: text,
  /** Known endpoints; empty where the user types one. */
  endpoints: z.array(z.strictObject({ label: text, endpoint: text, region: text })),
  addressing,
  /** The region to begin with where no endpoint is known. */
  region: text,
  /** The address is made from an id of the account: `before` + id + `after`. */
  account: z
    .strictObject({
      word: text,
      hint: text,
      /** A regular expression that an id matches whole. */
      pattern: text,
      choices: z.array(z.strictObject({ label: text, before: text, after: text, region: text })).min(1),
    })
    .optional(),
  /** The user must name the bucket (a disk or volume id): the store cannot list them. */
  needsBucket: z.boolean(),
  /** Worth asking for though it may be left empty. */
  asksBucket: z.boolean(),
  /** `disk.branch` opens a branch of a disk. */
  branchSeparator: text.optional(),
  /** What a bucket is called there: bucket, network volume, disk. */
  bucketWord: text,
  accessKeyHint: text,
  consoleUrl: text.optional(),
  docsUrl: text.optional(),
  features: z.record(feature, support),
  maxPut: bytes,
  maxPart: bytes,
  maxShareSeconds: seconds,
});
export type ProviderSummary = z.infer<typeof providerSummary>;

export const connection = z.strictObject({
  id: connectionId,
  name: label,
  provider: providerId,
  endpoint: text,
  region: text,
  addressing,
  accessKeyId: text,
  secretPlace,
  /** False where the secret is gone (a session ended, a keychain entry was removed): ask for it again. */
  hasSecret: z.boolean(),
  /** The app's own embedded server. */
  local: z.boolean(),
  readOnly: z.boolean(),
  /** Buckets opened by name, also where listing is not allowed. */
  pinnedBuckets: z.array(bucketName),
  features: z.record(feature, support),
  maxShareSeconds: seconds,
  createdAt: instant,
  lastUsedAt: instant.optional(),
  /** Where the user was last; restored by the interface. */
  lastPlace: lastPlace.optional(),
  ...connectionExtras.shape,
});
export type Connection = z.infer<typeof connection>;

const endpointUrl = z
  .string()
  .trim()
  .max(512)
  .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/i, 'an http or https address without user name, query or fragment');

/** Spaces and line ends around pasted keys are the commonest cause of a signature mismatch: they are taken off. */
const pasted = (max: number) => z.string().trim().min(1).max(max);

export const credentialDraft = z.strictObject({
  accessKeyId: pasted(256),
  secretAccessKey: pasted(4096),
  sessionToken: pasted(16_384).optional(),
});
export const endpointDraft = z.strictObject({
  provider: providerId,
  endpoint: endpointUrl,
  region: z.string().trim().min(1).max(64),
  addressing,
  pinnedBuckets: z.array(bucketName).max(1000),
  ...reachFields,
});
export type EndpointDraft = z.infer<typeof endpointDraft>;
export type CredentialDraft = z.infer<typeof credentialDraft>;

export const testResult = z.strictObject({
  ok: z.boolean(),
  error: appErrorSchema.optional(),
  /** Buckets that the credential may list, where it may. */
  buckets: z.array(bucketName),
  /** The store's clock less ours, in milliseconds, from its Date header. */
  clockOffset: z.number().int().optional(),
  /** Where it failed: why, and what mends it. */
  diagnosis: diagnosis.optional(),
});

/** Made by the client, so that it can end the probe that it began. */
const probeId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);

export const connections = {
  providers: query(
    'Every provider profile that ships.',
    nothing,
    z.strictObject({ providers: z.array(providerSummary) }),
  ),
  watch: stream(
    'All saved connections.',
    nothing,
    z.strictObject({ connections: z.array(connection) }),
    z.strictObject({ upsert: z.array(connection), remove: z.array(connectionId) }),
  ),
  test: command(
    'Tries an endpoint and a credential without saving. A refusal is in the result, not thrown.',
    z.strictObject({ endpoint: endpointDraft, credential: credentialDraft }),
    testResult,
  ),
  retest: command(
    'Tries a saved connection, with `endpoint` as it would be after a change, by the stored secret.',
    z.strictObject({ id: connectionId, endpoint: endpointDraft.optional() }),
    testResult,
  ),
  add: command(
    'Saves a connection; the secret goes to the secret store and never comes back.',
    z.strictObject({
      name: label,
      endpoint: endpointDraft,
      credential: credentialDraft,
      readOnly: z.boolean(),
      colour: connectionColour.optional(),
    }),
    z.strictObject({ connection }),
  ),
  update: command(
    'Changes a connection; without a credential the stored one stays.',
    z.strictObject({
      id: connectionId,
      name: label.optional(),
      endpoint: endpointDraft.optional(),
      credential: credentialDraft.optional(),
      readOnly: z.boolean().optional(),
      /** `none` takes the mark away. */
      colour: z.union([connectionColour, z.literal('none')]).optional(),
    }),
    z.strictObject({ connection }),
  ),
  remove: command('Removes a connection and its secret.', z.strictObject({ id: connectionId }), done),
  pinBucket: command(
    'Opens a bucket by name and remembers it.',
    z.strictObject({ id: connectionId, bucket: bucketName }),
    done,
  ),
  visited: command(
    'Remembers where the user is in a connection.',
    z.strictObject({ id: connectionId, place: lastPlace }),
    done,
  ),
  probe: command(
    'Measures what the endpoint does, in a folder of its own in a bucket that it cleans up after, and keeps what differs from the data.',
    z.strictObject({ id: connectionId, bucket: bucketName, probe: probeId }),
    z.strictObject({ result: probeResult }),
  ),
  stopProbe: command('Ends a probe; what it made is removed.', z.strictObject({ probe: probeId }), done),
  forgetProbe: command(
    'Goes back to the provider’s data.',
    z.strictObject({ id: connectionId }),
    z.strictObject({ connection }),
  ),
  unpinBucket: command(
    'Forgets a bucket opened by name.',
    z.strictObject({ id: connectionId, bucket: bucketName }),
    done,
  ),
};
