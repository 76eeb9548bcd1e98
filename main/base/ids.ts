import { randomBytes } from 'node:crypto';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `length` characters of A-Z and 2-7, 5 random bits each. */
export function randomBase32(length: number): string {
  return Array.from(randomBytes(length), (byte) => base32.charAt(byte & 31)).join('');
}

/** 128 random bits as 22 characters of the base64url alphabet: an id that nobody guesses and nothing collides with. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}
