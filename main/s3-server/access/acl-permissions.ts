import type { Permission } from './acl/acl.ts';

/** What an action needs in the list of the bucket or of the object; what is not here no list can give. */
interface Need {
  readonly of: 'bucket' | 'object';
  readonly permission: Permission;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions */
const needs: Readonly<Record<string, Need>> = {
  's3:ListBucket': { of: 'bucket', permission: 'READ' },
  's3:ListBucketVersions': { of: 'bucket', permission: 'READ' },
  's3:ListBucketMultipartUploads': { of: 'bucket', permission: 'READ' },
  's3:GetBucketAcl': { of: 'bucket', permission: 'READ_ACP' },
  's3:PutBucketAcl': { of: 'bucket', permission: 'WRITE_ACP' },
  's3:PutObject': { of: 'bucket', permission: 'WRITE' },
  's3:DeleteObject': { of: 'bucket', permission: 'WRITE' },
  's3:AbortMultipartUpload': { of: 'bucket', permission: 'WRITE' },
  's3:ListMultipartUploadParts': { of: 'bucket', permission: 'WRITE' },
  's3:GetObject': { of: 'object', permission: 'READ' },
  's3:GetObjectVersion': { of: 'object', permission: 'READ' },
  's3:GetObjectAttributes': { of: 'object', permission: 'READ' },
  's3:GetObjectVersionAttributes': { of: 'object', permission: 'READ' },
  's3:GetObjectAcl': { of: 'object', permission: 'READ_ACP' },
  's3:GetObjectVersionAcl': { of: 'object', permission: 'READ_ACP' },
  's3:PutObjectAcl': { of: 'object', permission: 'WRITE_ACP' },
  's3:PutObjectVersionAcl': { of: 'object', permission: 'WRITE_ACP' },
};

export function aclNeed(action: string): Need | undefined {
  return Object.hasOwn(needs, action) ? needs[action] : undefined;
}

/** Actions that have another name where a version is named. */
const ofVersions: Readonly<Record<string, `s3:${string}`>> = {
  's3:GetObject': 's3:GetObjectVersion',
  's3:GetObjectAcl': 's3:GetObjectVersionAcl',
  's3:GetObjectAttributes': 's3:GetObjectVersionAttributes',
  's3:GetObjectTagging': 's3:GetObjectVersionTagging',
  's3:PutObjectAcl': 's3:PutObjectVersionAcl',
  's3:PutObjectTagging': 's3:PutObjectVersionTagging',
  's3:DeleteObject': 's3:DeleteObjectVersion',
  's3:DeleteObjectTagging': 's3:DeleteObjectVersionTagging',
};

export function actionOnVersion(action: `s3:${string}`): `s3:${string}` {
  return (Object.hasOwn(ofVersions, action) ? ofVersions[action] : undefined) ?? action;
}
