/**
 * Whether a pasted key holds what no key holds: spaces and line ends inside, quotes around, invisible characters, or the
 * name of a variable before it. The commonest cause of a signature that does not match.
 */
export const hasStrayCharacters = (value: string): boolean => cleanedKey(value) !== value;

/** The key without them. Access keys and secrets of every known store are printable ASCII without spaces and quotes. */
export function cleanedKey(value: string): string {
  const visible = value.replace(/[^\x21-\x7e]/g, '');
  const named = /^(?:export)?[A-Za-z_]{3,40}(?:key|id|secret|token)[A-Za-z_]{0,20}[=:](.+)$/i.exec(visible);
  return (named?.[1] ?? visible).replace(/^["'`]+|["'`,;]+$/g, '');
}
