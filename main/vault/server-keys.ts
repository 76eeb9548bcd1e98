import type { Permissions, ServerKey, ServerKeyId } from '../../preload/contract/index.ts';
import type { Watchable } from '../base/index.ts';
import type { RecordProblem } from '../database/index.ts';

/** What the embedded server needs to verify a request and to judge it. */
export interface ServerCredential {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly volumes: '*' | readonly string[];
  readonly permissions: Permissions;
  /** Refused from then on; milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
}

export interface ServerKeysDelta {
  readonly upsert: ServerKey[];
  readonly remove: ServerKeyId[];
}

export interface ServerKeysRegistry {
  readonly watch: Watchable<{ readonly keys: ServerKey[] }, ServerKeysDelta>;
  readonly problems: readonly RecordProblem[];
  /** Throws KEY_NOT_FOUND. */
  get(id: ServerKeyId): ServerKey;
  /** The one time that the secret is given out. Throws SECRET_STORE_*: no key is made then. */
  create(draft: {
    readonly name: string;
    readonly volumes: '*' | readonly string[];
    readonly permissions: Permissions;
    readonly expiresAt?: number | undefined;
  }): Promise<{ key: ServerKey; secretAccessKey: string }>;
  /**
   * A new pair with the same rights. The old pair is refused before this resolves, or after `overlapSeconds` where some
   * are given; a pair that was left from a rotation before is refused at once.
   */
  rotate(id: ServerKeyId, overlapSeconds?: number): Promise<{ key: ServerKey; secretAccessKey: string }>;
  /** The pair before the last rotation is refused from the moment of the call. */
  endOverlap(id: ServerKeyId): Promise<void>;
  /** For good where no moment is given. */
  setExpiry(id: ServerKeyId, expiresAt: number | undefined): void;
  /** For an export that the user has confirmed. Throws KEY_NOT_FOUND, SECRET_MISSING. */
  secretOf(id: ServerKeyId): string;
  /** The key is refused from the moment of the call, whatever becomes of the rest. */
  revoke(id: ServerKeyId): Promise<void>;
  /** For the embedded server at each request: in memory, never waits. */
  find(accessKeyId: string): ServerCredential | undefined;
  /** Counts a request; written to the database in batches. */
  touched(accessKeyId: string, at: number): void;
  /** Writes the counts that are still in memory. */
  close(): void;
}
