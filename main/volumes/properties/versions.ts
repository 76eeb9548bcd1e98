import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type DeleteMarkerEntry,
  type ObjectVersion as StoredVersion,
} from '@aws-sdk/client-s3';
import { copySource } from '../copy-object.ts';
import { unquoted } from '../list-objects.ts';
import type { StoreClient } from '../store-client.ts';
import { storeError } from '../store-errors.ts';
import type { CallOptions, ObjectPlace, Written } from '../volume.ts';
import type { ObjectVersion, ObjectVersionPlace } from './object-properties.ts';

const pageSize = 1000;
/** Pages asked for one key: keys that begin with it come along and are passed over. */
const mostPages = 20;

/**
 * Versions and delete markers of one key, newest first.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function listVersions(
  client: StoreClient,
  { bucket, key, limit, signal }: CallOptions & ObjectPlace & { readonly limit: number },
): Promise<{ readonly versions: readonly ObjectVersion[]; readonly complete: boolean }> {
  const versions: ObjectVersion[] = [];
  let from: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (let page = 0; page < mostPages; page += 1) {
    const marker = from;
    const raw = await client.run({ operation: 'ListObjectVersions', bucket, key }, { signal }, (s3, send) =>
      s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: pageSize, ...marker }), send),
    );
    const take = (each: DeleteMarkerEntry & Partial<StoredVersion>, isDeleteMarker: boolean): void => {
      if (each.Key !== key || each.VersionId === undefined) return;
      versions.push({
        versionId: each.VersionId,
        isLatest: each.IsLatest === true,
        isDeleteMarker,
        size: Math.max(0, each.Size ?? 0),
        modified: Math.max(0, each.LastModified?.getTime() ?? 0),
        etag: unquoted(each.ETag),
        storageClass: each.StorageClass ?? '',
      });
    };
    for (const each of raw.Versions ?? []) take(each, false);
    for (const each of raw.DeleteMarkers ?? []) take(each, true);
    // The prefix is the key itself, so it comes first: another key after it means that all of it was seen.
    const isPast = raw.NextKeyMarker !== undefined && raw.NextKeyMarker !== key;
    if (raw.IsTruncated !== true || isPast || raw.NextKeyMarker === undefined) return done(versions, limit, true);
    if (versions.length >= limit) return done(versions, limit, false);
    from = {
      KeyMarker: raw.NextKeyMarker,
      ...(raw.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: raw.NextVersionIdMarker }),
    };
  }
  return done(versions, limit, false);
}

function done(versions: ObjectVersion[], limit: number, complete: boolean) {
  // Markers come beside the versions in an answer: the latest first, then by age.
  versions.sort((a, b) => Number(b.isLatest) - Number(a.isLatest) || b.modified - a.modified);
  return { versions: versions.slice(0, limit), complete: complete && versions.length <= limit };
}

/** Makes an older version the current one, by copying it over: the history stays. */
export async function restoreVersion(
  client: StoreClient,
  { bucket, key, versionId, signal }: CallOptions & ObjectVersionPlace & { readonly versionId: string },
): Promise<Written> {
  const about = { operation: 'CopyObject', bucket, key };
  const head = await client.run({ operation: 'HeadObject', bucket, key }, { signal }, (s3, send) =>
    s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }), send),
  );
  const { maxCopy } = client.provider.limits;
  if ((head.ContentLength ?? 0) > maxCopy)
    throw storeError(
      'OBJECT_TOO_LARGE',
      { ...about, endpoint: client.host },
      { limit: maxCopy, size: head.ContentLength ?? 0 },
    );
  const raw = await client.run(about, { signal, pace: 'long' }, (s3, send) =>
    s3.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: key,
        CopySource: `${copySource({ bucket, key })}?versionId=${encodeURIComponent(versionId)}`,
      }),
      send,
    ),
  );
  return {
    etag: unquoted(raw.CopyObjectResult?.ETag),
    ...(raw.VersionId === undefined ? {} : { versionId: raw.VersionId }),
  };
}

/** For good. Removing a delete marker brings the version before it back. */
export async function removeVersion(
  client: StoreClient,
  { bucket, key, versionId, signal }: CallOptions & ObjectVersionPlace & { readonly versionId: string },
): Promise<void> {
  await client.run({ operation: 'DeleteObject', bucket, key }, { signal }, (s3, send) =>
    s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }), send),
  );
}
