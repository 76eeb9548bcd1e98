import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { connect } from 'node:net';
import type { PeakMemory } from '../report/row.ts';
import type { Target } from '../load/target.ts';
import { peakMemoryOf } from './peak-memory.ts';
import { processorTimeOf, type ProcessorTime } from './processor-time.ts';

/** A server under measurement, in a process of its own. */
export interface ServerProcess {
  readonly target: Target;
  readonly memory: PeakMemory;
  readonly processor: ProcessorTime;
  /** From the start of the process to its first sign of listening, in milliseconds. */
  readonly startedInMs: number;
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly credential?: { readonly id: string; readonly secret: string };
  /** A port to be tried until it answers; absent: the first line on standard output is JSON with the `endpoint`. */
  readonly port?: number;
}

/** Throws where it ends, or does not listen within 60 s. */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const started = performance.now();
  const child = spawn(server.command, [...server.arguments], {
    env: { ...process.env, ...server.environment },
    stdio: ['ignore', server.port === undefined ? 'pipe' : 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  // A bench that is interrupted leaves nothing running.
  const kill = (): void => void child.kill('SIGKILL');
  // Before their directories are removed.
  process.prependOnceListener('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString('utf8')}`.slice(-2000);
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const cut = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(cut);
  };
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error('it did not listen within 60 s')), 60_000);
  try {
    const port = await Promise.race([
      server.port === undefined ? portFrom(child.stdout, late.signal) : tryPort(server.port, late.signal),
      ended.then(() => {
        throw new Error('it ended');
      }),
    ]);
    return {
      target: { port, ...(server.credential ? { credential: server.credential } : {}) },
      memory: peakMemoryOf(child.pid ?? 0),
      processor: processorTimeOf(child.pid ?? 0),
      startedInMs: performance.now() - started,
      stop,
    };
  } catch (cause) {
    await stop();
    throw new Error(`${server.command} ${server.arguments.join(' ')} cannot be started: ${complaint}`, { cause });
  } finally {
    clearTimeout(timer);
    late.abort();
  }
}

async function portFrom(output: NodeJS.ReadableStream | null, signal: AbortSignal): Promise<number> {
  if (!output) throw new Error('it has no standard output');
  const [line] = (await once(createInterface({ input: output }), 'line', { signal })) as [string];
  const { endpoint } = JSON.parse(line) as { endpoint: string };
  return Number(new URL(endpoint).port);
}

async function tryPort(port: number, signal: AbortSignal): Promise<number> {
  for (;;) {
    signal.throwIfAborted();
    if (await answers(port)) return port;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
