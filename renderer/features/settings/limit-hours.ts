import type { LimitRule } from '../../../preload/contract/index.ts';
import { texts } from './texts.ts';

/** 7 January 2024 was a Sunday: a week to take the names of days from. */
const dayOf = (day: number): Date => new Date(2024, 0, 7 + day, 12);
const short = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const long = new Intl.DateTimeFormat(undefined, { weekday: 'long' });

/** Names of the days of the week in the browser's language; 0 is Sunday. */
export const dayNames = {
  short: (day: number): string => short.format(dayOf(day)),
  long: (day: number): string => long.format(dayOf(day)),
} as const;

/** The days from Monday on, as ISO 8601 counts a week. */
export const daysInOrder = (): readonly number[] => [1, 2, 3, 4, 5, 6, 0];

/** Minutes since midnight as an input of type `time` takes them; the end of the day is its beginning. */
export const timeOf = (minute: number): string => {
  const whole = minute % 1440;
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
};

/** The other way; undefined for what is no time. */
export function minuteOf(typed: string): number | undefined {
  const found = /^(\d{2}):(\d{2})/.exec(typed);
  if (!found) return undefined;
  const minute = Number(found[1]) * 60 + Number(found[2]);
  return minute < 1440 ? minute : undefined;
}

/** "Mon – Fri, 09:00 – 18:00": days that follow each other are drawn together. */
export function ruleHours({ days, from, to }: Pick<LimitRule, 'days' | 'from' | 'to'>): string {
  const runs: number[][] = [];
  for (const day of daysInOrder()) {
    if (!days.includes(day)) continue;
    const last = runs.at(-1);
    const before = last?.at(-1);
    if (last && before !== undefined && (before + 1) % 7 === day) last.push(day);
    else runs.push([day]);
  }
  const words = runs.map((run) => {
    const [first = 0] = run;
    const end = run.at(-1) ?? first;
    if (run.length === 7) return texts.everyDay;
    return run.length === 1 ? dayNames.short(first) : `${dayNames.short(first)} – ${dayNames.short(end)}`;
  });
  return `${words.join(', ')}, ${timeOf(from)} – ${timeOf(to)}`;
}
