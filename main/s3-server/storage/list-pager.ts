import type { ListQuery } from './storage.ts';

/** No UTF-8 text holds this byte, so `prefix + 0xFF` is greater than every key below the prefix. */
const ABOVE = Buffer.from([0xff]);
/** `key + 0x00` is the smallest byte string greater than `key`. */
const NEXT = Buffer.from([0x00]);

export type Verdict =
  | { readonly kind: 'object' }
  /** A common prefix was given out; nothing below `seek` is of interest any more. */
  | { readonly kind: 'group'; readonly seek: Buffer }
  /** The page is full and this key shows that there is more. */
  | { readonly kind: 'full' };

const OBJECT: Verdict = { kind: 'object' };
const FULL: Verdict = { kind: 'full' };

/** Byte string above every key that starts with `prefix`. */
export function abovePrefix(prefix: Uint8Array): Buffer {
  return Buffer.concat([prefix, ABOVE]);
}

/**
 * Turns keys in ascending byte order into one S3 page. It asks for a start (`from`, inclusive) and an end (`until`,
 * exclusive), is offered keys one by one, and says where to seek past a common prefix, so that what lies below one
 * costs nothing.
 */
export class ListPager {
  readonly from: Buffer;
  readonly until: Buffer;
  readonly commonPrefixes: string[] = [];
  isTruncated = false;
  #last: Buffer | undefined;
  #count = 0;
  readonly #limit: number;
  readonly #prefix: Buffer;
  readonly #delimiter: Buffer;

  constructor(query: ListQuery) {
    this.#limit = query.limit;
    this.#prefix = Buffer.from(query.prefix, 'utf8');
    this.#delimiter = Buffer.from(query.delimiter, 'utf8');
    this.until = abovePrefix(this.#prefix);
    this.from = this.#prefix;
    if (query.after !== undefined && query.after !== '') {
      const after = Buffer.from(query.after, 'utf8');
      const group = query.resume === true ? this.groupOf(after) : undefined;
      const start = group === undefined ? Buffer.concat([after, NEXT]) : abovePrefix(group);
      if (Buffer.compare(start, this.#prefix) > 0) this.from = start;
    }
  }

  get hasGroups(): boolean {
    return this.#delimiter.length > 0;
  }

  /** How many keys more could be of use, one of them only to learn that the page is truncated. */
  get room(): number {
    return this.#limit - this.#count + 1;
  }

  get next(): string | undefined {
    return this.isTruncated ? this.#last?.toString('utf8') : undefined;
  }

  /** The common prefix a key falls under in this query, if any. */
  groupOf(key: Buffer): Buffer | undefined {
    const { length } = this.#prefix;
    if (this.#delimiter.length === 0 || key.length < length) return undefined;
    if (this.#prefix.compare(key, 0, length) !== 0) return undefined;
    const at = key.indexOf(this.#delimiter, this.#prefix.length);
    return at === -1 ? undefined : key.subarray(0, at + this.#delimiter.length);
  }

  offer(key: Buffer): Verdict {
    if (this.#count >= this.#limit) {
      this.isTruncated = this.#limit > 0;
      return FULL;
    }
    this.#count += 1;
    const group = this.groupOf(key);
    if (group === undefined) {
      this.#last = key;
      return OBJECT;
    }
    this.#last = group;
    this.commonPrefixes.push(group.toString('utf8'));
    return { kind: 'group', seek: abovePrefix(group) };
  }
}
