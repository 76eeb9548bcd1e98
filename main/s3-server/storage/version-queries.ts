import type { ObjectRecord } from './records.ts';

export interface VersionsQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Only keys after this one, exclusive; a common prefix that was given out is skipped whole. */
  readonly keyMarker?: string;
  /** With `keyMarker`: goes on inside that key, after this version, also where that version is gone by now. */
  readonly versionIdMarker?: string;
  /** 0 to 1,000: how many versions, delete markers and common prefixes together. */
  readonly limit: number;
}

/** Ordered by key, and newest first within a key. */
export interface VersionsPage {
  readonly versions: readonly ObjectRecord[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** Where the page is truncated: the key of its last version, or its last common prefix. */
  readonly nextKeyMarker?: string;
  /** Absent where the page ends with a common prefix. */
  readonly nextVersionIdMarker?: string;
}

/** A version with what a lifecycle rule asks about it. */
export interface AgedVersion {
  readonly record: ObjectRecord;
  /** When the next newer version was made; absent for the current one. */
  readonly noncurrentSince?: number;
  /** How many noncurrent versions of the key are newer than this noncurrent one. */
  readonly newerNoncurrent: number;
  /** The only version of its key: a delete marker that hides nothing is expired by itself. */
  readonly only: boolean;
}

export interface VersionWalk {
  readonly versions: readonly AgedVersion[];
  /** Where the next page begins, to be handed back as it is, also after a restart; absent at the end. */
  readonly position?: string;
}

/**
 * What a lifecycle rule decided about a version. `expire`: a current object goes as DELETE without a version would take it
 * (a delete marker where versions are kept). `remove`: a noncurrent version, or a delete marker that is the only version
 * of its key, goes for good.
 */
export interface Expiry {
  readonly action: 'expire' | 'remove';
  /** As it was judged: where it is not that any more, metadata and tags included, it stays. */
  readonly record: ObjectRecord;
}
