import type { S3Operation } from '../../../providers/index.ts';

/** The outline of a request: what tells S3's operations apart. */
export interface RequestOutline {
  readonly method: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly query: {
    readonly pairs: readonly (readonly [name: string, value: string])[];
    has(name: string): boolean;
    get(name: string): string | undefined;
  };
  readonly headers: { get(name: string): string | undefined; readonly names: Iterable<string> };
}

type Level = 'service' | 'bucket' | 'object';

/** `level method sub-resource`; the sub-resource is empty for the plain call. */
const operations: Readonly<Record<string, S3Operation>> = {
  'service GET ': 'ListBuckets',
  'bucket GET ': 'ListObjects',
  'bucket GET location': 'GetBucketLocation',
  'bucket GET versions': 'ListObjectVersions',
  'bucket GET uploads': 'ListMultipartUploads',
  'bucket GET versioning': 'GetBucketVersioning',
  'bucket PUT versioning': 'PutBucketVersioning',
  'bucket GET policy': 'GetBucketPolicy',
  'bucket PUT policy': 'PutBucketPolicy',
  'bucket DELETE policy': 'DeleteBucketPolicy',
  'bucket GET policyStatus': 'GetBucketPolicyStatus',
  'bucket GET publicAccessBlock': 'GetPublicAccessBlock',
  'bucket PUT publicAccessBlock': 'PutPublicAccessBlock',
  'bucket DELETE publicAccessBlock': 'DeletePublicAccessBlock',
  'bucket GET ownershipControls': 'GetBucketOwnershipControls',
  'bucket PUT ownershipControls': 'PutBucketOwnershipControls',
  'bucket DELETE ownershipControls': 'DeleteBucketOwnershipControls',
  'bucket GET lifecycle': 'GetBucketLifecycleConfiguration',
  'bucket PUT lifecycle': 'PutBucketLifecycleConfiguration',
  'bucket DELETE lifecycle': 'DeleteBucketLifecycle',
  'bucket GET cors': 'GetBucketCors',
  'bucket PUT cors': 'PutBucketCors',
  'bucket DELETE cors': 'DeleteBucketCors',
  'bucket GET tagging': 'GetBucketTagging',
  'bucket PUT tagging': 'PutBucketTagging',
  'bucket DELETE tagging': 'DeleteBucketTagging',
  'bucket GET acl': 'GetBucketAcl',
  'bucket PUT acl': 'PutBucketAcl',
  'bucket GET encryption': 'GetBucketEncryption',
  'bucket PUT encryption': 'PutBucketEncryption',
  'bucket DELETE encryption': 'DeleteBucketEncryption',
  'bucket GET object-lock': 'GetObjectLockConfiguration',
  'bucket PUT object-lock': 'PutObjectLockConfiguration',
  'bucket HEAD ': 'HeadBucket',
  'bucket PUT ': 'CreateBucket',
  'bucket DELETE ': 'DeleteBucket',
  'bucket POST ': 'PostObject',
  'bucket POST delete': 'DeleteObjects',
  'object GET ': 'GetObject',
  'object HEAD ': 'HeadObject',
  'object PUT ': 'PutObject',
  'object DELETE ': 'DeleteObject',
  'object GET attributes': 'GetObjectAttributes',
  'object GET uploadId': 'ListParts',
  'object PUT uploadId': 'UploadPart',
  'object POST uploadId': 'CompleteMultipartUpload',
  'object DELETE uploadId': 'AbortMultipartUpload',
  'object POST uploads': 'CreateMultipartUpload',
  'object PUT renameObject': 'RenameObject',
  'object POST restore': 'RestoreObject',
  'object GET tagging': 'GetObjectTagging',
  'object PUT tagging': 'PutObjectTagging',
  'object DELETE tagging': 'DeleteObjectTagging',
  'object GET acl': 'GetObjectAcl',
  'object PUT acl': 'PutObjectAcl',
};

/** Parameters that change how an operation answers, and not which one it is. */
const plainParameter =
  /^(?:x-amz-.*|x-id|list-type|prefix|delimiter|marker|max-keys|max-buckets|max-parts|max-uploads|bucket-region|part-number-marker|key-marker|upload-id-marker|version-id-marker|continuation-token|start-after|encoding-type|fetch-owner|versionId|partNumber|response-.*)$/i;

/**
 * The S3 operation that a request asks for, whether or not this server has it; undefined where it is none that the
 * providers' data names. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function operationOf(request: RequestOutline): S3Operation | undefined {
  const { method, query, headers } = request;
  const level: Level = request.bucket === undefined ? 'service' : request.key === undefined ? 'bucket' : 'object';
  const subResource = query.pairs.find(([name]) => !plainParameter.test(name))?.[0] ?? '';
  const found = operations[`${level} ${method} ${subResource}`];
  if (found === 'ListObjects' && query.get('list-type') === '2') return 'ListObjectsV2';
  if (found === 'PutObject' && headers.get('x-amz-rename-source') !== undefined) return 'RenameObject';
  if (headers.get('x-amz-copy-source') === undefined) return found;
  if (found === 'PutObject') return 'CopyObject';
  return found === 'UploadPart' ? 'UploadPartCopy' : found;
}
