import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hasHeadlessHost, startHeadlessHost } from '../contenders/headless-host.ts';
import { startQuayside } from '../contenders/quayside.ts';
import { startS3rver } from '../contenders/s3rver.ts';
import type { ServerProcess } from '../contenders/server-process.ts';
import type { Contender, Row } from '../report/row.ts';
import type { Arena } from './arena.ts';
import { names } from './names.ts';

/** From the start of the process until it listens; `manyRoot` is a root with many keys that nobody holds. */
export async function startRow({ scratch, s3rver }: Arena, manyRoot: string): Promise<Row> {
  const root = await scratch('start');
  const home = await scratch('start-headless');
  const directory = await scratch('start-s3rver');
  const start = (name: string, begin: () => Promise<ServerProcess>): Contender => ({
    name,
    async measure() {
      const server = await begin();
      await server.stop();
      return server.startedInMs;
    },
  });
  const many = 'quayside, many keys';
  const host = 'the app, headless';
  const node = 'node, nothing to do';
  return {
    title: 'start until it listens',
    unit: 'ms',
    contenders: [
      start(names.durable, () => startQuayside({ root })),
      start(many, () => startQuayside({ root: manyRoot })),
      ...(hasHeadlessHost() ? [{ name: host, measure: () => startHeadlessHost(home) }] : []),
      {
        name: node,
        async measure() {
          const started = performance.now();
          await promisify(execFile)(process.execPath, ['-e', '0']);
          return performance.now() - started;
        },
      },
      ...(s3rver ? [start(names.s3rver, () => startS3rver(s3rver.command, { directory, buckets: [] }))] : []),
    ],
    ratios: [{ of: names.durable, to: node }],
    bounds: [
      { of: names.durable, atMost: 1500 },
      { of: many, atMost: 1500 },
      { of: host, atMost: 1500 },
    ],
    rounds: 5,
  };
}
