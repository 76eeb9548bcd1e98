import { S3Error } from '../errors/index.ts';

const unreservedPath = /^[A-Za-z0-9\-._~/]*$/;
const unreserved = /^[A-Za-z0-9\-._~]*$/;

/** RFC 3986 encoding as SigV4 wants it: all but unreserved characters, upper-case hex. */
export function encodeUri(text: string): string {
  if (unreserved.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The same with `/` left as it is: canonical paths, and keys under `encoding-type=url`. */
export function encodePath(text: string): string {
  if (unreservedPath.test(text)) return text;
  return text.split('/').map(encodeUri).join('/');
}

/**
 * Decodes once; every later step works on the result. `raw` is what node:http gives, one character a byte.
 * Throws InvalidURI for bad escapes, bytes that are not UTF-8, NUL and raw control bytes.
 */
export function decodeOnce(raw: string): string {
  if (/[\x00-\x20\x7f]/.test(raw)) throw new S3Error('InvalidURI');
  const ascii = /[\x80-\xff]/.test(raw)
    ? raw.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`)
    : raw;
  if (!ascii.includes('%')) return ascii;
  let decoded: string;
  try {
    decoded = decodeURIComponent(ascii);
  } catch (cause) {
    throw new S3Error('InvalidURI', { cause });
  }
  if (decoded.includes('\0')) throw new S3Error('InvalidURI');
  return decoded;
}
