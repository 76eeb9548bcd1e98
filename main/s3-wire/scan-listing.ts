import { scanXml } from './scan-xml.ts';
import { WireFault } from './wire-errors.ts';

/** One answer of ListObjects or ListObjectsV2 in columns, as it was written: keys are still encoded where `encoded`. */
export interface ScannedList {
  /** The answer says something that every listing says. */
  readonly told: boolean;
  readonly truncated: boolean;
  readonly encoded: boolean;
  readonly nextToken: string;
  readonly nextMarker: string;
  readonly prefixes: readonly string[];
  readonly keys: readonly string[];
  /** NaN where it is no number. */
  readonly sizes: readonly number[];
  /** Milliseconds since the epoch; 0 where the store does not say. */
  readonly modified: readonly number[];
  /** With their quotes. */
  readonly etags: readonly string[];
  readonly storageClasses: readonly string[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 or WireFault (XML): a replaced character would be another key. */
export function textOf(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new WireFault('XML', 'the answer is not UTF-8', cause);
  }
}

/** S3 writes `2009-10-12T17:50:30.000Z`; reading those digits costs a tenth of Date.parse. */
function timeOf(text: string): number {
  if (text.length === 24 && text.endsWith('Z') && text[10] === 'T') {
    const time = Date.UTC(
      Number(text.slice(0, 4)),
      Number(text.slice(5, 7)) - 1,
      Number(text.slice(8, 10)),
      Number(text.slice(11, 13)),
      Number(text.slice(14, 16)),
      Number(text.slice(17, 19)),
      Number(text.slice(20, 23)),
    );
    if (time >= 0) return time;
  }
  const time = Date.parse(text);
  return time >= 0 ? time : 0;
}

/** Throws WireFault (XML) where the text is not one whole document. The root may be called anything: `told` decides. */
export function scanListing(body: Uint8Array): ScannedList {
  const list = {
    told: false,
    truncated: false,
    encoded: false,
    nextToken: '',
    nextMarker: '',
    prefixes: [] as string[],
    keys: [] as string[],
    sizes: [] as number[],
    modified: [] as number[],
    etags: [] as string[],
    storageClasses: [] as string[],
  };
  let section = '';
  let at = -1;
  scanXml(textOf(body), {
    open(name, depth) {
      if (depth !== 1) return;
      section = name;
      if (name !== 'Contents') return;
      at = list.keys.length;
      list.keys.push('');
      list.sizes.push(0);
      list.modified.push(0);
      list.etags.push('');
      list.storageClasses.push('');
    },
    close(name, depth, text) {
      if (depth === 2 && section === 'Contents') {
        if (name === 'Key') list.keys[at] = text;
        else if (name === 'Size') list.sizes[at] = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
        else if (name === 'LastModified') list.modified[at] = timeOf(text);
        else if (name === 'ETag') list.etags[at] = text;
        else if (name === 'StorageClass') list.storageClasses[at] = text;
      } else if (depth === 2 && section === 'CommonPrefixes') {
        if (name === 'Prefix') list.prefixes.push(text);
      } else if (depth === 1) {
        if (name === 'IsTruncated') list.truncated = text.trim() === 'true';
        else if (name === 'EncodingType') list.encoded = text === 'url';
        else if (name === 'NextContinuationToken') list.nextToken = text;
        else if (name === 'NextMarker') list.nextMarker = text;
        list.told ||= name === 'Name' || name === 'IsTruncated' || name === 'MaxKeys' || name === 'KeyCount';
      }
    },
  });
  return list;
}
