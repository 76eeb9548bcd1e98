import type { LimitedBy } from '../../preload/contract/index.ts';

/** Seconds; `credential` undefined for a key that does not end. */
export interface LifeLimits {
  readonly store: number;
  readonly credential: number | undefined;
  readonly appRun: boolean;
  /** The only lifetimes that the store knows, ascending; empty for any. */
  readonly steps?: readonly number[] | undefined;
}

/** The smallest of what is asked, the store's cap and the credential's life, in the steps that the store knows. */
export function trueLife(
  asked: number,
  limits: LifeLimits,
): { readonly seconds: number; readonly limitedBy: LimitedBy } {
  let seconds = asked;
  let limitedBy: LimitedBy = 'asked';
  if (limits.store < seconds) [seconds, limitedBy] = [limits.store, 'store'];
  if (limits.credential !== undefined && limits.credential < seconds)
    [seconds, limitedBy] = [limits.credential, 'credential'];
  const { steps = [] } = limits;
  if (steps.length > 0 && !steps.includes(seconds)) {
    // Never longer than asked, but for the shortest that there is: then it is said.
    seconds = steps.findLast((step) => step <= seconds) ?? steps[0] ?? seconds;
    limitedBy = 'steps';
  }
  // The app may stop at any time: nothing else is worth telling then.
  return { seconds, limitedBy: limits.appRun ? 'app-run' : limitedBy };
}
