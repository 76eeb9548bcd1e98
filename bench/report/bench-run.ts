import { judgeRow, type Verdict } from './judge-row.ts';
import { measureRow } from './measure-row.ts';
import { printRow } from './print-row.ts';
import type { Row } from './row.ts';

/** One run of a bench: every row is printed as soon as it is there. */
export interface BenchRun {
  /** Fewer sizes and rounds, to see that all of it works. */
  readonly quick: boolean;
  /** Whether a group of rows was asked for. */
  wants(group: string): boolean;
  say(line: string): void;
  /** A peer or a row that cannot be had here, and why. */
  skip(reason: string): void;
  measure(row: Row): Promise<void>;
  /** Prints the account of all rows. */
  finish(): void;
}

export function createBenchRun(options: {
  quick: boolean;
  /** Absent: all groups. */
  only?: string;
  write: (text: string) => void;
}): BenchRun {
  const { quick, only, write } = options;
  const judged: { title: string; verdict: Verdict }[] = [];
  const skipped: string[] = [];
  const started = performance.now();

  return {
    quick,
    wants: (group) => only === undefined || only === group,
    say: (line) => write(`${line}\n\n`),
    skip(reason) {
      skipped.push(reason);
      write(`skipped: ${reason}\n\n`);
    },
    async measure(row) {
      const result = await measureRow(row, quick ? 1 : 3);
      const verdicts = judgeRow(result);
      for (const verdict of verdicts) if (verdict.met !== undefined) judged.push({ title: row.title, verdict });
      write(`${printRow(result, verdicts)}\n`);
    },
    finish() {
      const missed = judged.filter(({ verdict }) => verdict.met === false);
      const seconds = Math.round((performance.now() - started) / 1000);
      write(
        `${judged.length - missed.length} of ${judged.length} goals met, ${skipped.length} skipped, ${seconds} s\n`,
      );
      for (const { title, verdict } of missed) {
        write(`  not met: ${title}: ${verdict.text} ${verdict.value.toPrecision(3)}, goal ${verdict.goal}\n`);
      }
    },
  };
}
