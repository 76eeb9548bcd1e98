import { S3Error } from '../../errors/index.ts';
import type { ListPage, ListQuery, ObjectRecord, VersionsPage, VersionsQuery, VersionWalk } from '../storage.ts';

type List = (query: ListQuery, options?: { signal?: AbortSignal }) => Promise<ListPage>;

/** A folder keeps no versions: each file is the one version `null` of its key. */
export async function listFolderVersions(
  list: List,
  query: VersionsQuery,
  options?: { signal?: AbortSignal },
): Promise<VersionsPage> {
  const { prefix, delimiter, limit, keyMarker } = query;
  const group = keyMarker !== undefined && delimiter !== '' && keyMarker.endsWith(delimiter);
  const after = keyMarker === undefined ? {} : { after: keyMarker, resume: group };
  const { objects, commonPrefixes, isTruncated, next } = await list({ prefix, delimiter, limit, ...after }, options);
  const page = { versions: objects, commonPrefixes, isTruncated };
  if (next === undefined) return page;
  const isKey = next !== commonPrefixes.at(-1);
  return { ...page, nextKeyMarker: next, ...(isKey ? { nextVersionIdMarker: 'null' } : {}) };
}

/** Throws InvalidArgument for a position that no walk gave. */
export async function walkFolder(list: List, page: { limit: number; position?: string }): Promise<VersionWalk> {
  const after = page.position === undefined ? {} : { after: keyOf(page.position) };
  const { objects, next } = await list({ prefix: '', delimiter: '', limit: page.limit, ...after });
  const versions = objects.map((record) => ({ record, newerNoncurrent: 0, only: true }));
  return next === undefined ? { versions } : { versions, position: Buffer.from(next, 'utf8').toString('base64url') };
}

/** Whether a file is still what was judged. What another program wrote gets its content type only from a look inside. */
export function isUnchanged(now: ObjectRecord, judged: ObjectRecord): boolean {
  const { etag, size, lastModified, metadata } = now;
  return (
    etag === judged.etag &&
    size === judged.size &&
    lastModified === judged.lastModified &&
    JSON.stringify(metadata.tags) === JSON.stringify(judged.metadata.tags)
  );
}

function keyOf(position: string): string {
  const key = Buffer.from(position, 'base64url').toString('utf8');
  if (key === '' || Buffer.from(key, 'utf8').toString('base64url') !== position) {
    throw new S3Error('InvalidArgument', { details: { ArgumentName: 'position' } });
  }
  return key;
}
