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
  return new HeaderMap(headers);
}

/** `headers` by lower-case name. */
export const headerListOf = (headers: ReadonlyMap<string, string>): HeaderList => new HeaderMap(headers);

/**
 * A class, as every request makes one: getters in an object literal give each object a hidden class of its own, which lives
 * until the next full garbage collection and keeps all of the request with it.
 */
class HeaderMap implements HeaderList {
  readonly #headers: ReadonlyMap<string, string>;

  constructor(headers: ReadonlyMap<string, string>) {
    this.#headers = headers;
  }

  get(name: string): string | undefined {
    return this.#headers.get(name);
  }

  get names(): Iterable<string> {
    return this.#headers.keys();
  }

  get entries(): Iterable<readonly [name: string, value: string]> {
    return this.#headers.entries();
  }
}
