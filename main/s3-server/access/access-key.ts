import type { RequestFacts } from './request-facts.ts';

/** What a key may do. `admin` makes and removes buckets and changes their configuration. */
export type Right = 'read' | 'write' | 'delete' | 'admin';

export interface AccessScope {
  /** Names of buckets, also of ones that do not exist yet; `*` is every bucket of the key's user. */
  readonly buckets: '*' | readonly string[];
  readonly read: boolean;
  readonly write: boolean;
  readonly delete: boolean;
  readonly admin: boolean;
}

export const allRights: AccessScope = { buckets: '*', read: true, write: true, delete: true, admin: true };

/** A credential of the embedded server. The secret never leaves the process that signs and verifies. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secret: string;
  /** Every key belongs to a user; buckets belong to users, never to keys. */
  readonly user: string;
  readonly scope: AccessScope;
  /** Milliseconds since the epoch; from then on the key is unknown. */
  readonly expiresAt?: number;
  /** `link`: the server signed a link with it for somebody else, and its store has no say in that. */
  readonly purpose?: 'link';
}

/**
 * Where keys come from. It is asked at every request, so that a key that was revoked is refused from that moment on:
 * an implementation may cache only what it also invalidates.
 */
export interface KeySource {
  find(accessKeyId: string): Promise<AccessKey | undefined> | AccessKey | undefined;
  /** Whether anybody signs as this user; where it is not there, nobody's name is doubted. */
  hasUser?(user: string): boolean;
  /** A request was verified with this key; `at` in milliseconds since the epoch. Must return at once. */
  touched?(accessKeyId: string, at: number): void;
}

/** Who sent a request: a verified key, or nobody in particular; and what the request says, for policies to ask. */
export interface Caller {
  readonly key?: AccessKey;
  readonly facts?: RequestFacts;
}

export const anonymous: Caller = {};
