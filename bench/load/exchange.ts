import { once } from 'node:events';
import type { WireAnswer, WireConnection } from './wire-connection.ts';

/** A body of one buffer, sent again and again until it is `bytes` long. */
export interface RepeatedBody {
  readonly chunk: Buffer;
  readonly bytes: number;
}

/** One request and its whole answer. Throws where the connection fails or the answer is a refusal. */
export async function exchange(connection: WireConnection, head: Buffer, body?: RepeatedBody): Promise<WireAnswer> {
  const answered = new Promise<WireAnswer>((resolve, reject) => {
    connection.send(head, (outcome) => {
      if (outcome instanceof Error) reject(outcome);
      else if (outcome.status >= 300) reject(refusal(outcome, head));
      else resolve(outcome);
    });
  });
  if (!body) return await answered;
  const [, answer] = await Promise.all([pour(connection, body, answered), answered]);
  return answer;
}

export function refusal({ status, text }: WireAnswer, head: Buffer): Error {
  const line = head.toString('latin1').split('\r\n', 1)[0] ?? '';
  return new Error(`${line}: ${status} ${text.slice(0, 300)}`);
}

async function pour(
  { socket }: WireConnection,
  { chunk, bytes }: RepeatedBody,
  answered: Promise<unknown>,
): Promise<void> {
  for (let left = bytes; left > 0; left -= chunk.length) {
    const ready = socket.write(left < chunk.length ? chunk.subarray(0, left) : chunk);
    // An answer before the end of the body is a refusal, and then nothing drains any more.
    if (!ready) await Promise.race([once(socket, 'drain'), answered]);
  }
}
