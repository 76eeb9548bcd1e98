import { createHash, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createCRC64 } from 'hash-wasm';
import { createSlabPool, slabBytes } from '../index.ts';
import { createChecksum, createCrcCombiner, createHashEngine, createHashPool, type ChecksumName } from './index.ts';

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

describe('CRC64NVME of large bodies', () => {
  // Around what is folded, what goes through tables, and blocks.
  const lengths = [
    0, 7, 3539, 3540, 3556, 7079, 7080, 7111, 7112, 7113, 65_536, 131_071, 131_072, 131_073, 138_200, 400_001,
  ];
  test.each(lengths)('%i bytes > what another implementation gives, in one piece or two', async (length) => {
    const other = await createCRC64('9a6c9329ac4bc9b5');
    const data = randomBytes(length);
    const expected = other.update(data).digest('hex');
    const cut = Math.floor(length / 3);
    expect((await digestOf('CRC64NVME', data)).toString('hex')).toBe(expected);
    expect((await digestOf('CRC64NVME', data.subarray(0, cut), data.subarray(cut))).toString('hex')).toBe(expected);
  });

  test('two side by side in one engine > each its own', () => {
    const engine = createHashEngine();
    const [one, two] = [engine.open('CRC64NVME'), engine.open('CRC64NVME')];
    const data = randomBytes(20_000);
    one.update(data);
    two.update(check);
    one.update(data);
    expect(two.digest().toString('hex')).toBe('ae8b14860a799888');
    const alone = createHashEngine().open('CRC64NVME');
    alone.update(Buffer.concat([data, data]));
    expect(one.digest()).toEqual(alone.digest());
  });
});

describe('createSlabPool', () => {
  test('no large one left > small ones, and memory of its own beyond these; what comes back is used again', () => {
    const pool = createSlabPool({ most: 2, mostSmall: 1 });
    const slabs = [pool.take('large'), pool.take('large'), pool.take('large'), pool.take('large')];
    expect(slabs.map((slab) => slab.length)).toEqual([
      slabBytes.large,
      slabBytes.large,
      slabBytes.small,
      slabBytes.small,
    ]);
    expect(new Set(slabs.map((slab) => `${slab.buffer === slabs[0]?.buffer}${slab.byteOffset}`)).size).toBe(4);
    expect(pool.hasSpare()).toBe(false);
    for (const slab of slabs) {
      expect(slab.byteOffset % 4096).toBe(0);
      slab.fill(1);
      pool.give(slab);
    }
    expect(pool.hasSpare()).toBe(true);
    const again = [pool.take('large'), pool.take('large'), pool.take('small')];
    expect(again.every((slab) => slabs.includes(slab))).toBe(true);
  });
});

describe('createHashPool', () => {
  const pool = createHashPool({ threads: 2 });
  const slabs = createSlabPool({ most: 4 });
  afterAll(() => pool.close());

  test('streams at once > each has its own hashes', async () => {
    const results = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const stream = pool.open(['MD5', 'CRC64NVME', 'SHA256']);
        const md5 = createHash('md5');
        const pieces: Buffer[] = [];
        for (let step = 0; step < at; step += 1) {
          const data = randomBytes(1 + ((at * 7919 + step * 104_729) % 65_536));
          md5.update(data);
          pieces.push(data);
          const slab = slabs.take('small');
          slab.set(data);
          await stream.update(slab, data.length);
          slabs.give(slab);
        }
        const expected = [md5.digest(), await digestOf('CRC64NVME', ...pieces), await digestOf('SHA256', ...pieces)];
        return (await stream.digest()).map((digest, index) => digest.equals(expected[index] ?? Buffer.alloc(0)));
      }),
    );
    expect(results).toEqual(results.map(() => [true, true, true]));
  });

  test('abandoned > the others go on; closed > what waits is told', async () => {
    const gone = pool.open(['MD5']);
    gone.abandon();
    gone.abandon();
    const [digest] = await pool.open(['MD5']).digest();
    expect(digest?.toString('hex')).toBe('d41d8cd98f00b204e9800998ecf8427e');
    const closing = createHashPool({ threads: 1 });
    const waiting = closing.open(['MD5']).digest();
    await Promise.all([expect(waiting).rejects.toThrow('The hashing thread ended'), closing.close()]);
  });
});
