import type { VolumeLimits } from '../volumes/index.ts';

const mebibyte = 1024 * 1024;
/** Bodies up to this are held in memory: they can be checked before they are sent. */
export const bufferedAtMost = 16 * mebibyte;
const usualPart = 8 * mebibyte;

export type PartPlan =
  | { readonly kind: 'refused' }
  | { readonly kind: 'whole'; readonly buffered: boolean }
  | { readonly kind: 'parts'; readonly partSize: number; readonly parts: number; readonly buffered: boolean };

/**
 * How a body of `size` bytes goes to a store: whole up to 8 MiB or where the store has no multipart, else in parts that
 * grow with the file so that their number stays within the store's limit. `begun` keeps the part size of an upload that is
 * under way.
 */
export function planParts(size: number, limits: VolumeLimits, begun: number | undefined): PartPlan {
  if (size > limits.maxObject) return { kind: 'refused' };
  const multipart = limits.maxPart > 0 && limits.maxParts > 0;
  if (size <= usualPart && size <= limits.maxPut) return { kind: 'whole', buffered: true };
  if (!multipart) {
    return size <= limits.maxPut ? { kind: 'whole', buffered: size <= bufferedAtMost } : { kind: 'refused' };
  }
  const needed = Math.ceil(size / limits.maxParts / mebibyte) * mebibyte;
  const partSize = begun ?? Math.min(limits.maxPart, Math.max(usualPart, limits.minPart, needed));
  const parts = Math.ceil(size / partSize);
  if (parts > limits.maxParts || partSize > limits.maxPart) return { kind: 'refused' };
  return { kind: 'parts', partSize, parts, buffered: partSize <= bufferedAtMost };
}
