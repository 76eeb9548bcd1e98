import type { Feature } from '../../preload/contract/index.ts';
import type { Lack, Provider, S3Operation } from './provider.ts';

const mib = 1024 ** 2;
const gib = 1024 ** 3;
const tib = 1024 ** 4;

/** Amazon's own figures: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const awsLimits: Provider['limits'] = {
  maxPut: 5 * gib,
  minPart: 5 * mib,
  maxPart: 5 * gib,
  maxParts: 10_000,
  equalParts: false,
  maxObject: 5 * tib,
  maxCopy: 5 * gib,
  maxDeleteBatch: 1000,
  maxListPage: 1000,
};

/** A link signed by the key itself lives 7 days at most: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export const sigv4Presign: Provider['presign'] = {
  how: 'sigv4',
  maxSeconds: 604_800,
  defaultSeconds: 3600,
  onlySeconds: [],
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const awsBuckets: Provider['buckets'] = {
  word: 'bucket',
  namePattern: '(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)(?!.*\\.\\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
  reservedPrefixes: ['xn--', 'sthree-', 'amzn-s3-demo-'],
  reservedNames: [],
  locationConstraint: 'send',
  mustBeNamed: false,
  onePerCredential: false,
  capacity: 'elastic',
};

/** Names without dots: what nearly every store takes. */
export const plainBuckets: Provider['buckets'] = {
  ...awsBuckets,
  namePattern: '[a-z0-9][a-z0-9-]{1,61}[a-z0-9]',
  reservedPrefixes: ['xn--'],
};

export const objectKeys: Provider['keys'] = {
  reservedPrefixes: [],
  hiddenPrefixes: [],
  arePaths: false,
  mayBeHeldByMount: false,
  userMetadata: true,
  keepsContentType: true,
};

export const fullListing: Provider['listing'] = {
  v1: true,
  v2: true,
  encodingType: true,
  onlyDelimiters: [],
  showsEmptyFolders: false,
  repeatsTokenWhilePreparing: false,
};

export const steady: Provider['behaviour'] = { attempts: 3, completeSeconds: 900 };

const versioning: readonly S3Operation[] = ['GetBucketVersioning', 'PutBucketVersioning', 'ListObjectVersions'];
const policy: readonly S3Operation[] = [
  'GetBucketPolicy',
  'PutBucketPolicy',
  'DeleteBucketPolicy',
  'GetBucketPolicyStatus',
];
const publicAccess: readonly S3Operation[] = [
  'GetPublicAccessBlock',
  'PutPublicAccessBlock',
  'DeletePublicAccessBlock',
  'GetBucketOwnershipControls',
  'PutBucketOwnershipControls',
  'DeleteBucketOwnershipControls',
];
const lifecycle: readonly S3Operation[] = [
  'GetBucketLifecycleConfiguration',
  'PutBucketLifecycleConfiguration',
  'DeleteBucketLifecycle',
];
const cors: readonly S3Operation[] = ['GetBucketCors', 'PutBucketCors', 'DeleteBucketCors'];
const tags: readonly S3Operation[] = [
  'GetObjectTagging',
  'PutObjectTagging',
  'DeleteObjectTagging',
  'GetBucketTagging',
  'PutBucketTagging',
  'DeleteBucketTagging',
];
const acl: readonly S3Operation[] = ['GetBucketAcl', 'PutBucketAcl', 'GetObjectAcl', 'PutObjectAcl'];
const encryption: readonly S3Operation[] = ['GetBucketEncryption', 'PutBucketEncryption', 'DeleteBucketEncryption'];
const lock: readonly S3Operation[] = ['GetObjectLockConfiguration', 'PutObjectLockConfiguration'];
const multipart: readonly S3Operation[] = [
  'CreateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'ListParts',
  'ListMultipartUploads',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
];
export const operationsOf = {
  versioning,
  policy,
  publicAccess,
  lifecycle,
  cors,
  tags,
  acl,
  encryption,
  lock,
  multipart,
} as const;

/** Headers that ask for a feature along with another call. */
export const headersOf = {
  tags: ['x-amz-tagging', 'x-amz-tagging-directive'],
  encryption: ['x-amz-server-side-encryption*', 'x-amz-copy-source-server-side-encryption*'],
  lock: ['x-amz-object-lock-*', 'x-amz-bucket-object-lock-enabled'],
} as const;

/** What nearly every store answers to a call that it does not know. */
export const notImplemented = { status: 501, code: 'NotImplemented' } as const;

export const lack = (
  operations: readonly S3Operation[],
  features: readonly Feature[],
  reason: string,
  answer: Lack['answer'] = notImplemented,
  headers: readonly string[] = [],
): Lack => ({ operations, features, reason, answer, ...(headers.length === 0 ? {} : { headers: [...headers] }) });

/** One address for every fact, where one page states them all; `overrides` name the others. */
export const sourcesFrom = (page: string, overrides: Partial<Provider['sources']> = {}): Provider['sources'] => ({
  endpoints: page,
  addressing: page,
  lacks: page,
  limits: page,
  checksums: page,
  signing: page,
  conditions: page,
  presign: page,
  clock: page,
  buckets: page,
  keys: page,
  listing: page,
  credentials: page,
  ...overrides,
});
