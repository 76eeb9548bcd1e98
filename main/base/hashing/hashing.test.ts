import { createHash, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createChecksum, createCrcCombiner, createMd5Pool, createSlabPool, type ChecksumName } from './index.ts';

const check = Buffer.from('123456789');
const digestOf = async (name: ChecksumName, ...pieces: Uint8Array[]): Promise<Buffer> => {
  const checksum = await createChecksum(name);
  for (const piece of pieces) checksum.update(piece);
  return checksum.digest();
};

describe('createChecksum', () => {
  // Check values of the CRC catalogue (reveng) and of FIPS 180.
  test.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
    ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
  ] as const)('%s of 123456789 > %s, in one piece or several', async (name, hex) => {
    expect((await digestOf(name, check)).toString('hex')).toBe(hex);
    expect((await digestOf(name, check.subarray(0, 4), Buffer.alloc(0), check.subarray(4))).toString('hex')).toBe(hex);
  });
});

describe('createCrcCombiner', () => {
  test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s > what the joined bytes have', async (name) => {
    const combiner = createCrcCombiner(name);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), async (a, b) => {
        const joined = combiner.combine(await digestOf(name, a), await digestOf(name, b), b.length);
        expect(joined.toString('hex')).toBe((await digestOf(name, a, b)).toString('hex'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('createMd5Pool', () => {
  const pool = createMd5Pool({ threads: 2 });
  const slabs = createSlabPool({ slabBytes: 64 * 1024, keep: 4 });
  afterAll(() => pool.close());

  test('streams at once > each has its own MD5', async () => {
    const results = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const stream = pool.open();
        const hash = createHash('md5');
        for (let step = 0; step < at; step += 1) {
          const data = randomBytes(1 + ((at * 7919 + step * 104_729) % 65_536));
          hash.update(data);
          const slab = slabs.take();
          slab.set(data);
          await stream.update(slab, data.length);
          slabs.give(slab);
        }
        return (await stream.digest()).equals(hash.digest());
      }),
    );
    expect(results).toEqual(results.map(() => true));
  });

  test('abandoned > the others go on; closed > what waits is told', async () => {
    const gone = pool.open();
    gone.abandon();
    gone.abandon();
    expect((await pool.open().digest()).toString('hex')).toBe('d41d8cd98f00b204e9800998ecf8427e');
    const closing = createMd5Pool({ threads: 1 });
    const waiting = closing.open().digest();
    await Promise.all([expect(waiting).rejects.toThrow('The hashing thread ended'), closing.close()]);
  });
});
