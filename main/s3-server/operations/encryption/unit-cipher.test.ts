import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openUnits, sealInto, unitBytes, unitsOf } from './unit-cipher.ts';

const key = randomBytes(64);

async function seal(plain: Buffer, part = 0, step = 10_007): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const sink = sealInto(
    {
      async write(chunk) {
        pieces.push(Buffer.from(chunk));
      },
    },
    { key, part },
  );
  for (let at = 0; at < plain.length; at += step) await sink.write(plain.subarray(at, at + step));
  await sink.finish();
  return Buffer.concat(pieces);
}

async function open(sealed: Buffer, start: number, end: number, part = 0): Promise<Buffer> {
  const units = unitsOf({ start, end }, sealed.length);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = units.start; at < units.end; at += 7001) yield sealed.subarray(at, Math.min(at + 7001, units.end));
  }
  const pieces: Buffer[] = [];
  for await (const piece of openUnits(chunks(), { key, part }, units)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).subarray(start - units.start, end - units.start);
}

const sizes = [
  1,
  15,
  16,
  17,
  100,
  unitBytes - 1,
  unitBytes,
  unitBytes + 1,
  unitBytes + 15,
  unitBytes + 16,
  unitBytes + 17,
  2 * unitBytes,
  2 * unitBytes + 15,
  2 * unitBytes + 16,
  3 * unitBytes + 5000,
];

describe('sealInto and openUnits', () => {
  test.each(sizes)('%i bytes > the same size, other bytes, every range comes back', async (size) => {
    const plain = randomBytes(size);
    const sealed = await seal(plain);
    expect(sealed.length).toBe(size);
    expect(sealed.equals(plain)).toBe(false);
    expect((await open(sealed, 0, size)).equals(plain)).toBe(true);
    const edges = [0, 1, 15, 16, unitBytes - 1, unitBytes, unitBytes + 1, size - 17, size - 16, size - 1, size];
    for (const start of edges) {
      for (const end of edges) {
        if (start < 0 || start >= end || end > size) continue;
        expect((await open(sealed, start, end)).equals(plain.subarray(start, end))).toBe(true);
      }
    }
  });

  test('chunks of any size > the same bytes', async () => {
    const plain = randomBytes(2 * unitBytes + 77);
    const whole = await seal(plain, 0, plain.length);
    expect((await seal(plain, 0, 1000)).equals(whole)).toBe(true);
    expect((await seal(plain, 0, unitBytes + 16)).equals(whole)).toBe(true);
  });

  test('two parts and two units of the same bytes > nothing alike', async () => {
    const plain = Buffer.alloc(2 * unitBytes, 7);
    const first = await seal(plain, 1);
    const second = await seal(plain, 2);
    expect(first.equals(second)).toBe(false);
    expect(first.subarray(0, unitBytes).equals(first.subarray(unitBytes))).toBe(false);
    expect(first.subarray(0, 16).equals(first.subarray(16, 32))).toBe(false);
  });

  test('nothing > nothing', async () => {
    expect((await seal(Buffer.alloc(0))).length).toBe(0);
  });
});
