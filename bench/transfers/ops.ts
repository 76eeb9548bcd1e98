import { fileURLToPath } from 'node:url';
import type { Row } from '../report/row.ts';
import { type Arena, bucket } from './arena.ts';
import { runProgram } from './run-program.ts';

export interface OpsOrder {
  readonly by: 'volume' | 'sdk';
  readonly op: 'put' | 'get' | 'list';
  readonly endpoint: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly count: number;
}
export interface OpsAnswer {
  /** Calls, or keys of a listing. */
  readonly perSecond: number;
  /** Of the client's process, for one call or key. */
  readonly cpuMicroseconds: number;
}

const titles = { put: 'put 4 KiB, 16 at a time', get: 'get 4 KiB, 16 at a time', list: 'list all keys' } as const;

/** The wire under the app's volume beside the SDK: what one call costs, in time and in the client's CPU. */
export function opsRows(arena: Arena, op: OpsOrder['op'], count: number, rounds: number): readonly Row[] {
  const { endpoint, credential } = arena.embedded;
  const cpu = new Map<string, number[]>();
  const contender = (name: string, by: OpsOrder['by']) => ({
    name,
    async measure() {
      const order: OpsOrder = { by, op, endpoint, bucket, prefix: 'ops/', count };
      const { output } = await runProgram({
        command: process.execPath,
        arguments: [
          '--no-warnings',
          fileURLToPath(new URL('./ops-process.ts', import.meta.url)),
          JSON.stringify(order),
        ],
        environment: { QUAYSIDE_BENCH_KEY: `${credential.id}:${credential.secret}` },
      });
      const answer = JSON.parse(output) as OpsAnswer;
      cpu.set(name, [...(cpu.get(name) ?? []), answer.cpuMicroseconds]);
      return answer.perSecond;
    },
  });
  const title = `${titles[op]} (${count.toLocaleString('en')})`;
  const lately = (name: string) => () => Promise.resolve(cpu.get(name)?.at(-1) ?? Number.NaN);
  return [
    {
      title,
      unit: op === 'list' ? 'keys/s' : 'ops/s',
      contenders: [contender('volume', 'volume'), contender('SDK', 'sdk')],
      ratios: [{ of: 'volume', to: 'SDK', atLeast: op === 'list' ? 4 : 8 }],
      rounds,
    },
    {
      title: `${title}: the client's CPU for each`,
      unit: 'us',
      contenders: ['volume', 'SDK'].map((name) => ({ name, measure: lately(name) })),
      ratios: [{ of: 'SDK', to: 'volume', atLeast: op === 'list' ? 4 : 8 }],
      rounds: 1,
    },
  ];
}
