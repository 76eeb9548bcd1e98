const plainPath = /^[A-Za-z0-9\-._~/]*$/;
const plain = /^[A-Za-z0-9\-._~]*$/;

/**
 * RFC 3986 as SigV4 wants it: all but unreserved characters, upper-case hex. Throws URIError for text that is no Unicode.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html (UriEncode)
 */
export function encodeUri(text: string): string {
  if (plain.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The same with `/` left as it is: keys in addresses. */
export function encodeHeaderPath(text: string): string {
  return plainPath.test(text) ? text : text.split('/').map(encodeUri).join('/');
}

/** Names in the order of their bytes, as they are signed and sent. */
export function encodeQuery(query: Readonly<Record<string, string>>): string {
  const names = Object.keys(query);
  if (names.length === 0) return '';
  const encoded = names.map((name) => `${encodeUri(name)}=${encodeUri(query[name] ?? '')}`);
  return encoded.sort().join('&');
}
