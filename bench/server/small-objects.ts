import type { ServerProcess } from '../contenders/server-process.ts';
import type { Contender, Row } from '../report/row.ts';
import type { Arena } from './arena.ts';
import { names } from './names.ts';

const bytes = 4096;
/** Read again and again. */
const readKeys = 2000;
/** As many new ones a round at most; a store that is done with them earlier has its round earlier. */
const writeKeys = 16_000;
const files = 'quayside --fast, a file per key';

/** 4 KiB objects by some clients at a time. The goals are for 16. */
export function smallObjectRows(arena: Arena): { prepare?: () => Promise<void>; row: Row }[] {
  const counts = arena.quick ? [16] : [1, 16, 64];
  const [first, ...others] = counts.map((clients) => ({ row: getRow(arena, clients) }));
  return [
    ...counts.map((clients) => ({ row: putRow(arena, clients) })),
    ...(first ? [{ ...first, prepare: () => fill(arena) }] : []),
    ...others,
  ];
}

const people = (clients: number): string => (clients === 1 ? '1 client' : `${clients} clients`);

function putRow({ load, durable, fast, limit, s3rver, quick }: Arena, clients: number): Row {
  let round = 0;
  const put = (name: string, { target, memory }: ServerProcess, bucket = 'bench'): Contender => ({
    name,
    memory,
    measure() {
      round += 1;
      const path = `/${bucket}/put-${clients}-${round}/`;
      const ms = quick ? 700 : 1500;
      const once = name !== names.noOp;
      return load.run({ kind: 'small', target, method: 'PUT', path, keys: writeKeys, once, clients, bytes, ms });
    },
  });
  const goal = (atLeast: number): { atLeast?: number } => (clients === 16 ? { atLeast } : {});
  return {
    title: `PUT 4 KiB, new keys, ${people(clients)}`,
    unit: 'ops/s',
    contenders: [
      put(names.durable, durable),
      put(names.fast, fast),
      put(files, fast, 'files'),
      put(names.noOp, limit),
      ...(s3rver ? [put(names.s3rver, s3rver.server)] : []),
    ],
    ratios: [
      { of: names.durable, to: names.noOp, ...goal(0.15) },
      { of: names.durable, to: names.s3rver, ...goal(4) },
      { of: names.fast, to: names.noOp, ...goal(0.3) },
      { of: names.fast, to: names.s3rver, ...goal(10) },
      { of: files, to: names.s3rver, ...goal(3) },
    ],
  };
}

function getRow({ load, durable, limit, s3rver, quick }: Arena, clients: number): Row {
  const get = (name: string, { target, memory }: ServerProcess): Contender => ({
    name,
    memory,
    measure: () =>
      load.run({
        kind: 'small',
        target,
        method: 'GET',
        path: '/bench/small/',
        keys: readKeys,
        once: false,
        clients,
        bytes,
        ms: quick ? 700 : 1500,
      }),
  });
  const goal = (atLeast: number): { atLeast?: number } => (clients === 16 ? { atLeast } : {});
  return {
    title: `GET 4 KiB, ${people(clients)}`,
    unit: 'ops/s',
    contenders: [
      get(names.durable, durable),
      get(names.noOp, limit),
      ...(s3rver ? [get(names.s3rver, s3rver.server)] : []),
    ],
    ratios: [
      { of: names.durable, to: names.noOp, ...goal(0.35) },
      { of: names.durable, to: names.s3rver, ...goal(10) },
    ],
  };
}

async function fill({ load, durable, s3rver }: Arena): Promise<void> {
  const paths = Array.from({ length: readKeys }, (_, at) => `/bench/small/${at}`);
  for (const server of [durable, s3rver?.server]) {
    if (server) await load.run({ kind: 'fill', target: server.target, paths, clients: 16, bytes });
  }
}
