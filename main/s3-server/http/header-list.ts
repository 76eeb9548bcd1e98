/**
 * The headers of a request by lower-case name. Repeated ones are joined with a comma, as SigV4 canonicalises them; values
 * are one character a byte, as node:http gives them, so that they go back out unchanged.
 */
export interface HeaderList {
  get(name: string): string | undefined;
  readonly names: Iterable<string>;
  readonly entries: Iterable<readonly [name: string, value: string]>;
}

/** `raw` is `IncomingMessage.rawHeaders`. */
export function readHeaders(raw: readonly string[]): HeaderList {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = raw[at + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return {
    get: (name) => headers.get(name),
    get names() {
      return headers.keys();
    },
    get entries() {
      return headers.entries();
    },
  };
}
