import type { KeyFacts } from '../../../preload/contract/index.ts';

/** `soon`: ends within two weeks, or within ten minutes where it is temporary. `old`: put in long ago. */
export type KeyAge = 'fine' | 'old' | 'soon' | 'ended';

const day = 86_400_000;
/** Keys older than this should be replaced (CIS AWS Foundations Benchmark 1.14). Milliseconds. */
export const oldAfter = 90 * day;
const soonBefore = 14 * day;
const temporarySoon = 600_000;

/** What to warn of; instants in milliseconds since the epoch. */
export function keyAge(facts: Pick<KeyFacts, 'since' | 'expiresAt' | 'temporary'>, now: number): KeyAge {
  const { expiresAt, since, temporary } = facts;
  if (expiresAt !== undefined) {
    if (expiresAt <= now) return 'ended';
    if (expiresAt - now < (temporary ? temporarySoon : soonBefore)) return 'soon';
  }
  return !temporary && now - since >= oldAfter ? 'old' : 'fine';
}
