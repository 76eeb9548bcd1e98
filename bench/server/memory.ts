import { startQuayside } from '../contenders/quayside.ts';
import type { ServerProcess } from '../contenders/server-process.ts';
import type { Row } from '../report/row.ts';
import type { Arena } from './arena.ts';
import { keyName } from './seed-keys.ts';

const MiB = 1024 * 1024;
const streams = 64;

/** The most memory that a server of its own comes to have in each of these. Nothing where the system does not tell. */
export function memoryRow({ load, scratch, quick }: Arena, manyRoot: string, manyKeys: number): Row {
  const bytes = (quick ? 8 : 64) * MiB;
  const peakOf = async (root: string, use: (server: ServerProcess) => Promise<unknown>): Promise<number> => {
    const server = await startQuayside({ root, buckets: ['bench'] });
    try {
      await use(server);
      return server.memory.peak() ?? Number.NaN;
    } finally {
      await server.stop();
    }
  };
  const many = `${manyKeys.toLocaleString('en-US')} keys, 100 pages`;
  const reading = `${streams} reading ${bytes / MiB} MiB`;
  const writing = `${streams} writing ${bytes / MiB} MiB`;
  let root: Promise<string> | undefined;
  const own = (): Promise<string> => (root ??= scratch('memory'));
  return {
    title: 'peak memory of the server',
    unit: 'MiB',
    contenders: [
      { name: 'at rest', measure: async () => peakOf(await own(), () => Promise.resolve()) },
      {
        name: many,
        measure: () =>
          peakOf(manyRoot, ({ target }) => {
            const calls = Array.from({ length: 100 }, (_, page) => ({
              method: 'GET',
              path: '/many',
              query: `list-type=2&max-keys=1000&start-after=${encodeURIComponent(keyName((page * manyKeys) / 100, manyKeys))}`,
              expect: { text: '<Contents>', times: 1000 },
            }));
            // The last page may be short by the key that it begins after.
            return load.run({ kind: 'calls', target, calls: calls.slice(0, -1) });
          }),
      },
      {
        name: writing,
        measure: async () =>
          peakOf(await own(), ({ target }) =>
            load.run({ kind: 'streams', target, method: 'PUT', path: '/bench/stream-', bytes, streams }),
          ),
      },
      {
        name: reading,
        measure: async () =>
          peakOf(await own(), ({ target }) =>
            load.run({ kind: 'streams', target, method: 'GET', path: '/bench/stream-0', bytes, streams }),
          ),
      },
    ],
    ratios: [],
    bounds: [
      { of: many, atMost: 160 },
      { of: reading, atMost: 256 },
      { of: writing, atMost: 256 },
    ],
    rounds: 1,
  };
}
