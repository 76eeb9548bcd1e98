import type { KeyObject } from 'node:crypto';
import type { HashEngine, HashPool } from '../../base/hashing/index.ts';
import type { SlabPool, YoungCollector } from '../../base/index.ts';
import type { Authorisation, Caller, Right, StoreRules } from '../access/index.ts';
import type { BucketRecord, Storage } from '../storage/storage.ts';
import type { LifecycleRule } from './lifecycle/lifecycle-rule.ts';
import type { ClientTokens } from './client-tokens.ts';
import type { KeyTurns } from './key-turns.ts';

/** S3's sizes in bytes; a provider's profile may set others. */
export interface Limits {
  /** One PutObject or UploadPart, and the largest source of one copy. */
  readonly maxPutBytes: number;
  /** Every part but the last. */
  readonly minPartBytes: number;
  readonly maxParts: number;
  readonly maxKeyBytes: number;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const s3Limits: Limits = {
  maxPutBytes: 5 * 1024 ** 3,
  minPartBytes: 5 * 1024 ** 2,
  maxParts: 10_000,
  maxKeyBytes: 1024,
};

/** What every operation may use. Nothing in it is of one request but the caller, the bucket and the signal. */
export interface OperationContext {
  readonly storage: Storage;
  readonly caller: Caller;
  /** The bucket the request names, once the caller was authorised on it. */
  readonly bucket?: BucketRecord;
  /** What the gate knows of that bucket, for operations that need more than one permission. */
  readonly authorisation?: Authorisation;
  /** The lifecycle rules of that bucket, for requests about one object. */
  readonly lifecycle?: readonly LifecycleRule[];
  /** Whether there is a user of this name, as far as it can be known. */
  readonly knowsUser: (user: string) => boolean;
  readonly region: string;
  readonly limits: Limits;
  /** There where the server stands in for a store that differs from plain S3. */
  readonly store?: StoreRules;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** For large bodies: hashes in other threads, and the memory that bodies are gathered in. */
  readonly hashes: HashPool;
  readonly slabs: SlabPool;
  readonly collector: YoungCollector;
  /** For small ones: hashes in this thread. */
  readonly hashing: HashEngine;
  readonly renames: ClientTokens;
  readonly turns: KeyTurns;
  /** What objects are encrypted with that ask for SSE-S3; without it such requests are refused. */
  readonly volumeKey?: KeyObject | undefined;
  readonly signal: AbortSignal;
}

/**
 * One S3 operation: plain input, plain output, every refusal an S3Error. The caller has been authorised for `action` on the
 * bucket of the request before `run`; what else an operation touches (the source of a copy) it authorises itself.
 */
export interface Operation<Input, Output> {
  /** As S3 names it: `PutObject`. */
  readonly name: string;
  /** As policies name it: `s3:PutObject`. */
  readonly action: `s3:${string}`;
  readonly right: Right;
  run(context: OperationContext, input: Input): Promise<Output>;
}

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

export interface VersionAddress extends ObjectAddress {
  readonly versionId?: string;
}

/** The user a key belongs to, as `Owner` and `Initiator` are written. */
export interface Owner {
  readonly id: string;
  readonly displayName: string;
}

export const ownerOf = (user: string): Owner => ({ id: user, displayName: user });
