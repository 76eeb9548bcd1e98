/** 128 random bits as hex. Not randomUUID: a page has that only where its address counts as a secure context. */
export function randomToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
