import { randomBytes } from 'node:crypto';

/** The id of the one version that was written while versions were not kept. */
export const NULL_VERSION = 'null';

const SHAPE = /^[A-Za-z0-9_-]{32}$/;
const RANDOM_BYTES = 16;

/**
 * Url-safe and not to be guessed. It begins with the version's place in its key's order, so that a listing which was
 * interrupted after a version goes on there although that version has been deleted meanwhile.
 */
export function newVersionId(ord: number): string {
  const id = Buffer.alloc(8 + RANDOM_BYTES);
  id.writeBigUInt64BE(BigInt(ord));
  randomBytes(RANDOM_BYTES).copy(id, 8);
  return id.toString('base64url');
}

/** Whether a version may have this id at all. */
export function isVersionId(text: string): boolean {
  return text === NULL_VERSION || SHAPE.test(text);
}

/** The place that a version's id tells; undefined for `null`, which tells none. */
export function placeOf(versionId: string): number | undefined {
  return SHAPE.test(versionId) ? Number(Buffer.from(versionId, 'base64url').readBigUInt64BE()) : undefined;
}
