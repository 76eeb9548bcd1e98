/** Primary result codes of https://sqlite.org/rescode.html; the low byte of an extended code. */
const codes = { busy: 5, readonly: 8, ioerr: 10, corrupt: 11, full: 13, cantopen: 14, notadb: 26 } as const;

export function isSqliteError(error: unknown, ...kinds: readonly (keyof typeof codes)[]): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  const primary = error.errcode & 0xff;
  return kinds.some((kind) => codes[kind] === primary);
}
