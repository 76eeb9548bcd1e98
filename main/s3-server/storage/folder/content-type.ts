import mime from 'mime';

/** How many of a file's first bytes `sniffedType` looks at. */
export const SNIFF_BYTES = 512;

export function typeByName(path: string): string | undefined {
  return mime.getType(path) ?? undefined;
}

const SIGNATURES: readonly (readonly [type: string, offset: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
  ['application/pdf', 0, '%PDF-'],
  ['application/zip', 0, 'PK\x03\x04'],
  ['application/gzip', 0, '\x1f\x8b'],
  ['video/mp4', 4, 'ftyp'],
];

/**
 * A guess for a file without a telling name. Never a type that a browser would run (HTML, SVG, script): those are taken
 * from the name or from the client alone.
 */
export function sniffedType(head: Buffer): string {
  for (const [type, offset, bytes] of SIGNATURES) {
    if (head.subarray(offset, offset + bytes.length).equals(Buffer.from(bytes, 'latin1'))) return type;
  }
  return isText(head) ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

function isText(head: Buffer): boolean {
  if (head.length === 0 || head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) {
    return false;
  }
  try {
    // `stream` lets a character be cut off at the end of the sample.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
