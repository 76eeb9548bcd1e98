import { AppError } from '../../preload/contract/index.ts';
import type { CallOptions, ObjectPlace, Volume } from './volume.ts';

/** Makes an empty folder: a zero-byte object whose key ends with `/`. OBJECT_EXISTS where anything is below it already. */
export async function createFolder(volume: Volume, { bucket, key, signal }: CallOptions & ObjectPlace): Promise<void> {
  if (!key.endsWith('/') || key === '/') throw new AppError('KEY_INVALID', { bucket, key });
  const below = await volume.list({ bucket, prefix: key, limit: 1, signal });
  if (below.keys.length > 0 || below.prefixes.length > 0) throw new AppError('OBJECT_EXISTS', { bucket, key });
  await volume.put({
    bucket,
    key,
    body: new Uint8Array(),
    contentType: 'application/x-directory',
    onlyIfAbsent: true,
    signal,
  });
}
