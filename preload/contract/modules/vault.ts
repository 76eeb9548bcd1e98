import { z } from 'zod';
import { command, stream } from '../define.ts';
import { done, nothing, text } from '../shapes.ts';

/** Where a secret lives. `memory`: made by the app for itself and gone when it stops. */
export const secretPlace = z.enum(['keychain', 'session', 'passphrase-file', 'memory']);
export type SecretPlace = z.infer<typeof secretPlace>;

export const vaultStatus = z.strictObject({
  /** `choose`: no keychain answered and the user has not said what to do instead. */
  state: z.enum(['ready', 'locked', 'choose']),
  place: z.enum(['keychain', 'session', 'passphrase-file']).optional(),
  keychain: z.strictObject({
    available: z.boolean(),
    /** Name of the system's keychain, as people know it. */
    name: text,
    /** Why it does not answer. */
    problem: z.enum(['none', 'no-service', 'locked', 'dismissed', 'failed']),
  }),
  /** A file with secrets under a passphrase exists. */
  fileExists: z.boolean(),
});
export type VaultStatus = z.infer<typeof vaultStatus>;

const passphrase = z.string().min(8).max(1024);

export const vault = {
  watch: stream('Where secrets are kept, and whether they can be reached.', nothing, vaultStatus, vaultStatus),
  useKeychain: command('Asks the system keychain again and uses it.', nothing, done),
  useSession: command('Keeps secrets in memory until the app stops.', nothing, done),
  usePassphraseFile: command(
    'Makes or opens the file that is encrypted with a passphrase. PASSPHRASE_WRONG where it does not open.',
    z.strictObject({ passphrase }),
    done,
  ),
  lock: command('Forgets the passphrase; secrets in the file are out of reach until it is typed again.', nothing, done),
};
