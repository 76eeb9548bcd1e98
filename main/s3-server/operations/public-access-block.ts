import { accessDocuments, type PublicAccessBlock } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import { authorised } from './authorised.ts';
import type { Operation } from './operation.ts';

/** Throws NoSuchPublicAccessBlockConfiguration. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock: Operation<{ bucket: string }, PublicAccessBlock> = {
  name: 'GetPublicAccessBlock',
  action: 's3:GetBucketPublicAccessBlock',
  right: 'admin',
  async run(context, { bucket }) {
    const { block } = authorised(context).access;
    if (!block) throw new S3Error('NoSuchPublicAccessBlockConfiguration', { details: { BucketName: bucket } });
    return block;
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const putPublicAccessBlock: Operation<{ bucket: string; block: PublicAccessBlock }, void> = {
  name: 'PutPublicAccessBlock',
  action: 's3:PutBucketPublicAccessBlock',
  right: 'admin',
  run: ({ storage }, { bucket, block }) =>
    storage.putBucketConfig(bucket, accessDocuments.block, JSON.stringify(block)),
};

/** Idempotent. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock: Operation<{ bucket: string }, void> = {
  name: 'DeletePublicAccessBlock',
  action: 's3:PutBucketPublicAccessBlock',
  right: 'admin',
  run: ({ storage }, { bucket }) => storage.putBucketConfig(bucket, accessDocuments.block, undefined),
};
