/** A word may have 75 characters (RFC 2047 section 2): as many bytes as fit in base64 beside the 12 of its frame. */
const bytesAWord = 45;
const word = /=\?([A-Za-z0-9-]+)\?([BbQq])\?([!->@-~]*)\?=/y;

/** Text beyond ASCII as words that any header can carry (RFC 2047); ASCII stays as it is. */
export function encodeWords(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  const words: string[] = [];
  let piece = '';
  for (const character of text) {
    if (Buffer.byteLength(piece + character) > bytesAWord) {
      words.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...words, piece].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(' ');
}

/** The text of a header that is nothing but encoded words; undefined for any other, and for words that cannot be read. */
export function decodeWords(header: string): string | undefined {
  const pieces: Buffer[] = [];
  let charset: string | undefined;
  let at = 0;
  while (at < header.length) {
    word.lastIndex = at;
    const match = word.exec(header);
    if (!match) return undefined;
    const [all, name = '', encoding = '', text = ''] = match;
    const own = name.toLowerCase();
    if (charset !== undefined && own !== charset) return undefined;
    charset = own;
    pieces.push(encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : unquote(text));
    at += all.length;
    // White space between two words is not part of the text.
    while (at < header.length && (header[at] === ' ' || header[at] === '\t')) at += 1;
  }
  if (charset === undefined) return undefined;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    return undefined;
  }
}

/** Quoted-printable as section 4.2 has it. */
const unquote = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll('_', ' ')
      .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
