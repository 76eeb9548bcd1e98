import type { Permissions } from '../../preload/contract/index.ts';

/** A key as a store tells of it; instants in milliseconds since the epoch. */
export interface ApiKey {
  readonly id: string;
  readonly accessKeyId: string;
  readonly name: string;
  readonly active: boolean;
  readonly createdAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly lastUsedAt?: number | undefined;
  readonly lastUsedFor?: string | undefined;
  readonly buckets?: '*' | readonly string[] | undefined;
  readonly permissions?: Permissions | undefined;
}
export interface NewApiKey {
  readonly key: ApiKey;
  /** The one time that it is told. */
  readonly secretAccessKey: string;
}

interface Call {
  readonly signal?: AbortSignal | undefined;
}

/** The keys of one account at a store. Rejects with AppError only. */
export interface KeyManager {
  list(call?: Call): Promise<readonly ApiKey[]>;
  create(
    wish: Call & {
      readonly name: string;
      readonly buckets: '*' | readonly string[];
      readonly permissions: Permissions;
    },
  ): Promise<NewApiKey>;
  /** NOT_SUPPORTED where the store has no such state. */
  setActive(change: Call & { readonly id: string; readonly active: boolean }): Promise<void>;
  /** Refused from then on. KEY_NOT_FOUND. */
  remove(key: Call & { readonly id: string }): Promise<void>;
}
