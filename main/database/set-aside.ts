import { existsSync, renameSync } from 'node:fs';

/**
 * Moves a damaged database and its journal files out of the way, all under one new name that is not taken, and answers
 * that name. The order matters: the journals first, or a crash between would pair them with the next file.
 */
export function setAside(file: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  let kept = `${file}.damaged-${stamp}`;
  for (let n = 2; existsSync(kept); n += 1) kept = `${file}.damaged-${stamp}-${n}`;
  for (const suffix of ['-shm', '-wal', '']) if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix);
  return kept;
}
