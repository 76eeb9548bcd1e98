import type { ObjectBytes } from './object-bytes.ts';

/** Bytes in memory in the place of an object, with what was read of them. */
export function bytesOf(content: Uint8Array): ObjectBytes & { readonly reads: [start: number, end: number][] } {
  const reads: [number, number][] = [];
  return {
    size: content.length,
    reads,
    read(start, end) {
      reads.push([start, end]);
      return Promise.resolve(new Uint8Array(content.slice(start, end)));
    },
  };
}
