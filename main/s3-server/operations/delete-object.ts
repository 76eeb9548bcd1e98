import type { Right } from '../access/index.ts';
import type { DeleteConditions, DeleteResult } from '../storage/storage.ts';
import { authorised } from './authorised.ts';
import type { Operation, OperationContext, VersionAddress } from './operation.ts';

export interface DeleteObjectInput extends VersionAddress {
  readonly conditions?: DeleteConditions;
}

/** Idempotent. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: Operation<DeleteObjectInput, DeleteResult> = {
  name: 'DeleteObject',
  action: 's3:DeleteObject',
  right: 'delete',
  async run(context, { bucket, key, versionId, conditions }) {
    if (conditions) await demandKnowing(context, key, 'delete');
    return await context.storage.deleteObject(bucket, key, {
      ...(versionId === undefined ? {} : { versionId }),
      ...(conditions ? { conditions } : {}),
    });
  },
};

/** Who may not read an object must not learn what it is from conditions. Throws AccessDenied. */
export async function demandKnowing(context: OperationContext, key: string, right: Right): Promise<void> {
  await authorised(context).demand({ action: 's3:GetObject', right, key });
}
