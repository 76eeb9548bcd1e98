import { randomBytes } from 'node:crypto';

/** Sixteen hex digits, different for every request of every run: a random start, then counted on. */
export function createRequestIds(): () => string {
  const head = randomBytes(4).toString('hex').toUpperCase();
  let next = randomBytes(4).readUInt32BE();
  return () => {
    next = (next + 1) >>> 0;
    return head + next.toString(16).toUpperCase().padStart(8, '0');
  };
}
