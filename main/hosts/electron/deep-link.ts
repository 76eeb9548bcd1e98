/**
 * Where an address `s3://bucket/key` leads inside the page, as a fragment; undefined for what is no such address.
 * The page only ever shows the place: an address from outside starts nothing.
 */
export function deepLinkPlace(address: string): string | undefined {
  if (address.length > 4096) return undefined;
  const match = /^s3:\/\/([a-z0-9][a-z0-9._-]{0,254})(?:\/([^\u0000-\u001f\u007f]*))?$/i.exec(address);
  const [, bucket, key = ''] = match ?? [];
  if (bucket === undefined) return undefined;
  // Systems hand the address over percent-encoded; a key with a bare `%` arrives as it is.
  const plain = decode(key);
  return new TextEncoder().encode(plain).length > 1024
    ? undefined
    : `#/open?${new URLSearchParams({ bucket, key: plain }).toString()}`;
}

/** The first such address among a program's arguments. */
export const deepLinkIn = (args: readonly string[]): string | undefined =>
  args.map(deepLinkPlace).find((place) => place !== undefined);

function decode(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
