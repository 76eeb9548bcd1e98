import { couldAllow, enterBucket, grants, type Authorisation, type Wish } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { OperationContext } from '../operations/index.ts';
import type { HeaderList } from './header-list.ts';
import type { RequestTarget } from './request-target.ts';
import type { Route } from './routes/route.ts';

/** Lets the caller of a request into its bucket. Throws AccessDenied, NoSuchBucket. */
export async function enter(
  { storage, caller }: Pick<OperationContext, 'storage' | 'caller'>,
  route: Pick<Route, 'operation' | 'perKey'>,
  target: RequestTarget,
  headers: HeaderList,
): Promise<Authorisation> {
  const { action, right, name } = route.operation;
  const { bucket = '', key } = target;
  const place = { caller, right, bucket };
  const versionId = target.query.get('versionId');
  const wish: Wish = {
    action,
    right,
    ...(key === undefined ? {} : { key }),
    ...(versionId === undefined || versionId === '' ? {} : { versionId }),
  };
  const entered = enterBucket(storage, place);
  const user = caller.key?.user;
  if (route.perKey) refuseStranger(entered, user);
  else if (await isOwnUpload(storage, name, target, user)) await entered.refuseDenied(wish);
  else if (!mayBeLetInByBody(entered, name, user)) await entered.demand(wish);
  const expected = headers.get('x-amz-expected-bucket-owner');
  if (expected !== undefined && expected !== entered.bucket.owner) throw new S3Error('AccessDenied');
  if (key !== undefined && writes.has(name)) await demandMore(entered, headers, key);
  return entered;
}

const writes = new Set(['PutObject', 'CopyObject', 'CreateMultipartUpload', 'CompleteMultipartUpload']);

/** What the headers of a write ask for beside the write. */
async function demandMore(entered: Authorisation, headers: HeaderList, key: string): Promise<void> {
  for (const name of headers.names) {
    if (name === 'x-amz-acl' || name.startsWith('x-amz-grant-')) {
      await entered.refuseDenied({ action: 's3:PutObjectAcl', right: 'write', key });
    }
    if (name === 'x-amz-tagging') await entered.refuseDenied({ action: 's3:PutObjectTagging', right: 'write', key });
    // Who may not read an object must not learn its ETag by guessing.
    const tellsETag = name === 'if-match' || (name === 'if-none-match' && headers.get(name)?.trim() !== '*');
    if (tellsETag) await entered.demand({ action: 's3:GetObject', right: 'write', key });
  }
}

/** What who began an upload may do with it, wherever it goes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuAndPermissions.html */
const uploaders = new Set(['AbortMultipartUpload', 'ListParts']);

async function isOwnUpload(
  storage: OperationContext['storage'],
  operation: string,
  { bucket, key, query }: RequestTarget,
  user: string | undefined,
): Promise<boolean> {
  if (!uploaders.has(operation) || user === undefined || bucket === undefined || key === undefined) return false;
  try {
    return (await storage.getUpload(bucket, key, query.get('uploadId') ?? '')).initiator === user;
  } catch (error) {
    if (error instanceof S3Error && error.code === 'NoSuchUpload') return false;
    throw error;
  }
}

/** Whether a policy may have to see the tags in the body before it is known: the operation demands with them then. */
function mayBeLetInByBody({ bucket, access }: Authorisation, operation: string, user: string | undefined): boolean {
  if (operation !== 'PutObjectTagging' || user === bucket.owner || !access.policy) return false;
  const { policy } = access;
  return ['s3:PutObjectTagging', 's3:PutObjectVersionTagging'].some((action) => couldAllow(policy, action));
}

/** Before a body with many keys is read: whom neither policy nor list can let in is told so at once. */
function refuseStranger({ bucket, access }: Authorisation, user: string | undefined): void {
  const { policy } = access;
  if (user === bucket.owner) return;
  if (policy && ['s3:DeleteObject', 's3:DeleteObjectVersion'].some((action) => couldAllow(policy, action))) return;
  if (!grants(access.acl, user, 'WRITE', { ignoreGroups: false })) throw new S3Error('AccessDenied');
}
