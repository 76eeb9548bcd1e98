import type { VersionsPage } from '../storage/storage.ts';
import { authorisedBucket } from './head-bucket.ts';
import { ownerOf, type Operation, type Owner } from './operation.ts';

export interface ListObjectVersionsInput {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly keyMarker?: string;
  /** Only with `keyMarker`. */
  readonly versionIdMarker?: string;
  /** 0 to 1,000. */
  readonly maxKeys: number;
}

export interface ListObjectVersionsOutput extends VersionsPage {
  readonly owner: Owner;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions: Operation<ListObjectVersionsInput, ListObjectVersionsOutput> = {
  name: 'ListObjectVersions',
  action: 's3:ListBucketVersions',
  right: 'read',
  async run(context, { bucket, prefix, delimiter, keyMarker, versionIdMarker, maxKeys }) {
    const owner = ownerOf(authorisedBucket(context).owner);
    if (maxKeys === 0) return { versions: [], commonPrefixes: [], isTruncated: false, owner };
    const page = await context.storage.listVersions(
      bucket,
      {
        prefix,
        delimiter,
        limit: maxKeys,
        ...(keyMarker === undefined ? {} : { keyMarker }),
        ...(keyMarker === undefined || versionIdMarker === undefined ? {} : { versionIdMarker }),
      },
      { signal: context.signal },
    );
    return { ...page, owner };
  },
};
