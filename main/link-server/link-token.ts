import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, as they stand in a path. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a token. It is as random as a key, so that a plain hash is enough. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
