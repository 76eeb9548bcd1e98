import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { AppError } from '../../preload/contract/index.ts';

/**
 * The real path of a folder that may become a volume. Throws PATH_NOT_GRANTED where it is no folder, FOLDER_IN_USE where
 * it meets the app's own folder or another volume, either inside the other: what is stored twice is deleted twice.
 */
export async function judgeFolder(folder: string, home: string, volumes: readonly string[]): Promise<string> {
  let real: string;
  try {
    real = await realpath(folder);
    if (!(await stat(real)).isDirectory()) throw new AppError('PATH_NOT_GRANTED', { path: folder });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('PATH_NOT_GRANTED', { path: folder }, { cause });
  }
  const ours = await realpath(home);
  if (meet(real, ours)) throw new AppError('FOLDER_IN_USE', { path: folder, reason: 'app' });
  for (const volume of volumes) {
    if (meet(real, volume)) throw new AppError('FOLDER_IN_USE', { path: folder, reason: 'volume', volume });
  }
  return real;
}

const meet = (a: string, b: string): boolean => within(a, b) || within(b, a);

/** `path.relative` compares as the system does: without case on Windows. */
function within(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
