import mime from 'mime';

/** Types that are text whatever they are called: shown as plain text, so that nothing in them runs. */
const textLike =
  /^(?:text\/.*|application\/(?:(?:.*\+)?json|(?:.*\+)?xml|javascript|ecmascript|x-javascript|yaml|x-yaml|toml|x-sh|x-httpd-php|sql|x-ndjson|jsonl))$/;
const shownAsIs = /^(?:image|audio|video)\/[a-z0-9.+-]+$/;
const saysNothing = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-www-form-urlencoded',
]);

/** The type to serve an object as for looking at it: media as what they are, text as plain text, all else as bytes. */
export function inertType(stored: string | undefined, key: string): string {
  const given = (stored ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const type = saysNothing.has(given) ? (mime.getType(key) ?? '') : given;
  if (type === 'image/svg+xml' || shownAsIs.test(type) || type === 'application/pdf') return type;
  return textLike.test(type) ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

/** Under these nothing in an object can run, load, submit or be taken for another type, also when it is opened by itself. */
export const inertHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-store',
};

/** Characters that have no place in a file name, and those that turn the direction of text around. */
const unwelcome = /[\u0000-\u001f\u007f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** RFC 6266 with the name in RFC 8187's form, and a plain one for what cannot read it. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const clean = name.toWellFormed().replace(unwelcome, '_') || 'file';
  const plain = clean.replace(/[^\x20-\x7e]/g, '_').replace(/["%]/g, '_');
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
