import { randomInt } from 'node:crypto';
import { startQuayside } from '../contenders/quayside.ts';
import type { ServerProcess } from '../contenders/server-process.ts';
import type { CallsJob } from '../load/jobs.ts';
import type { Contender, Row } from '../report/row.ts';
import type { Arena } from './arena.ts';
import { folderCount, keyName, seedKeys } from './seed-keys.ts';
import { names } from './names.ts';

export interface Listings {
  readonly rows: readonly Row[];
  /** The root with all the keys, once `stop` was called. */
  readonly root: string;
  /** In its bucket `many`. */
  readonly keys: number;
  stop(): Promise<void>;
}

/**
 * Pages of 1,000 in a bucket of 1,000 keys and in one of as many as there are for: in 1,000 folders, so that a page with a
 * delimiter is 1,000 prefixes. s3rver lists a tenth of them.
 */
export async function openListings(arena: Arena): Promise<Listings> {
  const { load, quick, s3rver } = arena;
  const many = quick ? 100_000 : 1_000_000;
  const root = await arena.scratch('listings');
  await seedKeys(root, [
    { bucket: 'few', keys: 1000 },
    { bucket: 'many', keys: many },
  ]);
  const server = await startQuayside({ root });
  const peerKeys = quick ? 10_000 : 100_000;
  if (s3rver) await fillPeer(arena, s3rver.server, peerKeys);

  const few = 'quayside, 1,000 keys';
  const all = `quayside, ${many.toLocaleString('en-US')} keys`;
  const peer = `${names.s3rver}, ${peerKeys.toLocaleString('en-US')} keys`;
  const list = (name: string, { target, memory }: ServerProcess, calls: () => CallsJob['calls']): Contender => ({
    name,
    memory,
    measure: () => load.run({ kind: 'calls', target, calls: calls() }),
  });
  const rows: Row[] = [
    {
      title: 'a page of 1,000 keys',
      unit: 'ms',
      contenders: [
        list(few, server, () => pages('few', 1000, 60)),
        list(all, server, () => pages('many', many, 60)),
        ...(s3rver ? [list(peer, s3rver.server, () => pages('bench', peerKeys, 3, 'list/'))] : []),
      ],
      ratios: [
        { of: all, to: few, atMost: 1.1 },
        { of: peer, to: all, atLeast: 100 },
      ],
      bounds: [{ of: all, atMost: 2 }],
    },
    {
      title: 'a page of 1,000 common prefixes',
      unit: 'ms',
      contenders: [
        list(few, server, () => prefixes('few', 20)),
        list(all, server, () => prefixes('many', 20)),
        ...(s3rver ? [list(peer, s3rver.server, () => prefixes('bench', 1, 'list/'))] : []),
      ],
      ratios: [
        { of: all, to: few },
        { of: peer, to: all },
      ],
      bounds: [{ of: all, atMost: 10 }],
    },
  ];
  return { rows, root, keys: many, stop: () => server.stop() };
}

/** Pages that begin anywhere but near the end. */
function pages(bucket: string, keys: number, count: number, prefix = ''): CallsJob['calls'] {
  return Array.from({ length: count }, () => {
    const after =
      keys > 1000 ? `&start-after=${encodeURIComponent(prefix + keyName(randomInt(keys - 1001), keys))}` : '';
    const query = `list-type=2&max-keys=1000${prefix === '' ? '' : `&prefix=${encodeURIComponent(prefix)}`}${after}`;
    return { method: 'GET', path: `/${bucket}`, query, expect: { text: '<Contents>', times: 1000 } };
  });
}

function prefixes(bucket: string, count: number, prefix = ''): CallsJob['calls'] {
  const query = `delimiter=%2F&list-type=2&max-keys=1000${prefix === '' ? '' : `&prefix=${encodeURIComponent(prefix)}`}`;
  const expect = { text: '<CommonPrefixes>', times: folderCount };
  return Array.from({ length: count }, () => ({ method: 'GET', path: `/${bucket}`, query, expect }));
}

/** Over HTTP, folder by folder. */
async function fillPeer({ load }: Arena, { target }: ServerProcess, keys: number): Promise<void> {
  const paths = Array.from({ length: keys }, (_, at) => `/bench/list/${keyName(at, keys)}`);
  await load.run({ kind: 'fill', target, paths, clients: 16, bytes: 16 });
}
