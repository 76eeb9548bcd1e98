/** When a key ends: never, in some days, or at a moment typed as `YYYY-MM-DDTHH:MM` in local time. */
export type KeyEnd =
  | { readonly kind: 'never' }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'date'; readonly value: string };

const day = 86_400_000;
export const endDays = [1, 7, 30, 90, 365] as const;

/** The moment (milliseconds since the epoch), undefined for never, or that what was typed is no moment to come. */
export function endOf(end: KeyEnd, now: number): number | undefined | 'wrong' {
  if (end.kind === 'never') return undefined;
  if (end.kind === 'days') return now + end.days * day;
  if (!/^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(end.value)) return 'wrong';
  const instant = new Date(end.value).getTime();
  return Number.isNaN(instant) || instant <= now ? 'wrong' : instant;
}
