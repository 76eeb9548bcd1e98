import type { IncomingBody } from './incoming-body.ts';

/** A type is told from this many bytes at most. */
const headBytes = 512;

/** The same body, and its first bytes once they went by. */
export function watchHead(body: IncomingBody): { readonly body: IncomingBody; readonly head: () => Buffer } {
  let head = Buffer.alloc(0);
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body.chunks) {
      if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)]);
      yield chunk;
    }
  };
  return { body: { ...body, chunks: chunks() }, head: () => head };
}
