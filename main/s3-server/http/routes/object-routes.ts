import {
  copyObject,
  deleteObject,
  getObject,
  headObject,
  newObjectAcl,
  putObject,
  type GetObjectInput,
  type GetObjectOutput,
} from '../../operations/index.ts';
import { emptyAnswer, xmlAnswer, type Answer, type AnswerHeader } from '../answer.ts';
import { parseAlgorithm } from '../body/checksum-headers.ts';
import type { HeaderList } from '../header-list.ts';
import type { S3Request } from '../s3-request.ts';
import { element, xmlTime } from '../xml/xml-writer.ts';
import { aclRequestOf } from './acl-xml.ts';
import { deleteConditionsOf, ifRangeOf, rangeOf, readConditionsOf, writeConditionsOf } from './condition-headers.ts';
import { copySourceOf } from './copy-source-header.ts';
import { customerKeyOf, encryptionHeaders, encryptionWishOf } from './encryption-headers.ts';
import { expirationHeader } from './lifecycle-routes.ts';
import { metadataOf, redirectOf, storageClassOf } from './metadata-headers.ts';
import { objectHeaders, quoted, versionHeader, writtenHeaders } from './object-headers.ts';
import { invalidArgument, partNumberOf, versionIdOf } from './parameters.ts';
import { checkOverrides, withOverrides } from './response-overrides.ts';
import { route, type Route } from './route.ts';
import { checksumXml } from './shared-xml.ts';
import { parseTags } from './tag-header.ts';

function readGet(request: S3Request): GetObjectInput {
  const { headers, target } = request;
  const { query } = target;
  checkOverrides(request);
  return {
    bucket: request.bucket,
    key: request.key,
    ...versionIdOf(query),
    conditions: readConditionsOf(headers),
    ...rangeOf(headers.get('range')),
    ...ifRangeOf(headers.get('if-range')),
    ...customerKeyOf(headers),
    ...(query.has('partNumber') ? { partNumber: partNumberOf(query) } : {}),
  };
}

function statusOf({ notModified, range }: GetObjectOutput): number {
  if (notModified) return 304;
  return range ? 206 : 200;
}

function getAnswer(output: GetObjectOutput, request: S3Request): Answer {
  const { record, range, reader } = output;
  const { context } = request;
  const own = objectHeaders(output, context.bucket, request.headers);
  const headers = withOverrides([...own, ...expirationHeader(context, record)], request);
  const answer = { status: statusOf(output), headers };
  if (!reader) return answer;
  const bytes = range ?? { start: 0, end: record.size };
  // There is nothing to close then.
  if (reader.bytes) return { ...answer, body: reader.bytes.subarray(bytes.start, bytes.end) };
  return {
    ...answer,
    body: {
      length: bytes.end - bytes.start,
      chunks: reader.read(bytes, { signal: request.context.signal }),
      close: () => reader.close(),
    },
  };
}

function directiveOf(headers: HeaderList, name: string): 'COPY' | 'REPLACE' {
  const text = headers.get(name) ?? 'COPY';
  if (text === 'COPY' || text === 'REPLACE') return text;
  throw invalidArgument(`Unknown ${name.includes('tagging') ? 'tagging' : 'metadata'} directive.`, name, text);
}

export const objectRoutes: readonly Route[] = [
  route({
    operation: putObject,
    method: 'PUT',
    level: 'object',
    read: (request) => ({
      bucket: request.bucket,
      key: request.key,
      metadata: { ...metadataOf(request.headers), ...newObjectAcl(request.context, aclRequestOf(request.headers)) },
      ...writeConditionsOf(request.headers),
      ...encryptionWishOf(request.headers),
      body: request.openBody({ needsLength: true }),
    }),
    write: (record, request) =>
      emptyAnswer(200, [
        ...writtenHeaders(record, request.context.bucket),
        ...expirationHeader(request.context, record),
        ...encryptionHeaders(record.metadata, request.headers),
      ]),
  }),
  route({
    operation: copyObject,
    method: 'PUT',
    level: 'object',
    header: 'x-amz-copy-source',
    read({ headers, bucket, key, context }) {
      const source = copySourceOf(headers);
      const metadata = metadataOf(headers);
      const algorithm = headers.get('x-amz-checksum-algorithm');
      const replaceTags = directiveOf(headers, 'x-amz-tagging-directive') === 'REPLACE';
      return {
        bucket,
        key,
        source,
        ...(directiveOf(headers, 'x-amz-metadata-directive') === 'REPLACE' ? { replaceMetadata: metadata } : {}),
        ...(replaceTags ? { replaceTags: parseTags(headers.get('x-amz-tagging') ?? '') } : {}),
        ...storageClassOf(headers),
        ...redirectOf(headers),
        ...newObjectAcl(context, aclRequestOf(headers)),
        ...encryptionWishOf(headers),
        ...(algorithm === undefined ? {} : { algorithm: parseAlgorithm(algorithm, 'x-amz-checksum-algorithm') }),
        ...writeConditionsOf(headers),
      };
    },
    write({ record, source }, { context, headers }) {
      const sourceVersion: AnswerHeader[] =
        source.versionId === 'null' ? [] : [['x-amz-copy-source-version-id', source.versionId]];
      return xmlAnswer(
        'CopyObjectResult',
        `${element('LastModified', xmlTime(record.lastModified))}${element('ETag', quoted(record.etag))}${checksumXml(record.checksum, { type: true })}`,
        [
          ...versionHeader(context.bucket, record.versionId),
          ...expirationHeader(context, record),
          ...sourceVersion,
          ...encryptionHeaders(record.metadata, headers),
        ],
      );
    },
  }),
  route({
    operation: getObject,
    method: 'GET',
    level: 'object',
    optional: ['partNumber'],
    read: readGet,
    write: getAnswer,
  }),
  route({
    operation: headObject,
    method: 'HEAD',
    level: 'object',
    optional: ['partNumber'],
    read: readGet,
    write: getAnswer,
  }),
  route({
    operation: deleteObject,
    method: 'DELETE',
    level: 'object',
    read: ({ bucket, key, target, headers }) => ({
      bucket,
      key,
      ...versionIdOf(target.query),
      ...deleteConditionsOf(headers),
    }),
    write: ({ versionId, deleteMarker }, { context }) =>
      emptyAnswer(204, [
        ...versionHeader(context.bucket, versionId),
        ...(deleteMarker ? ([['x-amz-delete-marker', 'true']] as const) : []),
      ]),
  }),
];
