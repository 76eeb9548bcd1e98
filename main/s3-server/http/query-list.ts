import { decodeOnce, encodeUri } from './uri-encoding.ts';

/** The decoded query of a request. */
export interface QueryList {
  readonly pairs: readonly (readonly [name: string, value: string])[];
  has(name: string): boolean;
  /** The first value. */
  get(name: string): string | undefined;
  count(name: string): number;
}

/** `raw` is what follows `?`; `+` is a space, as forms write it. Throws InvalidURI. */
export function readQuery(raw: string): QueryList {
  const pairs: [string, string][] = [];
  if (raw !== '') {
    for (const piece of raw.split('&')) {
      if (piece === '') continue;
      const equals = piece.indexOf('=');
      const name = equals < 0 ? piece : piece.slice(0, equals);
      const value = equals < 0 ? '' : piece.slice(equals + 1);
      pairs.push([decodePlus(name), decodePlus(value)]);
    }
  }
  return pairs.length === 0 ? noQuery : new PairList(pairs);
}

/** The same query without the parameters of these names. */
export const withoutParameters = (query: QueryList, names: readonly string[]): QueryList =>
  query.pairs.some(([name]) => names.includes(name))
    ? new PairList(query.pairs.filter(([name]) => !names.includes(name)))
    : query;

class PairList implements QueryList {
  readonly pairs: QueryList['pairs'];

  constructor(pairs: QueryList['pairs']) {
    this.pairs = pairs;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get(name: string): string | undefined {
    for (const pair of this.pairs) if (pair[0] === name) return pair[1];
    return undefined;
  }

  count(name: string): number {
    return this.pairs.reduce((sum, pair) => sum + (pair[0] === name ? 1 : 0), 0);
  }
}

const noQuery: QueryList = new PairList([]);

/** SigV4's canonical query: each name and value encoded anew, sorted, without `X-Amz-Signature`. */
export function canonicalQuery(query: QueryList): string {
  if (query.pairs.length === 0) return '';
  const encoded: [string, string][] = [];
  for (const [name, value] of query.pairs) {
    if (name !== 'X-Amz-Signature') encoded.push([encodeUri(name), encodeUri(value)]);
  }
  encoded.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]));
  return encoded.map(([name, value]) => `${name}=${value}`).join('&');
}

const decodePlus = (raw: string): string => decodeOnce(raw.includes('+') ? raw.replaceAll('+', '%20') : raw);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
