import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  newObjectAcl,
  ownerOf,
  uploadPart,
  uploadPartCopy,
} from '../../operations/index.ts';
import { emptyAnswer, xmlAnswer, type AnswerHeader } from '../answer.ts';
import { checksumTypeOf, parseAlgorithm } from '../body/checksum-headers.ts';
import type { S3Request } from '../s3-request.ts';
import { encodePath } from '../uri-encoding.ts';
import { element, escapeXml, xmlTime } from '../xml/xml-writer.ts';
import { aclRequestOf } from './acl-xml.ts';
import { readCompleteUpload } from './complete-upload-xml.ts';
import { copySourceOf, copySourceRangeOf } from './copy-source-header.ts';
import { customerKeyOf, encryptionHeaders, encryptionWishOf } from './encryption-headers.ts';
import { expirationHeader } from './lifecycle-routes.ts';
import { metadataOf, refuseUnkept } from './metadata-headers.ts';
import { checksumHeaders, quoted, versionHeader } from './object-headers.ts';
import { invalidArgument, pageLimit, partNumberOf, wantsUrlEncoding } from './parameters.ts';
import { route, type Route } from './route.ts';
import { checksumXml, ownerXml } from './shared-xml.ts';

const uploadOf = ({ bucket, key, target }: S3Request) => ({
  bucket,
  key,
  uploadId: target.query.get('uploadId') ?? '',
});

const partOf = (request: S3Request) => ({ ...uploadOf(request), partNumber: partNumberOf(request.target.query) });

