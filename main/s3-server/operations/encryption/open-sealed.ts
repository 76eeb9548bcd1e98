import type { ByteRange, ObjectReader } from '../../storage/storage.ts';
import type { OperationContext } from '../operation.ts';
import { sealOf, type CustomerKey, type Seal } from './seal.ts';
import { openUnits, unitsOf } from './unit-cipher.ts';

/**
 * An open object as its plain bytes, in whole and in ranges. Throws what `sealOf` throws; the caller closes the reader then.
 */
export function openSealed(
  context: Pick<OperationContext, 'volumeKey'>,
  reader: ObjectReader,
  customerKey: CustomerKey | undefined,
): ObjectReader {
  const seal = sealOf(reader.record.metadata, { customerKey, volumeKey: context.volumeKey });
  if (!seal) return reader;
  return {
    record: reader.record,
    read: (range, options) => plainBytes(reader, seal, range, options),
    close: () => reader.close(),
  };
}

async function* plainBytes(
  reader: ObjectReader,
  seal: Seal,
  range: ByteRange,
  options: { signal?: AbortSignal } | undefined,
): AsyncGenerator<Buffer> {
  const { parts = [{ partNumber: 0, size: reader.record.size }] } = reader.record;
  let offset = 0;
  for (const { partNumber, size } of parts) {
    const start = Math.max(range.start - offset, 0);
    const end = Math.min(range.end - offset, size);
    if (start < end) {
      const units = unitsOf({ start, end }, size);
      const sealed = reader.read({ start: offset + units.start, end: offset + units.end }, options);
      let at = units.start;
      for await (const plain of openUnits(sealed, { key: seal.unitKey, part: partNumber }, units)) {
        const piece = plain.subarray(Math.max(start - at, 0), Math.min(end - at, plain.length));
        at += plain.length;
        if (piece.length > 0) yield piece;
      }
    }
    offset += size;
  }
}
