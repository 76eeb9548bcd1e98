/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html; days are whole, times in milliseconds since the epoch. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly filter: LifecycleFilter;
  /** What happens to current versions. */
  readonly expiration?: { readonly days: number } | { readonly date: number } | { readonly deleteMarker: boolean };
  readonly noncurrent?: {
    readonly days: number;
    /** As many of the newest noncurrent versions stay in any case. */
    readonly keep?: number;
  };
  /** Days after an upload in parts was begun. */
  readonly abortDays?: number;
}

export interface LifecycleFilter {
  /** How it was written: `prefix` is the old form, right under the rule. */
  readonly form: 'prefix' | 'single' | 'and';
  readonly prefix?: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
  /** Bytes, exclusive. */
  readonly largerThan?: number;
  readonly smallerThan?: number;
}
