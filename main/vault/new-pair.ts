import { randomInt } from 'node:crypto';
import { randomBase32 } from '../base/index.ts';

/** `QS` and 18 characters of A-Z and 2-7: 90 bits, and recognisable in a log or a leak. */
export function newAccessKeyId(): string {
  return `QS${randomBase32(18)}`;
}

const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** 40 letters and digits, 238 bits: no `/` and `+`, which shells, URLs and configuration files get wrong. */
export function randomSecret(): string {
  return Array.from({ length: 40 }, () => secretAlphabet.charAt(randomInt(secretAlphabet.length))).join('');
}
