import { S3Error } from '../errors/index.ts';
import type { DeleteResult, DeleteTarget } from '../storage/storage.ts';
import { authorised } from './authorised.ts';
import { demandKnowing } from './delete-object.ts';
import type { Operation, OperationContext } from './operation.ts';

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
  async run(context, { bucket, objects }) {
    const refusals: (S3Error | undefined)[] = [];
    for (const target of objects) refusals.push(await refusalOf(context, target));
    const results = await context.storage.deleteObjects(
      bucket,
      objects.filter((_, at) => !refusals[at]),
    );
    let next = 0;
    return objects.map((target, at): DeleteOutcome => {
      const error = refusals[at];
      if (error) return { target, error };
      const result = results[next++];
      if (!result) return { target, error: new Error('the storage answered for fewer keys than it was asked') };
      return result instanceof Error ? { target, error: result } : { target, result };
    });
  },
};

/** Each key is authorised by itself: one that is refused leaves the others alone. */
async function refusalOf(
  context: OperationContext,
  { key, versionId, conditions }: DeleteTarget,
): Promise<S3Error | undefined> {
  if (Buffer.byteLength(key) > context.limits.maxKeyBytes) return new S3Error('KeyTooLongError');
  try {
    const version = versionId === undefined ? {} : { versionId };
    await authorised(context).demand({ action: 's3:DeleteObject', right: 'delete', key, ...version });
    if (conditions) await demandKnowing(context, key, 'delete');
    return undefined;
  } catch (error) {
    if (error instanceof S3Error && error.code === 'AccessDenied') return error;
    throw error;
  }
}
