import { S3Error } from '../../errors/index.ts';
import { deleteBucketEncryption, getBucketEncryption, putBucketEncryption } from '../../operations/index.ts';
import { emptyAnswer, xmlAnswer } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { readDocument } from '../xml/read-document.ts';
import { childOf, malformed, textOf } from '../xml/xml-reader.ts';
import { route, type Route } from './route.ts';

/** AES256 is all that can be set. Throws MalformedXML; NotImplemented for a key service. */
async function readEncryption(request: S3Request): Promise<{ bucket: string }> {
  const body = await readDocument(request.context, request.openBody(), {
    root: 'ServerSideEncryptionConfiguration',
    mostBytes: 64 * 1024,
  });
  const rule = body && childOf(body, 'Rule');
  const choice = rule && childOf(rule, 'ApplyServerSideEncryptionByDefault');
  const algorithm = choice && textOf(choice, 'SSEAlgorithm')?.trim();
  if (algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse') {
    throw new S3Error('NotImplemented', {
      message: `This server has no key service: ${algorithm} is not implemented.`,
    });
  }
  if (algorithm !== 'AES256') throw malformed();
  if (choice && textOf(choice, 'KMSMasterKeyID') !== undefined) {
    throw new S3Error('InvalidArgument', {
      message: 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms',
    });
  }
  return { bucket: request.bucket };
}

const bucketOf = ({ bucket }: S3Request) => ({ bucket });

export const encryptionRoutes: readonly Route[] = [
  route({
    operation: getBucketEncryption,
    method: 'GET',
    level: 'bucket',
    query: ['encryption'],
    read: bucketOf,
    write: () =>
      xmlAnswer(
        'ServerSideEncryptionConfiguration',
        '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>',
      ),
  }),
  route({
    operation: putBucketEncryption,
    method: 'PUT',
    level: 'bucket',
    query: ['encryption'],
    read: readEncryption,
    write: () => emptyAnswer(200),
  }),
  route({
    operation: deleteBucketEncryption,
    method: 'DELETE',
    level: 'bucket',
    query: ['encryption'],
    read: bucketOf,
    write: () => emptyAnswer(204),
  }),
];
