import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { S3Error } from '../../errors/index.ts';
import { createChunkDecoder } from './chunk-decoder.ts';

const frame = (chunks: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    Buffer.from('0\r\n\r\n'),
  ]);

/** Feeds bytes cut at the given lengths and returns the payload. */
function feed(bytes: Buffer, decodedLength: number, cuts: readonly number[]): Buffer {
  const decoder = createChunkDecoder({ trailer: true, decodedLength, announced: [] });
  const out: Buffer[] = [];
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    const end = Math.min(bytes.length, at + cut);
    for (const piece of decoder.decode(bytes.subarray(at, end))) out.push(Buffer.from(piece));
    at = end;
  }
  decoder.finish();
  return Buffer.concat(out);
}

describe('Chunk decoder', () => {
  test('any cuts of the network > the same payload', () => {
    const chunk = fc.uint8Array({ minLength: 8192, maxLength: 9000 });
    const last = fc.uint8Array({ minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 3 }), last, fc.array(fc.nat(5000)), (chunks, tail, cuts) => {
        const all = [...chunks, tail];
        const payload = Buffer.concat(all);
        expect(feed(frame(all), payload.length, cuts).equals(payload)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('any bytes > the payload or an S3Error, never more than was announced', () => {
    const text = fc
      .array(
        fc.constantFrom('0', '5', 'a', 'F', '\r', '\n', '\r\n', ';', 'chunk-signature=', ':', 'x-amz-', '\0', '\u00ff'),
      )
      .map((pieces) => Buffer.from(pieces.join(''), 'latin1'));
    const bytes = fc.oneof(
      text,
      fc.uint8Array().map((array) => Buffer.from(array)),
    );
    fc.assert(
      fc.property(bytes, fc.nat(50), fc.array(fc.nat(7)), (input, length, cuts) => {
        const outcome = attempt(() => feed(input, length, cuts));
        expect(outcome instanceof S3Error || (outcome instanceof Buffer && outcome.length === length)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('one byte of a good body changed > the payload has the announced length or it is refused', () => {
    const body = frame([Buffer.alloc(8192, 1), Buffer.from('tail')]);
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const copy = Buffer.from(body);
        copy[at] = (copy[at] ?? 0) ^ change;
        const outcome = attempt(() => feed(copy, 8196, []));
        expect(outcome instanceof S3Error || (outcome instanceof Buffer && outcome.length === 8196)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
