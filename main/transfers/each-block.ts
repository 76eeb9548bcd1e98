import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../preload/contract/index.ts';

/** Memory that another thread can read too. */
export type Block = Uint8Array<SharedArrayBuffer>;

const blockSize = 1024 * 1024;

/** Reads a file from its beginning, block by block into the same memory. DAMAGED where it is shorter than `size` bytes. */
export async function eachBlock(
  handle: FileHandle,
  size: number,
  signal: AbortSignal,
  use: (block: Block) => Promise<void> | void,
): Promise<void> {
  const memory = new Uint8Array(new SharedArrayBuffer(Math.min(blockSize, Math.max(1, size))));
  for (let at = 0; at < size;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(memory, 0, Math.min(memory.length, size - at), at);
    if (bytesRead === 0) throw new AppError('DAMAGED', { reason: 'short' });
    await use(memory.subarray(0, bytesRead));
    at += bytesRead;
  }
}
