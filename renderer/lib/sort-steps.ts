/** Ids that are sorted at once before the pieces are merged; small, since one piece is done without a pause. */
const pieceLength = 256;
/** Ids that are merged between two pauses. */
const mergeLength = 4096;

/**
 * Sorts ids in place in small steps, so that a caller may give the page its frames in between. Stable. Returns the sorted
 * array, which may be another one than it was given.
 */
export function* sortSteps(
  ids: Int32Array<ArrayBuffer>,
  compare: (left: number, right: number) => number,
): Generator<undefined, Int32Array<ArrayBuffer>> {
  const { length } = ids;
  for (let start = 0; start < length; start += pieceLength) {
    ids.subarray(start, Math.min(length, start + pieceLength)).sort(compare);
    yield;
  }
  let from = ids;
  let to = length > pieceLength ? new Int32Array(length) : ids;
  for (let width = pieceLength; width < length; width *= 2) {
    for (let start = 0; start < length; start += width * 2) {
      const middle = Math.min(length, start + width);
      const end = Math.min(length, start + width * 2);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at += 1) {
        const takesLeft = left < middle && (right >= end || compare(from[left] ?? 0, from[right] ?? 0) <= 0);
        to[at] = (takesLeft ? from[left] : from[right]) ?? 0;
        if (takesLeft) left += 1;
        else right += 1;
        if ((at - start) % mergeLength === mergeLength - 1) yield;
      }
    }
    yield;
    [from, to] = [to, from];
  }
  return from;
}
