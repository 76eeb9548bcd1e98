const mebibyte = 1024 * 1024;

/** Part sizes of well-known clients, in MiB, the most usual first: ours and aws cli 8, rclone and the SDKs 5, and others. */
const usualParts = [8, 5, 16, 10, 64, 32, 15, 25, 50, 100, 128, 256, 512];

/** Part sizes in bytes that give so many equal parts and a smaller last one, the likely ones first. */
export function partSizes(size: number, count: number): number[] {
  if (!Number.isInteger(count) || count < 1) return [];
  const even = Math.ceil(size / count / mebibyte);
  const candidates = [...usualParts, even, even + 1].map((number) => number * mebibyte);
  return [...new Set(candidates)].filter((part) => part > 0 && Math.ceil(size / part) === count);
}
