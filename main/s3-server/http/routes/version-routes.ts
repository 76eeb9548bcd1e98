import { S3Error } from '../../errors/index.ts';
import {
  getBucketVersioning,
  listObjectVersions,
  putBucketVersioning,
  type ObjectRecord,
} from '../../operations/index.ts';
import { emptyAnswer, xmlAnswer } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { encodePath } from '../uri-encoding.ts';
import { readDocument } from '../xml/read-document.ts';
import { malformed, textOf } from '../xml/xml-reader.ts';
import { element, escapeXml, xmlTime } from '../xml/xml-writer.ts';
import { checkVersionId, invalidArgument, pageLimit, wantsUrlEncoding } from './parameters.ts';
import { route, type Route } from './route.ts';
import { ownerXml } from './shared-xml.ts';

/** Throws MalformedXML, IllegalVersioningConfigurationException; NotImplemented for MFA delete. */
async function versioningOf(request: S3Request): Promise<'enabled' | 'suspended'> {
  const body = await readDocument(request.context, request.openBody(), {
    root: 'VersioningConfiguration',
    mostBytes: 64 * 1024,
  });
  if (!body) throw new S3Error('MissingRequestBodyError');
  const mfa = textOf(body, 'MfaDelete')?.trim() ?? 'Disabled';
  if (mfa === 'Enabled') {
    throw new S3Error('NotImplemented', { message: 'This server does not implement deletes with MFA.' });
  }
  if (mfa !== 'Disabled') throw malformed();
  const status = textOf(body, 'Status')?.trim();
  if (status === undefined) throw new S3Error('IllegalVersioningConfigurationException');
  if (status === 'Enabled') return 'enabled';
  if (status === 'Suspended') return 'suspended';
  throw malformed();
}

function versionXml(record: ObjectRecord, write: (name: string) => string, owner: string): string {
  const place = `<Key>${write(record.key)}</Key><VersionId>${record.versionId}</VersionId><IsLatest>${record.isLatest}</IsLatest><LastModified>${xmlTime(record.lastModified)}</LastModified>`;
  if (record.deleteMarker) return `<DeleteMarker>${place}${owner}</DeleteMarker>`;
  const { checksum } = record;
  const algorithm = checksum
    ? `<ChecksumAlgorithm>${checksum.algorithm}</ChecksumAlgorithm><ChecksumType>${checksum.type}</ChecksumType>`
    : '';
  return `<Version>${place}<ETag>&quot;${record.etag}&quot;</ETag>${algorithm}<Size>${record.size}</Size>${owner}<StorageClass>${record.metadata.storageClass ?? 'STANDARD'}</StorageClass></Version>`;
}

export const versionRoutes: readonly Route[] = [
  route({
    operation: getBucketVersioning,
    method: 'GET',
    level: 'bucket',
    query: ['versioning'],
    read: ({ bucket }) => ({ bucket }),
    write: ({ versioning }) =>
      xmlAnswer(
        'VersioningConfiguration',
        versioning === 'off' ? '' : element('Status', versioning === 'enabled' ? 'Enabled' : 'Suspended'),
      ),
  }),
  route({
    operation: putBucketVersioning,
    method: 'PUT',
    level: 'bucket',
    query: ['versioning'],
    read: async (request) => ({ bucket: request.bucket, state: await versioningOf(request) }),
    write: () => emptyAnswer(200),
  }),
  route({
    operation: listObjectVersions,
    method: 'GET',
    level: 'bucket',
    query: ['versions'],
    read({ bucket, target: { query } }) {
      wantsUrlEncoding(query);
      const keyMarker = query.get('key-marker') ?? '';
      const versionIdMarker = query.get('version-id-marker');
      if (versionIdMarker !== undefined && keyMarker === '' && versionIdMarker !== '') {
        throw invalidArgument(
          'A version-id marker cannot be specified without a key marker.',
          'version-id-marker',
          versionIdMarker,
        );
      }
      return {
        bucket,
        prefix: query.get('prefix') ?? '',
        delimiter: query.get('delimiter') ?? '',
        ...(keyMarker === '' ? {} : { keyMarker }),
        ...(versionIdMarker ? { versionIdMarker: checkVersionId(versionIdMarker, 'version-id-marker') } : {}),
        maxKeys: pageLimit(query, 'max-keys'),
      };
    },
    write(page, { bucket, target: { query } }, input) {
      const url = wantsUrlEncoding(query);
      const write = url ? encodePath : escapeXml;
      const owner = ownerXml(page.owner);
      let rows = '';
      for (const record of page.versions) rows += versionXml(record, write, owner);
      for (const prefix of page.commonPrefixes) {
        rows += `<CommonPrefixes><Prefix>${write(prefix)}</Prefix></CommonPrefixes>`;
      }
      const next =
        page.isTruncated && page.nextKeyMarker !== undefined
          ? `<NextKeyMarker>${write(page.nextKeyMarker)}</NextKeyMarker>${element('NextVersionIdMarker', page.nextVersionIdMarker)}`
          : '';
      return xmlAnswer(
        'ListVersionsResult',
        `${element('Name', bucket)}<Prefix>${write(input.prefix)}</Prefix><KeyMarker>${write(input.keyMarker ?? '')}</KeyMarker>${element('VersionIdMarker', input.versionIdMarker ?? '')}${next}${element('MaxKeys', input.maxKeys)}${input.delimiter === '' ? '' : `<Delimiter>${write(input.delimiter)}</Delimiter>`}${url ? '<EncodingType>url</EncodingType>' : ''}${element('IsTruncated', page.isTruncated)}${rows}`,
      );
    },
  }),
];
