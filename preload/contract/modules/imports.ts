import { z } from 'zod';
import { command, query } from '../define.ts';
import { appErrorSchema } from '../errors.ts';
import { bucketName, label, nothing, text } from '../shapes.ts';
import { addressing, connection, providerId } from './connections.ts';

/** The most that is read of one file; real ones have a few kilobytes. */
export const maxImportText = 262_144;

export const importOrigins = ['aws', 'rclone', 's3cmd', 'cyberduck'] as const;
export type ImportOrigin = (typeof importOrigins)[number];

/** What is worth knowing before something is taken over. */
export const importNotes = [
  'session-token',
  'sso',
  'role',
  'process',
  'environment',
  'web-identity',
  'secret-elsewhere',
  'needs-mfa',
  'key-incomplete',
  'profile-missing',
  'address-refused',
  'proxy-left-out',
  'ca-left-out',
  'tls-off',
  'encryption-left-out',
] as const;
export type ImportNote = (typeof importNotes)[number];

export const importCandidate = z.strictObject({
  id: z.string().regex(/^[a-z0-9]{8,64}$/),
  from: z.enum(importOrigins),
  /** The file, for people: below the home folder as `~/…`. */
  file: text,
  name: label,
  provider: providerId,
  endpoint: text,
  region: text,
  addressing,
  bucket: bucketName.optional(),
  accessKeyId: text,
  /**
   * `copy`: the key goes to the secret store. `live`: it stays where it is and is read there each time. `without-secret`:
   * all but the secret, which is asked for. `not`: it cannot be taken over.
   */
  how: z.enum(['copy', 'live', 'without-secret', 'not']),
  notes: z.array(z.enum(importNotes)).max(10),
  /** The program that the profile runs for its credentials: shown, and agreed to, before it ever runs. */
  command: z.string().max(4096).optional(),
  /** A connection with this address and key is there. */
  isHere: z.boolean(),
});
export type ImportCandidate = z.infer<typeof importCandidate>;

export const importProblem = z.strictObject({
  file: text,
  problem: z.enum(['encrypted', 'too-large', 'unreadable', 'not-understood', 'hostile', 'too-many', 'other-remotes']),
  /** How many, where it counts something. */
  count: z.number().int().min(0).optional(),
});
export type ImportProblem = z.infer<typeof importProblem>;

const findings = z.strictObject({
  candidates: z.array(importCandidate).max(500),
  problems: z.array(importProblem).max(100),
});
export type ImportFindings = z.infer<typeof findings>;

export const imports = {
  find: query(
    'Connections that other programs have on this machine. Nothing is taken over, and nothing is run.',
    nothing,
    findings,
  ),
  read: command(
    'Connections in a file that the user chose.',
    z.strictObject({ name: text.min(1), content: z.string().max(maxImportText) }),
    findings,
  ),
  take: command(
    'Takes over what was chosen. A program for credentials is run later only where its command line was agreed to here.',
    z.strictObject({
      ids: z.array(importCandidate.shape.id).min(1).max(500),
      agreed: z.array(z.strictObject({ id: importCandidate.shape.id, command: z.string().max(4096) })).max(500),
    }),
    z.strictObject({
      added: z.array(connection),
      failed: z.array(z.strictObject({ id: importCandidate.shape.id, error: appErrorSchema })),
    }),
  ),
};
