import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { ByteSink } from '../receive-body.ts';

/**
 * Bytes at rest: AES-256-XTS over units of 64 KiB, as disks are encrypted. The size stays what it was, every unit can be
 * read alone, and bytes that are written anew in the same place (a part that is sent again) give nothing away but which
 * blocks are equal, where a stream cipher would give away both. Like every disk encryption it keeps bytes secret and does not
 * say whether they were tampered with. NIST SP 800-38E.
 */
export const unitBytes = 64 * 1024;
/** XTS encrypts no less than one block: the last unit is this much longer rather than shorter. */
const blockBytes = 16;
export const unitKeyBytes = 64;

/** `part` is 0 for an object that was put whole. */
export interface UnitPlace {
  readonly key: Buffer;
  readonly part: number;
}

/** A sink that hands everything on encrypted; `finish` writes what is left. */
export function sealInto(sink: ByteSink, place: UnitPlace): ByteSink & { finish(): Promise<void> } {
  const unit = Buffer.allocUnsafe(unitBytes + blockBytes);
  let used = 0;
  let index = 0;
  return {
    async write(chunk) {
      for (let at = 0; at < chunk.byteLength;) {
        if (used === unit.length) {
          // The sink gathers them: each write to the disk is of many.
          await sink.write(encryptUnit(place, index, unit.subarray(0, unitBytes)));
          unit.copyWithin(0, unitBytes);
          used = blockBytes;
          index += 1;
        }
        const step = Math.min(unit.length - used, chunk.byteLength - at);
        unit.set(chunk.subarray(at, at + step), used);
        used += step;
        at += step;
      }
    },
    async finish() {
      if (used === unit.length) {
        await sink.write(encryptUnit(place, index, unit.subarray(0, unitBytes)));
        await sink.write(encryptUnit(place, index + 1, unit.subarray(unitBytes)));
      } else if (used > 0) await sink.write(encryptUnit(place, index, unit.subarray(0, used)));
    },
  };
}

/** The units that hold a range of `size` bytes which were sealed in one go; half-open, in bytes. */
export function unitsOf(range: { start: number; end: number }, size: number) {
  const last = size < blockBytes ? 0 : Math.floor((size - blockBytes) / unitBytes);
  const first = Math.min(Math.floor(range.start / unitBytes), last);
  const final = Math.min(Math.floor((range.end - 1) / unitBytes), last);
  return { first, last, start: first * unitBytes, end: final === last ? size : (final + 1) * unitBytes };
}

/** Decrypts `sealed`, the bytes of whole units from `first` on; what it yields may be reused once the next is asked for. */
export async function* openUnits(
  sealed: AsyncIterable<Buffer>,
  place: UnitPlace,
  units: { readonly first: number; readonly last: number; readonly start: number; readonly end: number },
): AsyncGenerator<Buffer> {
  const unit = Buffer.allocUnsafe(unitBytes + blockBytes);
  let used = 0;
  let index = units.first;
  let left = units.end - units.start;
  let wanted = index === units.last ? left : unitBytes;
  for await (const chunk of sealed) {
    const plain: Buffer[] = [];
    for (let at = 0; at < chunk.length;) {
      const step = Math.min(wanted - used, chunk.length - at);
      const piece = chunk.subarray(at, at + step);
      at += step;
      const whole = step === wanted;
      if (!whole) {
        piece.copy(unit, used);
        used += step;
        if (used < wanted) continue;
      }
      plain.push(decryptUnit(place, index, whole ? piece : unit.subarray(0, wanted)));
      left -= wanted;
      used = 0;
      index += 1;
      wanted = index === units.last ? left : unitBytes;
    }
    if (plain.length > 0) yield joined(plain);
  }
}

const joined = (pieces: readonly Buffer[]): Buffer =>
  pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);

function encryptUnit(place: UnitPlace, index: number, plain: Buffer): Buffer {
  if (plain.length < blockBytes) return masked(place, plain);
  return createCipheriv('aes-256-xts', place.key, tweakOf(place.part, index)).update(plain);
}

function decryptUnit(place: UnitPlace, index: number, sealed: Buffer): Buffer {
  if (sealed.length < blockBytes) return masked(place, sealed);
  return createDecipheriv('aes-256-xts', place.key, tweakOf(place.part, index)).update(sealed);
}

/** A whole body of less than a block: the one case that XTS has no answer for. Its own inverse. */
function masked({ key, part }: UnitPlace, bytes: Buffer): Buffer {
  const mark = tweakOf(part, 0);
  // A tweak of the units never ends so.
  mark.fill(0xff, 12);
  const block = createCipheriv('aes-256-ecb', key.subarray(0, 32), null).update(mark);
  return Buffer.from(bytes.map((byte, at) => byte ^ (block[at] ?? 0)));
}

function tweakOf(part: number, index: number): Buffer {
  const tweak = Buffer.alloc(blockBytes);
  tweak.writeUInt32BE(part, 0);
  tweak.writeBigUInt64BE(BigInt(index), 4);
  return tweak;
}
