import type { ServerProcess } from '../contenders/server-process.ts';
import type { Contender, Row } from '../report/row.ts';
import type { Arena } from './arena.ts';
import { names } from './names.ts';

/** One DeleteObjects of 1,000 keys that are there. */
export function deleteManyRow({ load, durable, fast, s3rver }: Arena): Row {
  // Not in a folder: s3rver fails where it removes the last two objects of one at the same time.
  const keys = Array.from({ length: 1000 }, (_, at) => `delete-${at}`);
  const body = `<Delete>${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`;
  const remove = (name: string, { target, memory }: ServerProcess): Contender => ({
    name,
    memory,
    async measure() {
      const paths = keys.map((key) => `/bench/${key}`);
      await load.run({ kind: 'fill', target, paths, clients: 16, bytes: 4096 });
      const expect = { text: '<Deleted>', times: keys.length };
      const calls = [{ method: 'POST', path: '/bench', query: 'delete=', body, expect }];
      return await load.run({ kind: 'calls', target, calls });
    },
  });
  return {
    title: 'DeleteObjects of 1,000 keys of 4 KiB',
    unit: 'ms',
    contenders: [
      remove(names.durable, durable),
      remove(names.fast, fast),
      ...(s3rver ? [remove(names.s3rver, s3rver.server)] : []),
    ],
    ratios: [
      { of: names.s3rver, to: names.durable },
      { of: names.s3rver, to: names.fast },
    ],
  };
}
