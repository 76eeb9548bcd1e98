import { authorise } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { ObjectRecord, RenameConditions } from '../storage/storage.ts';
import { demandKnowing } from './delete-object.ts';
import type { ObjectAddress, Operation } from './operation.ts';

export interface RenameObjectInput extends ObjectAddress {
  /** The key the object has now, in the same bucket. */
  readonly source: string;
  readonly sourceConditions?: RenameConditions;
  readonly destinationConditions?: RenameConditions;
  /** A repeat of a rename that was done, with the same token and all else alike, is answered as the first one was. */
  readonly clientToken?: string;
}

/**
 * Atomic, and no bytes move. https://docs.aws.amazon.com/AmazonS3/latest/API/API_RenameObject.html
 * Throws NoSuchKey, PreconditionFailed, InvalidBucketState, IdempotencyParameterMismatch.
 */
export const renameObject: Operation<RenameObjectInput, ObjectRecord | undefined> = {
  name: 'RenameObject',
  action: 's3:PutObject',
  right: 'write',
  async run(context, { bucket, key, source, sourceConditions, destinationConditions, clientToken }) {
    const { storage, caller, renames, now } = context;
    // The name it has goes away: who may not delete or read it must not do so by renaming.
    await authorise(storage, { caller, action: 's3:GetObject', right: 'read', bucket, key: source });
    await authorise(storage, { caller, action: 's3:DeleteObject', right: 'delete', bucket, key: source });
    if (Object.keys(destinationConditions ?? {}).length > 0) await demandKnowing(context, key, 'write');
    const conditions = {
      ...(sourceConditions ? { source: sourceConditions } : {}),
      ...(destinationConditions ? { destination: destinationConditions } : {}),
    };
    // Both keys, always in the same order: two renames that cross would wait for one another.
    const [first = key, second = source] = [key, source].sort();
    const done = () => storage.renameObject(bucket, source, key, conditions);
    const rename = (): Promise<ObjectRecord> =>
      first === second
        ? done()
        : context.turns.take({ bucket, key: first }, () => context.turns.take({ bucket, key: second }, done));
    if (clientToken === undefined) return await rename();
    const user = caller.key?.user ?? '';
    const asked = JSON.stringify([bucket, key, source, sourceConditions, destinationConditions]);
    const earlier = renames.find({ user, token: clientToken }, now);
    if (earlier !== undefined) {
      if (earlier !== asked) throw new S3Error('IdempotencyParameterMismatch');
      return undefined;
    }
    const record = await rename();
    renames.keep({ user, token: clientToken }, asked, now);
    return record;
  },
};
