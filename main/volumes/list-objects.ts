import { AppError } from '../../preload/contract/index.ts';
import { keyIsHidden } from '../providers/index.ts';
import { type ScannedList, WireFault, scanListing } from '../s3-wire/index.ts';
import { pause } from './pause.ts';
import type { StoreClient } from './store-client.ts';
import { storeError } from './store-errors.ts';
import type { ListOptions, ListPage, WalkOptions } from './volume.ts';

const longestKey = 1024;
/** Nothing to decode. */
const plain = /^[^%+]*$/;
/** Where a store answers the same token while it prepares a large listing: how long to wait before each further try, ms. */
const preparingPauses = [1000, 2000, 4000, 8000, 16_000];

/** Our token says which call it belongs to: `2:` a continuation token, `1:` a marker. */
type Cursor = { readonly version: 1 | 2; readonly value: string };
const readToken = (token: string): Cursor | undefined => {
  const value = token.slice(2);
  if (token.startsWith('2:')) return { version: 2, value };
  return token.startsWith('1:') ? { version: 1, value } : undefined;
};

export const unquoted = (etag: string | undefined): string => (etag ?? '').replace(/^"|"$/g, '');

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and API_ListObjects.html: the same answer but for how
 * it goes on.
 */
async function listOnce(
  client: StoreClient,
  options: ListOptions,
  version: 1 | 2,
  cursor?: Cursor,
): Promise<ScannedList> {
  const { bucket, prefix, delimiter, signal } = options;
  const about = { operation: version === 2 ? 'ListObjectsV2' : 'ListObjects', bucket };
  const query: Record<string, string> = {
    ...(version === 2 ? { 'list-type': '2' } : {}),
    ...(prefix === '' ? {} : { prefix }),
    ...(delimiter === undefined ? {} : { delimiter }),
    'max-keys': String(options.limit ?? client.provider.limits.maxListPage),
    ...(client.provider.listing.encodingType ? { 'encoding-type': 'url' } : {}),
    ...(cursor === undefined ? {} : { [version === 2 ? 'continuation-token' : 'marker']: cursor.value }),
  };
  const { attempts } = client.provider.behaviour;
  const { body } = await client.onWire(about, signal, (wire) =>
    wire.text({ method: 'GET', bucket, query, attempts, signal }),
  );
  try {
    return scanListing(body);
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    throw storeError(
      'STORE_BROKEN_ANSWER',
      { ...about, endpoint: client.host },
      { code: 'NotXml', status: 200 },
      error,
    );
  }
}

/** Reads one answer into columns, and refuses what no honest store sends. */
function readPage(client: StoreClient, options: ListOptions, raw: ScannedList, version: 1 | 2): ListPage {
  const about = {
    operation: version === 2 ? 'ListObjectsV2' : 'ListObjects',
    endpoint: client.host,
    bucket: options.bucket,
  };
  const broken = (code: string) => storeError('STORE_BROKEN_ANSWER', about, { code });
  // Every store sends at least one of these; another XML altogether would read as an empty listing.
  if (!raw.told) throw broken('NotAListing');
  const decode = (value: string): string => {
    if (!raw.encoded || plain.test(value)) return value;
    try {
      return decodeURIComponent(value.replaceAll('+', ' '));
    } catch (error) {
      throw storeError('STORE_BROKEN_ANSWER', about, { code: 'NotUtf8' }, error);
    }
  };
  const checked = (encoded: string): string => {
    const key = decode(encoded);
    // A character is at most three bytes of UTF-8.
    if (key === '' || (key.length > longestKey / 3 && Buffer.byteLength(key) > longestKey)) throw broken('BadKey');
    return key;
  };

  const page = {
    prefixes: [] as string[],
    keys: [] as string[],
    sizes: [] as number[],
    modified: [] as number[],
    etags: [] as string[],
    storageClasses: [] as string[],
  };
  for (const encoded of raw.prefixes) {
    const prefix = checked(encoded);
    if (!keyIsHidden(client.provider, prefix)) page.prefixes.push(prefix);
  }
  const seen = new Set<string>();
  let lastKey: string | undefined;
  for (const [at, encoded] of raw.keys.entries()) {
    const key = checked(encoded);
    lastKey = key;
    if (seen.has(key)) throw broken('KeyTwice');
    seen.add(key);
    if (keyIsHidden(client.provider, key)) continue;
    const size = raw.sizes[at] ?? 0;
    if (!Number.isSafeInteger(size) || size < 0) throw broken('BadSize');
    page.keys.push(key);
    page.sizes.push(size);
    page.modified.push(raw.modified[at] ?? 0);
    page.etags.push(unquoted(raw.etags[at]));
    page.storageClasses.push(raw.storageClasses[at] ?? '');
  }
  if (!raw.truncated) return page;
  if (version === 2 && raw.nextToken !== '') return { ...page, next: `2:${raw.nextToken}` };
  // Version 1, or a store that ignored list-type=2: go on after the last name of the page.
  const last = [decode(raw.nextMarker), lastKey ?? '', page.prefixes.at(-1) ?? ''].sort().at(-1) ?? '';
  if (last === '') throw broken('NoWayOn');
  return { ...page, next: `1:${last}` };
}

/** One page. The store's refusal of version 2 is answered with version 1. */
export async function listPage(client: StoreClient, options: ListOptions): Promise<ListPage> {
  const cursor = options.token === undefined ? undefined : readToken(options.token);
  if (options.token !== undefined && cursor === undefined) throw new AppError('BAD_INPUT', { field: 'token' });
  let version = cursor?.version ?? (client.provider.listing.v2 ? 2 : 1);
  for (let attempt = 0; ; attempt += 1) {
    let page: ListPage;
    try {
      page = readPage(client, options, await listOnce(client, options, version, cursor), version);
    } catch (error) {
      const refused = error instanceof AppError && error.code === 'NOT_SUPPORTED';
      if (!refused || version === 1 || cursor !== undefined || !client.provider.listing.v1) throw error;
      version = 1;
      continue;
    }
    if (page.next === undefined || page.next !== options.token) return page;
    const wait = client.provider.listing.repeatsTokenWhilePreparing ? preparingPauses[attempt] : undefined;
    if (wait === undefined)
      throw storeError(
        'STORE_BROKEN_ANSWER',
        { operation: 'ListObjectsV2', endpoint: client.host, bucket: options.bucket },
        { code: 'RepeatedToken' },
      );
    await pause(wait, options.signal);
  }
}

/**
 * All pages below a prefix. A store that goes in circles is found by Brent's method: one remembered token, replaced at
 * each power of two, so the memory stays the same for any number of pages.
 */
export async function* walkPages(client: StoreClient, options: WalkOptions): AsyncGenerator<ListPage> {
  let token: string | undefined;
  let remembered: string | undefined;
  let steps = 0;
  let span = 1;
  let lastKey: string | undefined;
  for (;;) {
    const page = await listPage(client, { ...options, token });
    const circling =
      (lastKey !== undefined && page.keys[0] === lastKey) || (page.next !== undefined && page.next === remembered);
    if (circling)
      throw storeError(
        'STORE_BROKEN_ANSWER',
        { operation: 'ListObjectsV2', endpoint: client.host, bucket: options.bucket },
        { code: 'RepeatedToken' },
      );
    yield page;
    if (page.next === undefined) return;
    token = page.next;
    lastKey = page.keys.at(-1) ?? lastKey;
    steps += 1;
    if (steps === span) {
      remembered = token;
      span *= 2;
      steps = 0;
    }
  }
}
