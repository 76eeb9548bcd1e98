import { constants, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { AppError, type VerifiedBy } from '../../preload/contract/index.ts';
import type { StoredFile } from '../database/index.ts';
import { crc32Text } from './proof.ts';
import { sourceError } from './verdict.ts';
import { eachBlock } from './each-block.ts';

/** Reads a downloaded file again. SOURCE_VANISHED, SOURCE_UNREADABLE, DAMAGED. */
export async function checkLocal(into: string, file: StoredFile, signal: AbortSignal): Promise<VerifiedBy> {
  const path = join(into, file.local ?? '');
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((cause: unknown) =>
    Promise.reject(sourceError(cause, path)),
  );
  try {
    const facts = await handle.stat();
    // An object of no bytes whose name ends with `/` is a folder here.
    if (facts.isDirectory() && file.size === 0) return 'size';
    if (facts.size !== file.size) throw new AppError('DAMAGED', { key: file.key, path, reason: 'size' });
    if (file.checksum === undefined) return 'size';
    let crc = 0;
    await eachBlock(handle, file.size, signal, (block) => {
      crc = crc32(block, crc);
    });
    if (`crc32:${crc32Text(crc)}` !== file.checksum) throw new AppError('DAMAGED', { key: file.key, path });
    return 'bytes';
  } finally {
    await handle.close();
  }
}