export const multipartRoutes: readonly Route[] = [
  route({
    operation: createMultipartUpload,
    method: 'POST',
    level: 'object',
    query: ['uploads'],
    read({ bucket, key, headers, context }) {
      const algorithm = headers.get('x-amz-checksum-algorithm');
      const checksumType = checksumTypeOf(headers);
      return {
        bucket,
        key,
        metadata: { ...metadataOf(headers), ...newObjectAcl(context, aclRequestOf(headers)) },
        ...encryptionWishOf(headers),
        ...(algorithm === undefined
          ? {}
          : { checksumAlgorithm: parseAlgorithm(algorithm, 'x-amz-checksum-algorithm') }),
        ...(checksumType ? { checksumType } : {}),
      };
    },
    write(upload, request) {
      const headers: AnswerHeader[] = encryptionHeaders(upload.metadata, request.headers);
      if (upload.checksumAlgorithm) headers.push(['x-amz-checksum-algorithm', upload.checksumAlgorithm]);
      if (upload.checksumType) headers.push(['x-amz-checksum-type', upload.checksumType]);
      return xmlAnswer(
        'InitiateMultipartUploadResult',
        element('Bucket', upload.bucket) + element('Key', upload.key) + element('UploadId', upload.uploadId),
        headers,
      );
    },
  }),
  route({
    operation: uploadPart,
    method: 'PUT',
    level: 'object',
    query: ['uploadId', 'partNumber'],
    read(request) {
      refuseUnkept(request.headers);
      return {
        ...partOf(request),
        ...customerKeyOf(request.headers),
        body: request.openBody({ needsLength: true }),
      };
    },
    write: ({ part: { etag, checksum }, upload }, { headers }) =>
      emptyAnswer(200, [
        ['ETag', quoted(etag)],
        ...checksumHeaders(checksum).filter(([name]) => name !== 'x-amz-checksum-type'),
        ...encryptionHeaders(upload.metadata, headers),
      ]),
  }),
  route({
    operation: uploadPartCopy,
    method: 'PUT',
    level: 'object',
    query: ['uploadId', 'partNumber'],
    header: 'x-amz-copy-source',
    read(request) {
      refuseUnkept(request.headers);
      return {
        ...partOf(request),
        ...customerKeyOf(request.headers),
        source: copySourceOf(request.headers),
        ...copySourceRangeOf(request.headers),
      };
    },
    write: ({ part, upload, sourceVersionId }, { headers }) =>
      xmlAnswer(
        'CopyPartResult',
        `${element('LastModified', xmlTime(part.lastModified))}${element('ETag', quoted(part.etag))}${checksumXml(part.checksum, { type: false })}`,
        [
          ...(sourceVersionId === 'null' ? [] : [['x-amz-copy-source-version-id', sourceVersionId] as const]),
          ...encryptionHeaders(upload.metadata, headers),
        ],
      ),
  }),
  route({
    operation: completeMultipartUpload,
    method: 'POST',
    level: 'object',
    query: ['uploadId'],
    read: readCompleteUpload,
    write(record, request) {
      const host = request.headers.get('host') ?? '';
      return xmlAnswer(
        'CompleteMultipartUploadResult',
        `${element('Location', `http://${host}${encodePath(request.target.path)}`)}${element('Bucket', request.bucket)}${element('Key', request.key)}${element('ETag', quoted(record.etag))}${checksumXml(record.checksum, { type: true })}`,
        [
          ...versionHeader(request.context.bucket, record.versionId),
          ...expirationHeader(request.context, record),
          // Who completes an upload does not send the key again, so there is none to name.
          ...encryptionHeaders(record.metadata, request.headers).filter(([name]) => !name.includes('customer')),
        ],
      );
    },
  }),
  route({
    operation: abortMultipartUpload,
    method: 'DELETE',
    level: 'object',
    query: ['uploadId'],
    read: uploadOf,
    write: () => emptyAnswer(204),
  }),
  route({
    operation: listParts,
    method: 'GET',
    level: 'object',
    query: ['uploadId'],
    read(request) {
      const { query } = request.target;
      const marker = query.get('part-number-marker') || '0';
      if (!/^\d{1,9}$/.test(marker)) {
        throw invalidArgument(
          'Provided part-number-marker not an integer or within integer range',
          'part-number-marker',
          marker,
        );
      }
      return { ...uploadOf(request), partNumberMarker: Number(marker), maxParts: pageLimit(query, 'max-parts') };
    },
    write({ upload, parts, isTruncated, owner }, { target: { query } }, input) {
      const rows = parts.map(
        (part) =>
          `<Part>${element('PartNumber', part.partNumber)}${element('LastModified', xmlTime(part.lastModified))}${element('ETag', quoted(part.etag))}${element('Size', part.size)}${checksumXml(part.checksum, { type: false })}</Part>`,
      );
      const write = wantsUrlEncoding(query) ? encodePath : escapeXml;
      return xmlAnswer(
        'ListPartsResult',
        `${element('Bucket', upload.bucket)}<Key>${write(upload.key)}</Key>${element('UploadId', upload.uploadId)}${ownerXml(ownerOf(upload.initiator), 'Initiator')}${ownerXml(owner)}<StorageClass>${upload.metadata.storageClass ?? 'STANDARD'}</StorageClass>${element('ChecksumAlgorithm', upload.checksumAlgorithm)}${element('ChecksumType', upload.checksumType)}${element('PartNumberMarker', input.partNumberMarker)}${element('NextPartNumberMarker', parts.at(-1)?.partNumber ?? 0)}${element('MaxParts', input.maxParts)}${element('IsTruncated', isTruncated)}${rows.join('')}`,
      );
    },
  }),
  route({
    operation: listMultipartUploads,
    method: 'GET',
    level: 'bucket',
    query: ['uploads'],
    read({ bucket, target: { query } }) {
      wantsUrlEncoding(query);
      const keyMarker = query.get('key-marker');
      const uploadIdMarker = query.get('upload-id-marker');
      return {
        bucket,
        prefix: query.get('prefix') ?? '',
        delimiter: query.get('delimiter') ?? '',
        ...(keyMarker ? { keyMarker } : {}),
        ...(uploadIdMarker ? { uploadIdMarker } : {}),
        maxUploads: pageLimit(query, 'max-uploads'),
      };
    },
    write(page, { target: { query } }, input) {
      const write = wantsUrlEncoding(query) ? encodePath : escapeXml;
      const rows = page.uploads.map(
        (upload) =>
          `<Upload><Key>${write(upload.key)}</Key>${element('UploadId', upload.uploadId)}${ownerXml(ownerOf(upload.initiator), 'Initiator')}${ownerXml(page.owner)}<StorageClass>${upload.metadata.storageClass ?? 'STANDARD'}</StorageClass>${element('Initiated', xmlTime(upload.initiatedAt))}${element('ChecksumAlgorithm', upload.checksumAlgorithm)}${element('ChecksumType', upload.checksumType)}</Upload>`,
      );
      const prefixes = page.commonPrefixes.map(
        (prefix) => `<CommonPrefixes><Prefix>${write(prefix)}</Prefix></CommonPrefixes>`,
      );
      const next =
        page.nextKeyMarker === undefined
          ? ''
          : `<NextKeyMarker>${write(page.nextKeyMarker)}</NextKeyMarker>${element('NextUploadIdMarker', page.nextUploadIdMarker ?? '')}`;
      return xmlAnswer(
        'ListMultipartUploadsResult',
        `${element('Bucket', input.bucket)}<KeyMarker>${write(input.keyMarker ?? '')}</KeyMarker>${element('UploadIdMarker', input.uploadIdMarker ?? '')}${next}<Prefix>${write(input.prefix)}</Prefix>${input.delimiter === '' ? '' : `<Delimiter>${write(input.delimiter)}</Delimiter>`}${element('MaxUploads', input.maxUploads)}${wantsUrlEncoding(query) ? '<EncodingType>url</EncodingType>' : ''}${element('IsTruncated', page.isTruncated)}${rows.join('')}${prefixes.join('')}`,
      );
    },
  }),
];
