import type { DeleteConditions, DeleteResult } from '../storage/storage.ts';
import type { Operation, VersionAddress } from './operation.ts';

export interface DeleteObjectInput extends VersionAddress {
  readonly conditions?: DeleteConditions;
}

/** Idempotent. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: Operation<DeleteObjectInput, DeleteResult> = {
  name: 'DeleteObject',
  action: 's3:DeleteObject',
  right: 'delete',
  run: ({ storage }, { bucket, key, versionId, conditions }) =>
    storage.deleteObject(bucket, key, {
      ...(versionId === undefined ? {} : { versionId }),
      ...(conditions ? { conditions } : {}),
    }),
};
