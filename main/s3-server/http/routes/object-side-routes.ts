import { S3Error } from '../../errors/index.ts';
import {
  deleteObjectTagging,
  getObjectAttributes,
  getObjectTagging,
  putObjectTagging,
  renameObject,
  type ObjectRecord,
} from '../../operations/index.ts';
import { emptyAnswer } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { attributesAnswer, readAttributes } from './attributes-xml.ts';
import { versionHeader } from './object-headers.ts';
import { versionIdOf } from './parameters.ts';
import { readRename } from './rename-headers.ts';
import { route, type Route } from './route.ts';
import { mostObjectTags } from './tag-header.ts';
import { readTagging, taggingAnswer } from './tags-xml.ts';

const addressOf = ({ bucket, key, target }: S3Request) => ({ bucket, key, ...versionIdOf(target.query) });
const versionOf = ({ versionId }: ObjectRecord, { context }: S3Request) => versionHeader(context.bucket, versionId);

/** What there is about an object beside its bytes. */
export const objectSideRoutes: readonly Route[] = [
  route({
    operation: getObjectTagging,
    method: 'GET',
    level: 'object',
    query: ['tagging'],
    read: addressOf,
    write: (record, request) => taggingAnswer(record.metadata.tags ?? {}, versionOf(record, request)),
  }),
  route({
    operation: putObjectTagging,
    method: 'PUT',
    level: 'object',
    query: ['tagging'],
    read: async (request) => ({
      ...addressOf(request),
      tags: await readTagging(request, { mostTags: mostObjectTags }),
    }),
    write: (record, request) => emptyAnswer(200, versionOf(record, request)),
  }),
  route({
    operation: deleteObjectTagging,
    method: 'DELETE',
    level: 'object',
    query: ['tagging'],
    read: addressOf,
    write: (record, request) => emptyAnswer(204, versionOf(record, request)),
  }),
  route({
    operation: getObjectAttributes,
    method: 'GET',
    level: 'object',
    query: ['attributes'],
    read: readAttributes,
    write: attributesAnswer,
  }),
  route({
    operation: renameObject,
    method: 'PUT',
    level: 'object',
    query: ['renameObject'],
    read(request) {
      if (request.headers.get('x-amz-rename-source') !== undefined) return readRename(request);
      throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: x-amz-rename-source' });
    },
    write: () => emptyAnswer(200),
  }),
  // The header alone means the same: a client that leaves the query out must not put an empty object instead.
  route({
    operation: renameObject,
    method: 'PUT',
    level: 'object',
    header: 'x-amz-rename-source',
    read: readRename,
    write: () => emptyAnswer(200),
  }),
];
