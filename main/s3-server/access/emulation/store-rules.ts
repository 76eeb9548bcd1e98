import type { Provider } from '../../../providers/index.ts';
import type { ObjectMetadata, Storage } from '../../storage/storage.ts';
import type { Caller } from '../access-key.ts';
import type { RequestOutline } from './operation-of.ts';
import type { ListingQuirks, Quirks } from './quirks.ts';

/** A request whose signature was verified. */
export interface RuledRequest extends RequestOutline {
  readonly caller: Caller;
  readonly by: 'header' | 'query' | 'nobody';
  /** The body comes in `aws-chunked` framing. */
  readonly streaming: boolean;
  /** The host named the bucket. */
  readonly hosted: boolean;
}

/** Sizes in bytes, as operations look at them. */
export interface StoreLimits {
  /** The body of one request, or the source of one copy. */
  readonly maxPutBytes: number;
  readonly minPartBytes: number;
  readonly maxParts: number;
}

/**
 * How one store differs from plain S3. Each method throws the S3Error that the store answers with; what none of them
 * mentions goes on as in plain S3.
 */
export interface StoreRules {
  readonly provider: Provider;
  /** Where buckets are and what error answers name. */
  readonly region: string;
  acceptsRegion(region: string): boolean;
  /** The region that was meant by one that is refused: its own name in another case, or else the first. */
  regionInsteadOf(region: string): string;
  /** How far the clocks may differ, in milliseconds. */
  readonly clockMs: number;
  /** Before the request is routed: calls, headers, signatures and bodies that the store does not take. */
  refuse(request: RuledRequest): void;
  /** After the caller was authorised: keys and parameters that the store does not take. */
  check(request: RuledRequest): void;
  /** The caller as the bucket sees it. Throws AccessDenied where its credential opens another one. */
  opening(storage: Storage, caller: Caller, bucket: string): Promise<Caller>;
  limitsOf(operation: string): StoreLimits;
  isBucketName(name: string): boolean;
  /** Judges a new bucket and returns where it will be. `locationConstraint` is what the request says. */
  newBucket(bucket: string, locationConstraint: string | undefined): { readonly region: string };
  /** Keys that listings leave out. */
  hides(key: string): boolean;
  readonly listing: ListingQuirks;
  /** What the store keeps of an object's metadata; `head` is its first bytes, 512 where it has them. */
  keeps(key: string, metadata: ObjectMetadata, head?: Uint8Array): ObjectMetadata;
  /** Query parameters that have no effect. */
  readonly ignoredParameters: readonly string[];
}

export interface StoreRulesOptions {
  /** Instead of the store's own: the one region that is signed for. */
  readonly region?: string;
  readonly quirks?: Quirks;
  /** Instead of the store's own, so that a test can use small bodies. */
  readonly limits?: Partial<StoreLimits>;
}
