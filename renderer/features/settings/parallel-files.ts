/** The contract's bounds of files at the same time. */
export const parallelBounds = { least: 1, most: 32 } as const;

/** A whole number within the bounds, or undefined for anything else that was typed. */
export function parallelFiles(typed: string): number | undefined {
  const value = typed.trim();
  if (!/^\d{1,3}$/.test(value)) return undefined;
  const count = Number(value);
  return count >= parallelBounds.least && count <= parallelBounds.most ? count : undefined;
}
