import { randomBytes } from 'node:crypto';

/** What large bodies are made of: big enough that a write costs little, small enough to stay in the cache of a core. */
export const chunkBytes = 1024 * 1024;
/** Of the buffer that large answers are counted in. */
export const readBytes = 256 * 1024;

export const newChunk = (): Buffer => randomBytes(chunkBytes);

/** MiB/s since a `performance.now()`. */
export const rateSince = (started: number, bytes: number): number =>
  bytes / (1024 * 1024) / ((performance.now() - started) / 1000);
