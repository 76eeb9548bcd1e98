import { z } from 'zod';
import { bucketName, bytes, count, instant, keyPrefix, label, text } from '../shapes.ts';

/** Marks a connection in the sidebar; the interface has the tones. */
export const connectionColours = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey'] as const;
export const connectionColour = z.enum(connectionColours);
export type ConnectionColour = z.infer<typeof connectionColour>;

/** Certificates (never a key) in PEM, RFC 7468; a bundle of a few. */
export const certificatesPem = z
  .string()
  .trim()
  .max(65_536)
  .regex(
    /^(?:[^-]*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/,
    'certificates in PEM form',
  );

/** An http proxy that is asked to CONNECT; without user name and password, which would be secrets. */
export const proxyUrl = z
  .string()
  .trim()
  .max(512)
  .regex(/^https?:\/\/[^\s/?#@]+\/?$/i, 'an http or https address without user name and path');

/** Milliseconds of the store's clock less ours; signatures are made by it from the first call on. */
export const clockOffset = z
  .number()
  .int()
  .min(-3_650 * 86_400_000)
  .max(3_650 * 86_400_000);

/** How an endpoint is reached, beside its address. */
export const reachFields = {
  /** Trusted for this endpoint beside the authorities of the system. */
  ca: certificatesPem.optional(),
  proxy: proxyUrl.optional(),
  clockOffset: clockOffset.optional(),
};

/** Credentials that stay where another program keeps them, and are read there each time. */
export const credentialSource = z.strictObject({
  kind: z.literal('aws-profile'),
  profile: label,
  /** The `credential_process` that the user has seen and agreed to; another one is not run. */
  command: z.string().max(4096).optional(),
});
export type CredentialSource = z.infer<typeof credentialSource>;

export const probeFactNames = [
  'path-style',
  'virtual-style',
  'list-buckets',
  'list-v1',
  'list-v2',
  'delimiter',
  'any-delimiter',
  'metadata',
  'multipart',
  'small-parts',
  'copy',
  'batch-delete',
  'presign',
  'crc32',
  'crc32c',
  'crc64nvme',
  'sha1',
  'sha256',
  'content-md5',
  'conditional-put',
  'conditional-complete',
  'versions',
  'tags',
  'policy',
  'cors',
  'lifecycle',
] as const;
export const probeFactName = z.enum(probeFactNames);
export type ProbeFactName = z.infer<typeof probeFactName>;

/** What a probe of this endpoint found; it goes before the provider's data. */
export const measuredFacts = z.strictObject({
  at: instant,
  facts: z.partialRecord(probeFactName, z.boolean()),
});
export type MeasuredFacts = z.infer<typeof measuredFacts>;

export const probeFact = z.strictObject({
  name: probeFactName,
  /** What the provider's data say. */
  expected: z.boolean(),
  /** Absent where it could not be told: no right to try it, or an answer that says neither. */
  found: z.boolean().optional(),
  /** The answer that decided it: a status and an S3 code. */
  answer: text,
});
export type ProbeFact = z.infer<typeof probeFact>;

export const probeResult = z.strictObject({
  at: instant,
  bucket: bucketName,
  /** The folder that it worked in and removed. */
  scratch: keyPrefix,
  facts: z.array(probeFact).max(100),
  clockOffset: z.number().int().optional(),
  requests: count,
  bytesSent: bytes,
  /** Keys that could not be removed again. */
  leftBehind: z.array(z.string().max(2048)).max(100),
});
export type ProbeResult = z.infer<typeof probeResult>;

/** Where the user was last in a connection. */
export const lastPlace = z.strictObject({ bucket: bucketName, prefix: keyPrefix });
export type LastPlace = z.infer<typeof lastPlace>;

/** Fields of a saved connection that came after the first version; kept together in one column. */
export const connectionExtras = z.strictObject({
  colour: connectionColour.optional(),
  ...reachFields,
  source: credentialSource.optional(),
  measured: measuredFacts.optional(),
});
export type ConnectionExtras = z.infer<typeof connectionExtras>;

export const findings = [
  'clock',
  'region',
  'addressing',
  'permission',
  'session-ended',
  'stray-characters',
  'signature',
  'key-unknown',
  'throttled',
  'tls-untrusted',
  'tls-name',
  'tls-expired',
  'tls-not-spoken',
  'tls-failed',
  'name-unknown',
  'refused-connection',
  'no-answer',
  'not-s3',
  'redirected',
  'bucket-missing',
  'bucket-needed',
  'proxy',
  'other',
] as const;
export const finding = z.enum(findings);
export type Finding = z.infer<typeof finding>;

/** A certificate as it was shown by a server that is not trusted yet. */
export const shownCertificate = z.strictObject({
  subject: text,
  issuer: text,
  validFrom: instant,
  validTo: instant,
  /** SHA-256, colon-separated hex. */
  fingerprint: text,
  names: z.array(text).max(20),
  pem: certificatesPem,
});
export type ShownCertificate = z.infer<typeof shownCertificate>;

/** What one press of a button changes, so that the next try goes through. */
export const mend = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('set-region'), region: text, endpoint: text.optional() }),
  z.strictObject({ do: z.literal('set-addressing'), addressing: z.enum(['path', 'virtual']) }),
  z.strictObject({ do: z.literal('use-clock'), offset: clockOffset }),
  z.strictObject({ do: z.literal('set-endpoint'), endpoint: text }),
  z.strictObject({ do: z.literal('trim-key') }),
  z.strictObject({ do: z.literal('trust'), certificate: shownCertificate }),
  z.strictObject({ do: z.literal('sign-in'), command: text }),
  z.strictObject({ do: z.literal('replace-key') }),
  z.strictObject({ do: z.literal('name-bucket') }),
  z.strictObject({ do: z.literal('clear-proxy') }),
  z.strictObject({ do: z.literal('retry'), afterSeconds: z.number().int().min(0).max(3600) }),
]);
export type Mend = z.infer<typeof mend>;

/** Why a try failed, and what mends it, the best first. */
export const diagnosis = z.strictObject({
  finding,
  /** Names and figures for the sentence: `host`, `names`, `minutes`, `region` … */
  params: z.record(z.string().max(40), z.union([text, z.number()])),
  mends: z.array(mend).max(4),
});
export type Diagnosis = z.infer<typeof diagnosis>;
