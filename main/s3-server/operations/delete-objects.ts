import { S3Error } from '../errors/index.ts';
import type { DeleteResult, DeleteTarget } from '../storage/storage.ts';
import type { Operation } from './operation.ts';

export interface DeleteObjectsInput {
  readonly bucket: string;
  readonly objects: readonly DeleteTarget[];
}

/** One entry for each target, in the order of the request. */
export type DeleteOutcome = { readonly target: DeleteTarget } & (
  | { readonly result: DeleteResult }
  | { readonly error: Error }
);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects: Operation<DeleteObjectsInput, readonly DeleteOutcome[]> = {
  name: 'DeleteObjects',
  action: 's3:DeleteObject',
  right: 'delete',
  async run({ storage, limits }, { bucket, objects }) {
    const tooLong = (target: DeleteTarget) => Buffer.byteLength(target.key) > limits.maxKeyBytes;
    const results = await storage.deleteObjects(
      bucket,
      objects.filter((target) => !tooLong(target)),
    );
    let next = 0;
    return objects.map((target): DeleteOutcome => {
      if (tooLong(target)) return { target, error: new S3Error('KeyTooLongError') };
      const result = results[next++];
      if (!result) return { target, error: new Error('the storage answered for fewer keys than it was asked') };
      return result instanceof Error ? { target, error: result } : { target, result };
    });
  },
};
