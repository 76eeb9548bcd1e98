import { randomBytes, scrypt, timingSafeEqual, type BinaryLike } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<BinaryLike, BinaryLike, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);
/** RFC 7914; 32 MiB and some 60 ms for each try. */
const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 ** 2 };
const bytes = 32;

/** What is kept of a password: `salt.hash`, both base64url. */
export async function makePassCheck(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64url')}.${(await derive(clean(password), salt, bytes, cost)).toString('base64url')}`;
}

export async function passes(check: string, password: string): Promise<boolean> {
  const [salt = '', hash = ''] = check.split('.');
  const wanted = Buffer.from(hash, 'base64url');
  const given = await derive(clean(password), Buffer.from(salt, 'base64url'), bytes, cost);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** The same password typed on another keyboard may come composed in another way. */
const clean = (password: string): string => password.normalize('NFC');
