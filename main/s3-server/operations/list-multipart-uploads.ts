import type { UploadsPage } from '../storage/storage.ts';
import { authorisedBucket } from './head-bucket.ts';
import { ownerOf, type Operation, type Owner } from './operation.ts';

export interface ListMultipartUploadsInput {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly keyMarker?: string;
  readonly uploadIdMarker?: string;
  /** 0 to 1,000. */
  readonly maxUploads: number;
}

export interface ListMultipartUploadsOutput extends UploadsPage {
  readonly owner: Owner;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: Operation<ListMultipartUploadsInput, ListMultipartUploadsOutput> = {
  name: 'ListMultipartUploads',
  action: 's3:ListBucketMultipartUploads',
  right: 'read',
  async run(context, { bucket, prefix, delimiter, keyMarker, uploadIdMarker, maxUploads }) {
    const owner = ownerOf(authorisedBucket(context).owner);
    if (maxUploads === 0) return { uploads: [], commonPrefixes: [], isTruncated: false, owner };
    const page = await context.storage.listUploads(bucket, {
      prefix,
      delimiter,
      limit: maxUploads,
      ...(keyMarker === undefined ? {} : { keyMarker }),
      ...(keyMarker === undefined || uploadIdMarker === undefined ? {} : { uploadIdMarker }),
    });
    return { ...page, owner };
  },
};
