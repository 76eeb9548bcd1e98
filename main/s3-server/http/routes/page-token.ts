import { invalidArgument } from './parameters.ts';

/** A place in a listing, as an opaque text that any client gives back unchanged. */
export function encodeToken(after: string): string {
  return `1${Buffer.from(after, 'utf8').toString('base64url')}`;
}

/** Throws InvalidArgument for what was not made here. */
export function decodeToken(token: string): string {
  const bytes = Buffer.from(token.slice(1), 'base64url');
  const after = bytes.toString('utf8');
  if (after === '' || encodeToken(after) !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return after;
}
