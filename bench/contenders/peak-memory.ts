import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { PeakMemory } from '../report/row.ts';

/** From Linux's own account of the process; elsewhere it tells nothing. https://man7.org/linux/man-pages/man5/proc.5.html */
export function peakMemoryOf(pid: number): PeakMemory {
  const status = `/proc/${pid}/status`;
  return {
    reset() {
      // 5 sets the peak back to what is in use now.
      if (existsSync(status)) writeFileSync(`/proc/${pid}/clear_refs`, '5');
    },
    peak() {
      if (!existsSync(status)) return undefined;
      const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1];
      return kib === undefined ? undefined : Number(kib) / 1024;
    },
  };
}
