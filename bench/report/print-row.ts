import type { Verdict } from './judge-row.ts';
import { median } from './median.ts';
import type { RowResult } from './row.ts';

/** A row as text: its figures (median, least and most of the rounds, memory), then its ratios with their goals. */
export function printRow({ row, figures, peaks }: RowResult, verdicts: readonly Verdict[]): string {
  const lines = [`${row.title}  [${row.unit}]`];
  for (const [name, all] of figures) {
    if (all.length === 0) continue;
    const range = all.length === 1 ? '' : `  (${figure(Math.min(...all))} to ${figure(Math.max(...all))})`;
    const peak = peaks.get(name);
    const memory = peak === undefined ? '' : `peak RSS ${Math.round(peak)} MiB`;
    lines.push(`  ${name.padEnd(38)}${figure(median(all)).padStart(9)}${range.padEnd(24)}${memory}`.trimEnd());
  }
  for (const { text, value, goal, met } of verdicts) {
    const judged = goal === undefined ? '' : `goal ${goal.padEnd(12)} ${met === true ? 'met' : 'NOT MET'}`;
    lines.push(`    ${text.padEnd(60)}${figure(value).padStart(9)}   ${judged}`.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

/** Three significant digits, and no more than the unit. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
