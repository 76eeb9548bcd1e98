import { texts } from './texts.ts';

/** A time left that counts down evenly instead of following every wobble of the rate. */
export interface CalmTime {
  /** Milliseconds of the clock at which `seconds` was true. */
  readonly at: number;
  readonly seconds: number;
  /** Milliseconds of the clock from which on there has been an estimate without a break. */
  readonly since: number;
}

/** Deviation below which the old estimate goes on counting down. */
const tolerance = 0.25;
const leastTolerance = 3;
/** Milliseconds in which a rate is still finding itself: nothing is shown, and each estimate is taken as it is. */
const settling = 2000;

/**
 * The next estimate, from the last one and what the queue says now. A shorter time is believed at once; a longer one by
 * half, so that one odd second does not show.
 */
export function nextCalmTime(
  before: CalmTime | undefined,
  seconds: number | undefined,
  now: number,
): CalmTime | undefined {
  if (seconds === undefined || !Number.isFinite(seconds)) return undefined;
  if (before === undefined) return { at: now, seconds, since: now };
  const { since } = before;
  if (now - since < settling) return { at: now, seconds, since };
  const expected = secondsAt(before, now);
  if (Math.abs(seconds - expected) <= Math.max(leastTolerance, expected * tolerance)) return before;
  return { at: now, seconds: seconds < expected ? seconds : (expected + seconds) / 2, since };
}

/** Fit to be shown. */
export const isSettled = (time: CalmTime, now: number): boolean => now - time.since >= settling;
export const secondsAt = (time: CalmTime, now: number): number => Math.max(0, time.seconds - (now - time.at) / 1000);

/** In steps that grow with the time: nobody needs seconds of an hour. */
export function timeLeftWords(seconds: number): string {
  if (seconds < 8) return texts.fewSeconds;
  if (seconds < 55) return texts.secondsLeft(Math.ceil(seconds / 10) * 10);
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 20) return texts.minutesLeft(minutes);
  if (minutes < 60) return texts.minutesLeft(Math.round(minutes / 5) * 5);
  if (minutes < 48 * 60) {
    const rounded = Math.round(minutes / 10) * 10;
    return texts.hoursLeft(Math.floor(rounded / 60), rounded % 60);
  }
  return texts.daysLeft(Math.round(minutes / (24 * 60)));
}
