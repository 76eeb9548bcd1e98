import { open } from 'node:fs/promises';
import { newChunk } from '../load/bodies.ts';
import type { Contender, Row } from '../report/row.ts';
import type { ServerProcess } from '../contenders/server-process.ts';
import type { Arena } from './arena.ts';
import { names } from './names.ts';

const MiB = 1024 * 1024;

/**
 * One large object over one connection, read and written. What the servers use of the processors for it is told too: that
 * hardly depends on what else the machine does.
 */
export function largeObjectRows(arena: Arena): { prepare?: () => Promise<void>; row: Row }[] {
  const sizes = arena.quick ? [256] : [256, 1024];
  const toldCosts = process.platform === 'linux';
  return sizes.flatMap((size) => {
    const rates: { prepare?: () => Promise<void>; row: Row }[] = [
      { row: uploadRow(arena, size) },
      { prepare: () => writePlainFile(arena.plainFile, size), row: downloadRow(arena, size) },
    ];
    return toldCosts ? rates.concat({ row: uploadCostRow(arena, size) }, { row: downloadCostRow(arena, size) }) : rates;
  });
}

const label = (size: number): string => (size < 1024 ? `${size} MiB` : `${size / 1024} GiB`);

function uploadRow({ load, durable, fast, limit, s3rver, scratch }: Arena, size: number): Row {
  const bytes = size * MiB;
  const disk = scratch(`disk-${size}`);
  const put = (name: string, { target, memory }: ServerProcess): Contender => ({
    name,
    memory,
    measure: () => load.run({ kind: 'upload', target, path: `/bench/large-${size}`, bytes, count: 1 }),
  });
  return {
    title: `PUT ${label(size)} with MD5, one connection`,
    unit: 'MiB/s',
    contenders: [
      put(names.durable, durable),
      put(names.fast, fast),
      { name: names.md5, measure: () => load.run({ kind: 'md5', bytes: 256 * MiB }) },
      put(names.drop, limit),
      { name: names.disk, measure: async () => load.run({ kind: 'disk', directory: await disk, bytes }) },
      ...(s3rver ? [put(names.s3rver, s3rver.server)] : []),
    ],
    ratios: [
      { of: names.durable, to: names.md5, atLeast: 0.65 },
      { of: names.fast, to: names.md5, atLeast: 0.75 },
      { of: names.fast, to: names.s3rver, atLeast: 1.6 },
      { of: names.durable, to: names.s3rver },
      { of: names.durable, to: names.disk },
      { of: names.fast, to: names.drop },
    ],
  };
}

/** Reads what the row above wrote. */
function downloadRow({ load, durable, limit, s3rver, nginx, quick }: Arena, size: number): Row {
  const bytes = size * MiB;
  const get = (name: string, { target, memory }: ServerProcess, path = `/bench/large-${size}`): Contender => ({
    name,
    memory,
    measure: () => load.run({ kind: 'download', target, path, bytes, count: size < 1024 && !quick ? 4 : 1 }),
  });
  return {
    title: `GET ${label(size)}, one connection`,
    unit: 'MiB/s',
    contenders: [
      get(names.durable, durable),
      get(names.memory, limit, `/ram/${bytes}`),
      get(names.pipe, limit, '/pipe'),
      ...(nginx ? [get(names.nginx, nginx, '/plain')] : []),
      ...(s3rver ? [get(names.s3rver, s3rver.server)] : []),
    ],
    ratios: [
      { of: names.durable, to: names.memory, atLeast: 0.85 },
      { of: names.durable, to: names.nginx, atLeast: 1.2 },
      { of: names.durable, to: names.pipe, atLeast: 4 },
      { of: names.durable, to: names.s3rver, atLeast: 4 },
    ],
  };
}

/** Milliseconds of processors that a server spends for a MiB of `work`. */
async function costOf({ processor }: ServerProcess, mebibytes: number, work: () => Promise<unknown>): Promise<number> {
  const before = processor.spent() ?? Number.NaN;
  await work();
  return ((processor.spent() ?? Number.NaN) - before) / mebibytes;
}

function uploadCostRow({ load, durable, fast, limit, s3rver }: Arena, size: number): Row {
  const put = (name: string, server: ServerProcess): Contender => ({
    name,
    measure: () =>
      costOf(server, size, () =>
        load.run({
          kind: 'upload',
          target: server.target,
          path: `/bench/large-${size}`,
          bytes: size * MiB,
          count: 1,
        }),
      ),
  });
  return {
    title: `PUT ${label(size)} with MD5, processor time of the server`,
    unit: 'ms/MiB',
    contenders: [
      put(names.durable, durable),
      put(names.fast, fast),
      put(names.drop, limit),
      ...(s3rver ? [put(names.s3rver, s3rver.server)] : []),
    ],
    ratios: [
      { of: names.durable, to: names.drop },
      { of: names.s3rver, to: names.durable },
    ],
  };
}

function downloadCostRow({ load, durable, limit, s3rver, nginx }: Arena, size: number): Row {
  const get = (name: string, server: ServerProcess, path = `/bench/large-${size}`): Contender => ({
    name,
    // More than one: a step of what the system tells is 10 ms.
    measure: () =>
      costOf(server, 4 * size, () =>
        load.run({ kind: 'download', target: server.target, path, bytes: size * MiB, count: 4 }),
      ),
  });
  return {
    title: `GET ${label(size)}, processor time of the server`,
    unit: 'ms/MiB',
    contenders: [
      get(names.durable, durable),
      get(names.memory, limit, `/ram/${size * MiB}`),
      get(names.pipe, limit, '/pipe'),
      ...(nginx ? [get(names.nginx, nginx, '/plain')] : []),
      ...(s3rver ? [get(names.s3rver, s3rver.server)] : []),
    ],
    ratios: [
      { of: names.durable, to: names.memory },
      { of: names.pipe, to: names.durable },
      { of: names.s3rver, to: names.durable },
    ],
  };
}

async function writePlainFile(path: string, size: number): Promise<void> {
  const chunk = newChunk();
  const file = await open(path, 'w');
  try {
    for (let done = 0; done < size; done += 1) await file.write(chunk);
  } finally {
    await file.close();
  }
}
