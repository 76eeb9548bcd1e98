import { fileURLToPath } from 'node:url';
import type { ProviderId } from '../../preload/contract/index.ts';
import { runProgram } from './run-program.ts';

/** What the queue is asked to do. */
export interface EngineOrder {
  readonly home: string;
  readonly endpoint: string;
  readonly provider: ProviderId;
  readonly bucket: string;
  /** Ends with `/`, or is empty. */
  readonly prefix: string;
  readonly kind: 'up' | 'down';
  readonly folder: boolean;
  /** A file or folder to send, or the folder to fill. */
  readonly path: string;
  /** The object to read, where it is one. */
  readonly key: string;
  /** Leaves alone what is there already. */
  readonly sync: boolean;
}

export interface EngineAnswer {
  /** From the order to its end, durable; the start of the process is not in it. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most memory the process had, and what it had before the order: Node, and the sources that it compiles as it starts. */
  readonly mebibytes: number;
  readonly mebibytesBefore: number;
  /** What a thread that does nothing was delayed at the same time: the machine's own part. */
  readonly idleDelayP99: number;
  /** Of the main thread, milliseconds beyond the timer's own millisecond. */
  readonly delayP99: number;
  readonly delayMost: number;
  readonly state: string;
  readonly files: number;
  /** Calls of the volume by name. */
  readonly asked: Readonly<Record<string, number>>;
}

/** Throws where the job did not end well. */
export async function runEngine(
  order: EngineOrder,
  credential: { readonly id: string; readonly secret: string },
): Promise<EngineAnswer> {
  const { output } = await runProgram({
    command: process.execPath,
    arguments: ['--no-warnings', fileURLToPath(new URL('./engine-process.ts', import.meta.url)), JSON.stringify(order)],
    environment: { QUAYSIDE_BENCH_KEY: `${credential.id}:${credential.secret}` },
  });
  const answer = JSON.parse(output) as EngineAnswer;
  if (answer.state !== 'done') throw new Error(`the transfer ended as ${answer.state}`);
  return answer;
}
