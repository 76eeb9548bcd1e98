import type { ServerProcess } from '../contenders/server-process.ts';
import type { Contender, Row } from '../report/row.ts';
import type { Arena } from './arena.ts';
import { names } from './names.ts';

const MiB = 1024 * 1024;

/** An upload in parts of 16 MiB over four connections, from its begin to its completion. */
export function multipartRow({ load, durable, fast, limit, s3rver, quick }: Arena): Row {
  const bytes = (quick ? 256 : 1024) * MiB;
  const upload = (name: string, { target, memory }: ServerProcess): Contender => ({
    name,
    memory,
    measure: () =>
      load.run({
        kind: 'multipart',
        target,
        path: '/bench/multipart',
        bytes,
        partBytes: 16 * MiB,
        connections: 4,
        raw: name === names.drop,
      }),
  });
  return {
    title: `multipart upload of ${quick ? '256 MiB' : '1 GiB'}, parts of 16 MiB, 4 connections`,
    unit: 'MiB/s',
    contenders: [
      upload(names.durable, durable),
      upload(names.fast, fast),
      upload(names.drop, limit),
      { name: names.md5, measure: () => load.run({ kind: 'md5', bytes: 256 * MiB }) },
      ...(s3rver ? [upload(names.s3rver, s3rver.server)] : []),
    ],
    ratios: [
      { of: names.durable, to: names.md5 },
      { of: names.fast, to: names.md5 },
      { of: names.durable, to: names.drop },
      { of: names.durable, to: names.s3rver },
      { of: names.fast, to: names.s3rver },
    ],
  };
}
