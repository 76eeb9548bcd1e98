import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chunkBytes, newChunk, rateSince } from './bodies.ts';
import type { DiskJob, Md5Job } from './jobs.ts';

export function runMd5({ bytes }: Md5Job): number {
  const chunk = newChunk();
  const hash = createHash('md5');
  const started = performance.now();
  for (let done = 0; done < bytes; done += chunkBytes) hash.update(chunk);
  hash.digest();
  return rateSince(started, bytes);
}

export async function runDisk({ directory, bytes }: DiskJob): Promise<number> {
  const path = join(directory, randomUUID());
  const chunk = newChunk();
  const started = performance.now();
  const file = await open(path, 'wx');
  try {
    for (let done = 0; done < bytes; done += chunkBytes) await file.write(chunk);
    await file.datasync();
    return rateSince(started, bytes);
  } finally {
    await file.close();
    await rm(path);
  }
}
