import { existsSync, readFileSync } from 'node:fs';

/** What a process has used of the processors since its start, in all of its threads. */
export interface ProcessorTime {
  /** Milliseconds, in steps of 10; undefined where the system does not tell. */
  spent(): number | undefined;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime in ticks of 10 ms, after the name in brackets. */
export function processorTimeOf(pid: number): ProcessorTime {
  const path = `/proc/${pid}/stat`;
  return {
    spent() {
      if (!existsSync(path)) return undefined;
      const text = readFileSync(path, 'latin1');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
  };
}
