import type { ObjectPage } from '../../preload/contract/index.ts';

/** What a page of a listing is packed from. ETags and storage classes may be left out. */
export type PageColumns = Pick<ObjectPage, 'keys' | 'sizes' | 'modified'> &
  Partial<Pick<ObjectPage, 'etags' | 'storageClasses'>>;

const plainEtag = /^[0-9a-f]{32}$/;
const uint32Limit = 2 ** 32;

/** The longest beginning that all texts share. */
function sharedStart(texts: readonly string[]): string {
  let shared = texts[0] ?? '';
  for (const text of texts) {
    let length = Math.min(shared.length, text.length);
    while (!text.startsWith(shared.slice(0, length))) length -= 1;
    if (length < shared.length) shared = shared.slice(0, length);
    if (shared === '') break;
  }
  // Half of a surrogate pair is no character: the other half would stand at the start of a name.
  return /[\uD800-\uDBFF]$/.test(shared) ? shared.slice(0, -1) : shared;
}

/** Whole numbers in four bytes each where they lie close enough together, else in eight. */
function packNumbers(values: readonly number[]): { readonly base: number; readonly of: Uint32Array | Float64Array } {
  let least = Infinity;
  let most = 0;
  let areWhole = true;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    areWhole &&= Number.isSafeInteger(value);
  }
  if (!areWhole || most - least >= uint32Limit) return { base: 0, of: Float64Array.from(values) };
  const of = new Uint32Array(values.length);
  for (const [index, value] of values.entries()) of[index] = value - least;
  return { base: Number.isFinite(least) ? least : 0, of };
}

/** MD5 sums as 16 bytes each; ETags of another form as lines of text. */
function packEtags(etags: readonly string[]): Uint8Array | string {
  if (!etags.every((etag) => plainEtag.test(etag))) return etags.every((etag) => etag === '') ? '' : etags.join('\n');
  const bytes = new Uint8Array(etags.length * 16);
  for (const [index, etag] of etags.entries()) {
    for (let at = 0; at < 16; at += 1) bytes[index * 16 + at] = Number.parseInt(etag.slice(at * 2, at * 2 + 2), 16);
  }
  return bytes;
}

/**
 * The objects of one page of a listing, packed: names in one string without what they share, numbers in typed arrays.
 * A thousand keys take about 40 bytes each, where strings and objects of their own take four times that.
 */
export class KeyPage {
  readonly count: number;
  /** What all keys of the page begin with, the prefix of the listing left out. */
  readonly shared: string;
  /** The rest of all names, one after the other. */
  readonly text: string;
  readonly #ends: Uint16Array | Uint32Array;
  readonly #sizes: Uint32Array | Float64Array;
  readonly #sizeBase: number;
  readonly #times: Uint32Array | Float64Array;
  readonly #timeBase: number;
  readonly #etags: Uint8Array | string;
  readonly #classes: readonly string[];
  readonly #classOf: Uint8Array | undefined;

  /** `prefixLength`: characters that every key begins with and that are not kept. */
  constructor(page: PageColumns, prefixLength: number) {
    const names = page.keys.map((key) => key.slice(prefixLength));
    this.count = names.length;
    this.shared = sharedStart(names);
    const rests = names.map((name) => name.slice(this.shared.length));
    this.text = rests.join('');
    this.#ends = this.text.length < 65_536 ? new Uint16Array(this.count) : new Uint32Array(this.count);
    let end = 0;
    for (const [index, rest] of rests.entries()) {
      end += rest.length;
      this.#ends[index] = end;
    }
    ({ base: this.#sizeBase, of: this.#sizes } = packNumbers(page.sizes.slice(0, this.count)));
    ({ base: this.#timeBase, of: this.#times } = packNumbers(page.modified.slice(0, this.count)));
    this.#etags = packEtags(page.etags ?? []);
    const classes = page.storageClasses ?? [];
    this.#classes = [...new Set(classes)].slice(0, 256);
    this.#classOf =
      this.#classes.length > 1 ? Uint8Array.from(classes, (name) => this.#classes.indexOf(name)) : undefined;
  }

  start(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
  }
  end(index: number): number {
    return this.#ends[index] ?? 0;
  }
  /** Without the prefix of the listing. */
  name(index: number): string {
    return this.shared + this.text.slice(this.start(index), this.end(index));
  }
  /** Bytes. */
  size(index: number): number {
    return this.#sizeBase + (this.#sizes[index] ?? 0);
  }
  /** Milliseconds since the epoch. */
  modified(index: number): number {
    return this.#timeBase + (this.#times[index] ?? 0);
  }
  /** Empty where the store told none. */
  etag(index: number): string {
    if (typeof this.#etags === 'string') return this.#etags === '' ? '' : (this.#etags.split('\n')[index] ?? '');
    let etag = '';
    for (const byte of this.#etags.subarray(index * 16, index * 16 + 16)) etag += byte.toString(16).padStart(2, '0');
    return etag;
  }
  /** Empty where the store told none. */
  storageClass(index: number): string {
    return this.#classes[this.#classOf?.[index] ?? 0] ?? '';
  }

  /** The place of a name in the page; -1 where it is not in it. */
  find(name: string): number {
    if (!name.startsWith(this.shared)) return -1;
    const rest = name.slice(this.shared.length);
    if (rest === '') {
      for (let index = 0; index < this.count; index += 1) if (this.start(index) === this.end(index)) return index;
      return -1;
    }
    for (let at = this.text.indexOf(rest); at >= 0; at = this.text.indexOf(rest, at + 1)) {
      const index = this.indexAt(at);
      if (this.start(index) === at && this.end(index) === at + rest.length) return index;
    }
    return -1;
  }

  /** The name that holds the character at this place of the text. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.end(middle) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
