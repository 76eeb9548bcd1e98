const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{64,16384}?-----END CERTIFICATE-----/g;

/** The certificates of a PEM text and nothing beside them; undefined where there is none, or a private key among them. */
export function certificatesIn(text: string): { readonly pem: string; readonly count: number } | undefined {
  if (text.length > 65_536 || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return undefined;
  const found = text.match(block);
  return found === null ? undefined : { pem: `${found.join('\n')}\n`, count: found.length };
}
