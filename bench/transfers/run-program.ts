import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface ProgramRun {
  readonly seconds: number;
  /** The most memory it was seen to have, MiB; undefined where the system does not tell. */
  readonly mebibytes: number | undefined;
  /** Of all processors together, as it was last seen. */
  readonly cpuSeconds: number | undefined;
  readonly output: string;
}

/** Milliseconds between two looks at its memory: the system keeps the peak itself, but only while the program lives. */
const look = 25;

/** Runs a program to its end. Throws with its last words where it fails. */
export function runProgram(program: {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Beside ours; `undefined` takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}): Promise<ProgramRun> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program.command, [...program.arguments], {
      env: { ...process.env, ...program.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    let output = '';
    let complaint = '';
    let peak: number | undefined;
    let cpu: number | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString('utf8')}`.slice(-2000);
    });
    const status = `/proc/${child.pid ?? 0}/status`;
    const timer = setInterval(() => {
      if (!existsSync(status)) return;
      try {
        const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1];
        if (kib !== undefined) peak = Number(kib) / 1024;
        cpu = cpuOf(readFileSync(`/proc/${child.pid ?? 0}/stat`, 'utf8'));
      } catch (error) {
        // It ended between the two looks.
        if (existsSync(status)) throw error;
      }
    }, look);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(timer);
      process.off('exit', kill);
      if (code === 0)
        resolve({ seconds: (performance.now() - began) / 1000, mebibytes: peak, cpuSeconds: cpu, output });
      else reject(new Error(`${program.command} ended with ${code}: ${complaint}`));
    });
  });
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime in ticks of 10 ms, after the name in brackets. */
function cpuOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
