export type CrcName = 'CRC64NVME' | 'CRC32' | 'CRC32C';

/** Reflected polynomials without the top term, and widths in bits. */
const crcs: Readonly<Record<CrcName, { polynomial: bigint; width: bigint }>> = {
  CRC32: { polynomial: 0xedb88320n, width: 32n },
  CRC32C: { polynomial: 0x82f63b78n, width: 32n },
  CRC64NVME: { polynomial: 0x9a6c9329ac4bc9b5n, width: 64n },
};

export interface CrcCombiner {
  /** The checksum of A followed by B from those of A and B and the length of B in bytes. */
  combine(first: Buffer, second: Buffer, secondBytes: number): Buffer;
}

/**
 * Joins checksums of adjacent byte runs without reading the bytes again: crc(AB) = crc(A) * x^(8 * |B|) + crc(B) modulo the
 * polynomial. Parts of an upload nearly all have one size, so the power is kept by length; a join is then one product.
 */
export function createCrcCombiner(name: CrcName): CrcCombiner {
  const { polynomial, width } = crcs[name];
  const one = 1n << (width - 1n);
  const powers = new Map<number, bigint>();

  // In the reflected form the highest bit is x^0.
  const multiply = (a: bigint, b: bigint): bigint => {
    let product = 0n;
    let shifted = b;
    for (let bit = one; bit !== 0n; bit >>= 1n) {
      if ((a & bit) !== 0n) product ^= shifted;
      shifted = (shifted & 1n) === 0n ? shifted >> 1n : (shifted >> 1n) ^ polynomial;
    }
    return product;
  };

  const powerOf = (bytes: number): bigint => {
    const known = powers.get(bytes);
    if (known !== undefined) return known;
    let result = one;
    let square = one >> 8n; // x^8: one byte
    for (let left = BigInt(bytes); left > 0n; left >>= 1n) {
      if ((left & 1n) === 1n) result = multiply(result, square);
      square = multiply(square, square);
    }
    powers.set(bytes, result);
    return result;
  };

  return {
    combine(first, second, secondBytes) {
      const joined = multiply(powerOf(secondBytes), read(first)) ^ read(second);
      const bytes = Buffer.alloc(Number(width / 8n));
      if (width === 64n) bytes.writeBigUInt64BE(joined);
      else bytes.writeUInt32BE(Number(joined));
      return bytes;
    },
  };

  function read(bytes: Buffer): bigint {
    return width === 64n ? bytes.readBigUInt64BE() : BigInt(bytes.readUInt32BE());
  }
}
