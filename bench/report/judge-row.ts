import { median } from './median.ts';
import type { RowResult } from './row.ts';

/** One line under a row: a ratio or a bound, and whether it reaches what it should. */
export interface Verdict {
  readonly text: string;
  /** A ratio, or a figure in the row's unit. */
  readonly value: number;
  readonly goal?: string;
  readonly met?: boolean;
}

/** A ratio is the median of the rounds' ratios: what slows one round down is in both of its figures. */
export function judgeRow({ row, figures }: RowResult): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const { of, to, atLeast, atMost } of row.ratios) {
    const [ours, theirs] = [figures.get(of), figures.get(to)];
    // A peer that is not to be had has no figures; that was said before.
    if (!ours || !theirs) continue;
    const value = median(ours.map((figure, round) => figure / (theirs[round] ?? Number.NaN)));
    verdicts.push({ text: `${of} / ${to}`, value, ...judge(value, atLeast, atMost) });
  }
  for (const { of, atMost } of row.bounds ?? []) {
    const ours = figures.get(of);
    if (!ours) continue;
    const value = median(ours);
    verdicts.push({ text: of, value, ...judge(value, undefined, atMost, row.unit) });
  }
  return verdicts;
}

function judge(value: number, atLeast?: number, atMost?: number, unit = ''): { goal?: string; met?: boolean } {
  if (atLeast !== undefined) return { goal: `>= ${atLeast}`, met: value >= atLeast };
  if (atMost !== undefined) return { goal: `<= ${atMost} ${unit}`.trimEnd(), met: value <= atMost };
  return {};
}
