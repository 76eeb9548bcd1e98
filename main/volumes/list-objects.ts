import { ListObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import { keyIsHidden } from '../providers/index.ts';
import { pause } from './pause.ts';
import type { StoreClient } from './store-client.ts';
import { storeError } from './store-errors.ts';
import type { ListOptions, ListPage, WalkOptions } from './volume.ts';

const longestKey = 1024;
/** Where a store answers the same token while it prepares a large listing: how long to wait before each further try, ms. */
const preparingPauses = [1000, 2000, 4000, 8000, 16_000];

/** The parts of both answers that matter. */
interface RawList {
  readonly Name?: string | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly MaxKeys?: number | undefined;
  readonly KeyCount?: number | undefined;
  readonly EncodingType?: string | undefined;
  readonly NextContinuationToken?: string | undefined;
  readonly NextMarker?: string | undefined;
  readonly CommonPrefixes?: readonly { readonly Prefix?: string | undefined }[] | undefined;
  readonly Contents?:
    | readonly {
        readonly Key?: string | undefined;
        readonly Size?: number | undefined;
        readonly LastModified?: Date | undefined;
        readonly ETag?: string | undefined;
        readonly StorageClass?: string | undefined;
      }[]
    | undefined;
}

/** Our token says which call it belongs to: `2:` a continuation token, `1:` a marker. */
type Cursor = { readonly version: 1 | 2; readonly value: string };
const readToken = (token: string): Cursor | undefined => {
  const value = token.slice(2);
  if (token.startsWith('2:')) return { version: 2, value };
  return token.startsWith('1:') ? { version: 1, value } : undefined;
};

export const unquoted = (etag: string | undefined): string => (etag ?? '').replace(/^"|"$/g, '');

async function listOnce(client: StoreClient, options: ListOptions, version: 1 | 2, cursor?: Cursor): Promise<RawList> {
  const { bucket, prefix, delimiter, signal } = options;
  const common = {
    Bucket: bucket,
    ...(prefix === '' ? {} : { Prefix: prefix }),
    ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
    MaxKeys: options.limit ?? client.provider.limits.maxListPage,
    ...(client.provider.listing.encodingType ? { EncodingType: 'url' as const } : {}),
  };
  return version === 2
    ? client.run({ operation: 'ListObjectsV2', bucket }, { signal }, (s3, send) =>
        s3.send(new ListObjectsV2Command({ ...common, ...(cursor ? { ContinuationToken: cursor.value } : {}) }), send),
      )
    : client.run({ operation: 'ListObjects', bucket }, { signal }, (s3, send) =>
        s3.send(new ListObjectsCommand({ ...common, ...(cursor ? { Marker: cursor.value } : {}) }), send),
      );
}

/** Reads one answer into columns, and refuses what no honest store sends. */
function readPage(client: StoreClient, options: ListOptions, raw: RawList, version: 1 | 2): ListPage {
  const about = {
    operation: version === 2 ? 'ListObjectsV2' : 'ListObjects',
    endpoint: client.host,
    bucket: options.bucket,
  };
  const broken = (code: string) => storeError('STORE_BROKEN_ANSWER', about, { code });
  // Every store sends at least one of these; another XML altogether would read as an empty listing.
  if ([raw.Name, raw.IsTruncated, raw.MaxKeys, raw.KeyCount].every((value) => value === undefined))
    throw broken('NotAListing');
  const decode = (value: string): string => {
    if (raw.EncodingType !== 'url') return value;
    try {
      return decodeURIComponent(value.replaceAll('+', ' '));
    } catch (error) {
      throw storeError('STORE_BROKEN_ANSWER', about, { code: 'NotUtf8' }, error);
    }
  };
  const checked = (encoded: string | undefined): string => {
    const key = decode(encoded ?? '');
    if (key === '' || Buffer.byteLength(key) > longestKey) throw broken('BadKey');
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
  for (const entry of raw.CommonPrefixes ?? []) {
    const prefix = checked(entry.Prefix);
    if (!keyIsHidden(client.provider, prefix)) page.prefixes.push(prefix);
  }
  const seen = new Set<string>();
  let lastEncoded: string | undefined;
  for (const entry of raw.Contents ?? []) {
    const key = checked(entry.Key);
    lastEncoded = key;
    if (seen.has(key)) throw broken('KeyTwice');
    seen.add(key);
    if (keyIsHidden(client.provider, key)) continue;
    const size = entry.Size ?? 0;
    if (!Number.isSafeInteger(size) || size < 0) throw broken('BadSize');
    const modified = entry.LastModified?.getTime() ?? 0;
    page.keys.push(key);
    page.sizes.push(size);
    page.modified.push(Number.isFinite(modified) && modified >= 0 ? modified : 0);
    page.etags.push(unquoted(entry.ETag));
    page.storageClasses.push(entry.StorageClass ?? '');
  }
  if (raw.IsTruncated !== true) return page;
  if (version === 2 && raw.NextContinuationToken !== undefined && raw.NextContinuationToken !== '')
    return { ...page, next: `2:${raw.NextContinuationToken}` };
  // Version 1, or a store that ignored list-type=2: go on after the last name of the page.
  const last = [decode(raw.NextMarker ?? ''), lastEncoded ?? '', page.prefixes.at(-1) ?? ''].sort().at(-1) ?? '';
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
