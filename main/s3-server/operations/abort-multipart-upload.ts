import type { ObjectAddress, Operation } from './operation.ts';

/** Throws NoSuchUpload. https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: Operation<ObjectAddress & { uploadId: string }, void> = {
  name: 'AbortMultipartUpload',
  action: 's3:AbortMultipartUpload',
  right: 'write',
  async run({ storage }, { bucket, key, uploadId }) {
    await storage.abortUpload(await storage.getUpload(bucket, key, uploadId));
  },
};
