import { S3Error } from '../errors/index.ts';
import { s3Limits } from '../operations/index.ts';
import { readQuery, type QueryList } from './query-list.ts';
import { decodeOnce } from './uri-encoding.ts';

export interface RequestTarget {
  /** As it stands in the request line, for the answer's `Resource`. */
  readonly rawPath: string;
  /** The whole path, decoded once. */
  readonly path: string;
  readonly query: QueryList;
  readonly bucket?: string;
  readonly key?: string;
}

/**
 * Takes a request line's target apart. `hostBucket` is the bucket that the host named. Throws InvalidURI and KeyTooLongError.
 */
export function parseTarget(url: string, hostBucket: string | undefined): RequestTarget {
  if (!url.startsWith('/')) throw new S3Error('InvalidURI');
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const query = readQuery(mark < 0 ? '' : url.slice(mark + 1));
  const path = decodeOnce(rawPath);
  const rest = path.slice(1);
  if (hostBucket !== undefined) return { rawPath, path, query, bucket: hostBucket, ...keyOf(rest) };
  const slash = rest.indexOf('/');
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  if (bucket === '' && rest !== '') throw new S3Error('InvalidURI');
  if (bucket === '') return { rawPath, path, query };
  return { rawPath, path, query, bucket, ...(slash < 0 ? {} : keyOf(rest.slice(slash + 1))) };
}

function keyOf(key: string): { key?: string } {
  if (key === '') return {};
  checkKey(key);
  return { key };
}

/** Throws KeyTooLongError; InvalidURI where `..` climbs out of the bucket, as S3 does. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > s3Limits.maxKeyBytes) {
    throw new S3Error('KeyTooLongError', {
      details: { Size: String(bytes), MaxSizeAllowed: String(s3Limits.maxKeyBytes) },
    });
  }
  if (climbs(key)) throw new S3Error('InvalidURI');
}

/** Whether the `..` segments of a key lead above its start; `\` counts as a separator, as it is one on Windows. */
export function climbs(key: string): boolean {
  if (!key.includes('..')) return false;
  let depth = 0;
  for (const segment of key.split(/[/\\]/)) {
    if (segment === '..') depth -= 1;
    else if (segment !== '' && segment !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
