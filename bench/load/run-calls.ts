import { createHash } from 'node:crypto';
import { median } from '../report/median.ts';
import { exchange } from './exchange.ts';
import type { CallsJob } from './jobs.ts';
import { createHeadMaker } from './sign-request.ts';
import { openConnection } from './wire-connection.ts';

export async function runCalls({ target, calls }: CallsJob): Promise<number> {
  const makeHead = createHeadMaker(target);
  const connection = await openConnection(target.port, { bufferBytes: 1024 * 1024, keepText: true });
  const spent: number[] = [];
  try {
    for (const { method, path, query = '', body: text = '', expect } of calls) {
      const body = Buffer.from(text);
      const headers = text === '' ? {} : { 'content-md5': createHash('md5').update(body).digest('base64') };
      const head = makeHead({ method, path, query, headers, length: body.length });
      const started = performance.now();
      const answer = await exchange(connection, Buffer.concat([head, body]));
      spent.push(performance.now() - started);
      const times = expect ? answer.text.split(expect.text).length - 1 : 0;
      if (expect && times !== expect.times) {
        throw new Error(`${method} ${path}?${query}: ${times} of ${expect.times} ${expect.text}`);
      }
    }
    return median(spent);
  } finally {
    connection.close();
  }
}
