import { WireFault } from './wire-errors.ts';

export interface AnswerHead {
  readonly status: number;
  /** Lower-case names; several of one name are joined by `, `. Values are one character a byte. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How the body ends (RFC 9112, section 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** With the connection. */
  | { readonly kind: 'close' };

/** Bytes. S3's own bound of user metadata is 2 KiB; nothing honest comes near this. */
export const longestHead = 64 * 1024;

const statusLine = /^HTTP\/1\.[01] ([1-5]\d\d)(?: |$)/;
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/** Reads a head of latin1 text without its last empty line. Throws WireFault (HPE_…) for what is no HTTP/1.1 answer. */
export function parseHead(text: string): AnswerHead {
  const lines = text.split('\r\n');
  const status = statusLine.exec(lines[0] ?? '')?.[1];
  if (status === undefined) throw new WireFault('HPE_INVALID_CONSTANT', 'the answer is not HTTP/1.1');
  const headers = Object.create(null) as Record<string, string>;
  for (let i = 1; i < lines.length; i += 1) {
    const match = headerLine.exec(lines[i] ?? '');
    if (!match) throw new WireFault('HPE_INVALID_HEADER_TOKEN', 'a header of the answer cannot be read');
    const name = (match[1] ?? '').toLowerCase();
    const value = match[2] ?? '';
    const before = headers[name];
    // Two lengths that differ are an attack or a fault, whichever is believed.
    if (before !== undefined && name === 'content-length' && before !== value)
      throw new WireFault('HPE_UNEXPECTED_CONTENT_LENGTH', 'the answer has two lengths');
    headers[name] = before === undefined || name === 'content-length' ? value : `${before}, ${value}`;
  }
  return { status: Number(status), headers };
}

/** `bodyless`: the answer to HEAD. Throws WireFault where the length cannot be told. */
export function framingOf({ status, headers }: AnswerHead, bodyless: boolean): Framing {
  if (bodyless || status === 204 || status === 304 || status < 200) return { kind: 'none' };
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked' || length !== undefined)
      throw new WireFault('HPE_INVALID_TRANSFER_ENCODING', 'the length of the answer cannot be told');
    return { kind: 'chunked' };
  }
  if (length === undefined) return { kind: 'close' };
  if (!/^\d{1,15}$/.test(length)) throw new WireFault('HPE_INVALID_CONTENT_LENGTH', 'the length is no number');
  return length === '0' ? { kind: 'none' } : { kind: 'length', bytes: Number(length) };
}

/** Whether the connection may carry another request after this answer. */
export const keepsAlive = ({ headers }: AnswerHead): boolean => !/\bclose\b/i.test(headers['connection'] ?? '');
