import type { PartRecord, UploadRecord } from '../storage/storage.ts';
import { authorisedBucket } from './head-bucket.ts';
import { ownerOf, type ObjectAddress, type Operation, type Owner } from './operation.ts';

export interface ListPartsInput extends ObjectAddress {
  readonly uploadId: string;
  readonly partNumberMarker: number;
  /** 0 to 1,000. */
  readonly maxParts: number;
}

export interface ListPartsOutput {
  readonly upload: UploadRecord;
  readonly parts: readonly PartRecord[];
  readonly isTruncated: boolean;
  readonly owner: Owner;
}

/** Needs the right to write, as who uploads must be able to go on. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: Operation<ListPartsInput, ListPartsOutput> = {
  name: 'ListParts',
  action: 's3:ListMultipartUploadParts',
  right: 'write',
  async run(context, { bucket, key, uploadId, partNumberMarker, maxParts }) {
    const { storage } = context;
    const upload = await storage.getUpload(bucket, key, uploadId);
    const found = await storage.listParts(upload, { after: partNumberMarker, limit: maxParts + 1 });
    return {
      upload,
      parts: found.slice(0, maxParts),
      isTruncated: maxParts > 0 && found.length > maxParts,
      owner: ownerOf(authorisedBucket(context).owner),
    };
  },
};
