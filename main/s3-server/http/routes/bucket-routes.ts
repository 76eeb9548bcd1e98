import { ownerships, type Ownership } from '../../access/index.ts';
import {
  createBucket,
  deleteBucket,
  deleteObjects,
  getBucketLocation,
  headBucket,
  type BucketRecord,
} from '../../operations/index.ts';
import { emptyAnswer, xmlAnswer, type Answer } from '../answer.ts';
import type { HeaderList } from '../header-list.ts';
import { readDocument } from '../xml/read-document.ts';
import { textOf } from '../xml/xml-reader.ts';
import { escapeXml } from '../xml/xml-writer.ts';
import { aclRequestOf } from './acl-xml.ts';
import { deleteObjectsAnswer, readDeleteObjects } from './delete-objects-xml.ts';
import { refuseUnkept } from './metadata-headers.ts';
import { invalidArgument } from './parameters.ts';
import { route, type Route } from './route.ts';

const bucketOf = ({ bucket }: { bucket: string }): { bucket: string } => ({ bucket });

const us = 'us-east-1';

function locationAnswer(bucket: BucketRecord): Answer {
  // us-east-1 is written as no place at all, as S3 does.
  const region = bucket.region === us ? '' : bucket.region;
  return xmlAnswer('LocationConstraint', escapeXml(region));
}

/** Throws InvalidArgument. */
function ownershipOf(headers: HeaderList): { ownership?: Ownership } {
  const text = headers.get('x-amz-object-ownership');
  if (text === undefined) return {};
  const ownership = ownerships.find((name) => name === text);
  if (ownership) return { ownership };
  throw invalidArgument('Invalid x-amz-object-ownership header', 'x-amz-object-ownership', text);
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
      const acl = aclRequestOf(request.headers);
      return {
        bucket: request.bucket,
        ...(constraint ? { locationConstraint: constraint } : {}),
        ...(acl ? { acl } : {}),
        ...ownershipOf(request.headers),
      };
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
    operation: deleteObjects,
    method: 'POST',
    level: 'bucket',
    query: ['delete'],
    perKey: true,
    read: readDeleteObjects,
    write: deleteObjectsAnswer,
  }),
];
