import { authorise, type Caller } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { ObjectRecord } from '../storage/storage.ts';
import type { AclRequest } from './acl-request.ts';
import { newObjectAcl } from './object-acl.ts';
import type { Operation } from './operation.ts';
import { putObject, type PutObjectInput } from './put-object.ts';

export interface PostObjectInput extends Omit<PutObjectInput, 'conditions'> {
  /** Who signed the form: nobody has signed the request. */
  readonly caller: Caller;
  readonly acl?: AclRequest;
}

/**
 * Authorises itself, as it is the form that says who wants what. The policy of the form has been checked before.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export const postObject: Operation<PostObjectInput, ObjectRecord> = {
  name: 'PostObject',
  action: 's3:PutObject',
  right: 'write',
  async run(context, { caller, acl, ...input }) {
    const { storage, limits, store } = context;
    // The stores that are stood in for have no such call.
    if (store) throw new S3Error('NotImplemented');
    if (Buffer.byteLength(input.key) > limits.maxKeyBytes) throw new S3Error('KeyTooLongError');
    const wish = { caller, action: 's3:PutObject', right: 'write', bucket: input.bucket, key: input.key } as const;
    const authorisation = await authorise(storage, wish);
    if (acl) await authorisation.refuseDenied({ action: 's3:PutObjectAcl', right: 'write', key: input.key });
    const own = { ...context, caller, authorisation, bucket: authorisation.bucket };
    const metadata = { ...input.metadata, ...newObjectAcl(own, acl) };
    return await putObject.run(own, { ...input, metadata });
  },
};
