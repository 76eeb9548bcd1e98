import {
  createBucket,
  deleteBucket,
  deleteObjects,
  getBucketAcl,
  getBucketLocation,
  headBucket,
  type BucketRecord,
} from '../../operations/index.ts';
import { emptyAnswer, xmlAnswer, type Answer } from '../answer.ts';
import { readDocument } from '../xml/read-document.ts';
import { textOf } from '../xml/xml-reader.ts';
import { escapeXml } from '../xml/xml-writer.ts';
import { aclAnswer } from './acl-xml.ts';
import { deleteObjectsAnswer, readDeleteObjects } from './delete-objects-xml.ts';
import { refuseUnkept } from './metadata-headers.ts';
import { route, type Route } from './route.ts';

const bucketOf = ({ bucket }: { bucket: string }): { bucket: string } => ({ bucket });

const us = 'us-east-1';

function locationAnswer(bucket: BucketRecord): Answer {
  // us-east-1 is written as no place at all, as S3 does.
  const region = bucket.region === us ? '' : bucket.region;
  return xmlAnswer('LocationConstraint', escapeXml(region));
}

export const bucketRoutes: readonly Route[] = [
  route({
    operation: createBucket,
    method: 'PUT',
    level: 'bucket',
    selfAuthorised: true,
    async read(request) {
      refuseUnkept(request.headers);
      const body = await readDocument(request.context, request.openBody(), {
        root: 'CreateBucketConfiguration',
        mostBytes: 64 * 1024,
      });
      const constraint = body && textOf(body, 'LocationConstraint')?.trim();
      return { bucket: request.bucket, ...(constraint ? { locationConstraint: constraint } : {}) };
    },
    write: ({ location }) => emptyAnswer(200, [['Location', location]]),
  }),
  route({
    operation: headBucket,
    method: 'HEAD',
    level: 'bucket',
    read: bucketOf,
    write: (bucket) => emptyAnswer(200, [['x-amz-bucket-region', bucket.region]]),
  }),
  route({
    operation: deleteBucket,
    method: 'DELETE',
    level: 'bucket',
    read: bucketOf,
    write: () => emptyAnswer(204),
  }),
  route({
    operation: getBucketLocation,
    method: 'GET',
    level: 'bucket',
    query: ['location'],
    read: bucketOf,
    write: locationAnswer,
  }),
  route({
    operation: getBucketAcl,
    method: 'GET',
    level: 'bucket',
    query: ['acl'],
    read: bucketOf,
    write: aclAnswer,
  }),
  route({
    operation: deleteObjects,
    method: 'POST',
    level: 'bucket',
    query: ['delete'],
    read: readDeleteObjects,
    write: deleteObjectsAnswer,
  }),
];
