const mebibyte = 1024 * 1024;

/** Bytes a second from what was typed in MiB/s: 0 (no bound) for nothing or 0, undefined for what is no number. */
export function parseRate(typed: string): number | undefined {
  const value = typed.trim().replace(',', '.');
  if (value === '') return 0;
  if (!/^\d{1,6}(?:\.\d{0,3})?$/.test(value)) return undefined;
  const bytes = Math.round(Number(value) * mebibyte);
  return bytes;
}

/** The other way, with three digits after the point at most; empty for no bound. */
export const printRate = (bytes: number): string =>
  bytes === 0 ? '' : String(Math.max(0.001, Math.round((bytes / mebibyte) * 1000) / 1000));
