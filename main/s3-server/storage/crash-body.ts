import { createHash } from 'node:crypto';

/** The bytes that the crash test writes under a key, made anew to compare. */
export function crashBody(key: string, version: number, size: number): Buffer {
  const block = createHash('sha512').update(`${key}#${version}`).digest();
  return Buffer.alloc(size, block);
}
