interface LinkAddress {
  readonly key: string;
  readonly url: string;
}

/** One address a line. */
export const linksAsText = (links: readonly LinkAddress[]): string => links.map(({ url }) => `${url}\n`).join('');

/**
 * RFC 4180, with a heading. A name that a spreadsheet would read as a formula gets an apostrophe before it
 * (https://owasp.org/www-community/attacks/CSV_Injection). `expiresAt` in milliseconds since the epoch.
 */
export function linksAsCsv(links: readonly LinkAddress[], expiresAt: number): string {
  const until = new Date(expiresAt).toISOString();
  const rows = links.map(({ key, url }) => [key, url, until].map(cell).join(','));
  return `${['name,link,works until', ...rows].join('\r\n')}\r\n`;
}

function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
