/**
 * What each S3 operation means: one file each, plain input and output, on any storage and for any caller.
 * It must never know HTTP or XML, and never answer a success for something that was not done.
 */
export { abortMultipartUpload } from './abort-multipart-upload.ts';
export { type AclRequest } from './acl-request.ts';
export { getBucketAcl, putBucketAcl } from './bucket-acl.ts';
export { deleteBucketCors, getBucketCors, putBucketCors, readCorsRules } from './bucket-cors.ts';
export { deleteBucketPolicy, getBucketPolicy, getBucketPolicyStatus, putBucketPolicy } from './bucket-policy.ts';
export { deleteBucketTagging, getBucketTagging, putBucketTagging } from './bucket-tagging.ts';
export { getObjectAcl, newObjectAcl, putObjectAcl } from './object-acl.ts';
export {
  deleteBucketOwnershipControls,
  getBucketOwnershipControls,
  putBucketOwnershipControls,
} from './ownership-controls.ts';
export { deletePublicAccessBlock, getPublicAccessBlock, putPublicAccessBlock } from './public-access-block.ts';
export { isBucketName } from './bucket-name.ts';
export { getBucketVersioning, putBucketVersioning } from './bucket-versioning.ts';
export { type RangeRequest } from './byte-range.ts';
export {
  completeMultipartUpload,
  type CompleteMultipartUploadInput,
  type NamedPart,
} from './complete-multipart-upload.ts';
export { createClientTokens, type ClientTokens } from './client-tokens.ts';
export { type ReadConditions } from './conditions.ts';
export { copyObject, type CopyObjectInput, type CopyObjectOutput } from './copy-object.ts';
export { type CopySource } from './copy-source.ts';
export { createBucket } from './create-bucket.ts';
export { createMultipartUpload } from './create-multipart-upload.ts';
export { deleteBucket } from './delete-bucket.ts';
export { deleteObject } from './delete-object.ts';
export { deleteObjects, type DeleteOutcome } from './delete-objects.ts';
export {
  getObjectAttributes,
  type GetObjectAttributesInput,
  type GetObjectAttributesOutput,
} from './get-object-attributes.ts';
export { deleteBucketEncryption, getBucketEncryption, putBucketEncryption } from './encryption/bucket-encryption.ts';
export { encryptionOf, type CustomerKey, type EncryptionWish } from './encryption/seal.ts';
export { getObject, headObject, type GetObjectInput, type GetObjectOutput, type ObjectView } from './get-object.ts';
export { getBucketLocation, headBucket } from './head-bucket.ts';
export { type ChecksumValue, type IncomingBody } from './incoming-body.ts';
export { listBuckets, type ListBucketsOutput } from './list-buckets.ts';
export { listMultipartUploads, type ListMultipartUploadsOutput } from './list-multipart-uploads.ts';
export { listObjectVersions, type ListObjectVersionsInput } from './list-object-versions.ts';
export { listObjects, listObjectsV2, type ListObjectsInput, type ListObjectsOutput } from './list-objects.ts';
export { listParts, type ListPartsOutput } from './list-parts.ts';
export { createKeyTurns, type KeyTurns } from './key-turns.ts';
export { deleteObjectTagging, getObjectTagging, putObjectTagging, type Tags } from './object-tagging.ts';
export { ownerOf, s3Limits, type Limits, type Operation, type OperationContext, type Owner } from './operation.ts';
export {
  deleteBucketLifecycle,
  getBucketLifecycle,
  putBucketLifecycle,
  readLifecycle,
} from './lifecycle/bucket-lifecycle.ts';
export { expiryOf } from './lifecycle/judge-lifecycle.ts';
export { type LifecycleFilter, type LifecycleRule } from './lifecycle/lifecycle-rule.ts';
export { createLifecycleScheduler, type LifecycleScheduler } from './lifecycle/lifecycle-scheduler.ts';
export { postObject, type PostObjectInput } from './post-object.ts';
export { putObject } from './put-object.ts';
export { receiveBody } from './receive-body.ts';
export { renameObject, type RenameObjectInput } from './rename-object.ts';
export { uploadPart } from './upload-part.ts';
export { uploadPartCopy } from './upload-part-copy.ts';
export { isVersionId } from '../storage/index.ts';
export type {
  BucketRecord,
  ByteRange,
  ChecksumAlgorithm,
  CompletedPart,
  DeleteConditions,
  DeleteResult,
  DeleteTarget,
  ObjectMetadata,
  ObjectReader,
  ObjectRecord,
  RenameConditions,
  Storage,
  StoredChecksum,
  WriteConditions,
} from '../storage/storage.ts';
