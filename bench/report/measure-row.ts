import type { Row, RowResult } from './row.ts';

/**
 * All contenders once a round, so that what else the machine does falls on all of them alike; each round begins with another
 * one. The first round warms caches and compilers and does not count.
 */
export async function measureRow(row: Row, rounds: number): Promise<RowResult> {
  const counted = row.rounds ?? rounds;
  const warmUps = row.rounds === 1 ? 0 : 1;
  const figures = new Map<string, number[]>(row.contenders.map(({ name }) => [name, []]));
  for (const { memory } of row.contenders) memory?.reset();
  for (let round = 0; round < warmUps + counted; round += 1) {
    const first = round % Math.max(1, row.contenders.length);
    for (const { name, measure } of [...row.contenders.slice(first), ...row.contenders.slice(0, first)]) {
      const figure = await measure();
      if (round >= warmUps) figures.get(name)?.push(figure);
    }
  }
  const peaks = new Map<string, number>();
  for (const { name, memory } of row.contenders) {
    const peak = memory?.peak();
    if (peak !== undefined) peaks.set(name, peak);
  }
  return { row, figures, peaks };
}
