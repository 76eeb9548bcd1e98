import type { AgedVersion, Expiry, ObjectRecord, UploadRecord } from '../../storage/storage.ts';
import type { LifecycleFilter, LifecycleRule } from './lifecycle-rule.ts';

const day = 24 * 60 * 60 * 1000;

export interface LifecycleClock {
  readonly now: number;
  /** How long a day is, in milliseconds; for tests shorter than one. */
  readonly dayMs: number;
}

/** S3 counts whole days and then waits for midnight UTC; a shortened day is not rounded. */
function dueAt(from: number, days: number, dayMs: number): number {
  const at = from + days * dayMs;
  return dayMs === day ? Math.ceil(at / day) * day : at;
}

/** What the rules decide about a version now. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
export function judgeVersion(
  rules: readonly LifecycleRule[],
  version: AgedVersion,
  clock: LifecycleClock,
): Expiry | undefined {
  const { record, noncurrentSince } = version;
  for (const rule of rules) {
    if (!rule.enabled || !covers(rule.filter, record)) continue;
    if (noncurrentSince === undefined) {
      if (!isExpired(rule, record, clock)) continue;
      if (!record.deleteMarker) return { action: 'expire', record };
      if (version.only) return { action: 'remove', record };
    } else if (
      rule.noncurrent &&
      version.newerNoncurrent >= (rule.noncurrent.keep ?? 0) &&
      dueAt(noncurrentSince, rule.noncurrent.days, clock.dayMs) <= clock.now
    ) {
      return { action: 'remove', record };
    }
  }
  return undefined;
}

export function isUploadDue(rules: readonly LifecycleRule[], upload: UploadRecord, clock: LifecycleClock): boolean {
  return rules.some(
    ({ enabled, filter, abortDays }) =>
      enabled &&
      abortDays !== undefined &&
      upload.key.startsWith(filter.prefix ?? '') &&
      dueAt(upload.initiatedAt, abortDays, clock.dayMs) <= clock.now,
  );
}

function isExpired({ expiration }: LifecycleRule, record: ObjectRecord, { now, dayMs }: LifecycleClock): boolean {
  if (!expiration) return false;
  if ('days' in expiration) return dueAt(record.lastModified, expiration.days, dayMs) <= now;
  if ('date' in expiration) return expiration.date <= now;
  return expiration.deleteMarker && record.deleteMarker;
}

/** A delete marker has neither tags nor a size, so a rule that asks for these never means one. */
function covers(filter: LifecycleFilter, record: ObjectRecord): boolean {
  if (!record.key.startsWith(filter.prefix ?? '')) return false;
  const { tags, largerThan, smallerThan } = filter;
  if (record.deleteMarker) return tags.length === 0 && largerThan === undefined && smallerThan === undefined;
  if (largerThan !== undefined && record.size <= largerThan) return false;
  if (smallerThan !== undefined && record.size >= smallerThan) return false;
  const own = record.metadata.tags ?? {};
  return tags.every(([key, value]) => Object.hasOwn(own, key) && own[key] === value);
}

/**
 * When a current object will expire and by which rule, the earliest of all; always counted in real days, as the header is a
 * promise about dates.
 */
export function expiryOf(
  rules: readonly LifecycleRule[],
  record: ObjectRecord,
): { at: number; ruleId: string } | undefined {
  let first: { at: number; ruleId: string } | undefined;
  if (!record.isLatest || record.deleteMarker) return undefined;
  for (const { id, enabled, filter, expiration } of rules) {
    if (!enabled || !expiration || 'deleteMarker' in expiration || !covers(filter, record)) continue;
    const at = 'days' in expiration ? dueAt(record.lastModified, expiration.days, day) : expiration.date;
    if (!first || at < first.at) first = { at, ruleId: id };
  }
  return first;
}
