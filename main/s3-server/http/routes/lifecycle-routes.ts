import {
  deleteBucketLifecycle,
  expiryOf,
  getBucketLifecycle,
  putBucketLifecycle,
  type ObjectRecord,
  type OperationContext,
} from '../../operations/index.ts';
import { emptyAnswer, type AnswerHeader } from '../answer.ts';
import { encodeUri } from '../uri-encoding.ts';
import { lifecycleAnswer, readLifecycleXml } from './lifecycle-xml.ts';
import { httpTime } from './object-headers.ts';
import { route, type Route } from './route.ts';

const bucketOf = ({ bucket }: { bucket: string }): { bucket: string } => ({ bucket });
const query = ['lifecycle'];

export const lifecycleRoutes: readonly Route[] = [
  route({
    operation: getBucketLifecycle,
    method: 'GET',
    level: 'bucket',
    query,
    read: bucketOf,
    write: lifecycleAnswer,
  }),
  route({
    operation: putBucketLifecycle,
    method: 'PUT',
    level: 'bucket',
    query,
    read: async (request) => ({ bucket: request.bucket, rules: await readLifecycleXml(request) }),
    write: () => emptyAnswer(200),
  }),
  route({
    operation: deleteBucketLifecycle,
    method: 'DELETE',
    level: 'bucket',
    query,
    read: bucketOf,
    write: () => emptyAnswer(204),
  }),
];

/** `x-amz-expiration`, of an object that a rule will take away. */
export function expirationHeader({ lifecycle }: OperationContext, record: ObjectRecord): AnswerHeader[] {
  const expiry = lifecycle && expiryOf(lifecycle, record);
  if (!expiry) return [];
  return [['x-amz-expiration', `expiry-date="${httpTime(expiry.at)}", rule-id="${encodeUri(expiry.ruleId)}"`]];
}
