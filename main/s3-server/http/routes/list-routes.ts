import {
  listObjects,
  listObjectsV2,
  type ListObjectsInput,
  type ListObjectsOutput,
  type ObjectRecord,
  type Owner,
} from '../../operations/index.ts';
import { xmlAnswer } from '../answer.ts';
import type { QueryList } from '../query-list.ts';
import { encodePath } from '../uri-encoding.ts';
import { createTimeWriter, element, escapeXml } from '../xml/xml-writer.ts';
import { decodeToken, encodeToken } from './page-token.ts';
import { pageLimit, wantsUrlEncoding } from './parameters.ts';
import { route, type Route } from './route.ts';
import { ownerXml } from './shared-xml.ts';

/** Turns a name into the text of its element: encoded where the client asked so, escaped in any case. */
type NameWriter = (name: string) => string;

const nameWriter = (query: QueryList): NameWriter => (wantsUrlEncoding(query) ? encodePath : escapeXml);

interface EntryWriter {
  readonly name: NameWriter;
  readonly time: (at: number) => string;
  /** Of the owner, or empty. */
  readonly owner: string;
}

function contentsXml(record: ObjectRecord, write: EntryWriter): string {
  const { checksum } = record;
  const algorithm = checksum
    ? `<ChecksumAlgorithm>${checksum.algorithm}</ChecksumAlgorithm><ChecksumType>${checksum.type}</ChecksumType>`
    : '';
  return `<Contents><Key>${write.name(record.key)}</Key><LastModified>${write.time(record.lastModified)}</LastModified><ETag>&quot;${record.etag}&quot;</ETag>${algorithm}<Size>${record.size}</Size>${write.owner}<StorageClass>${record.metadata.storageClass ?? 'STANDARD'}</StorageClass></Contents>`;
}

function entriesXml(page: ListObjectsOutput, write: NameWriter, owner: Owner | undefined): string {
  const writer = { name: write, time: createTimeWriter(), owner: owner ? ownerXml(owner) : '' };
  let text = '';
  for (const record of page.objects) text += contentsXml(record, writer);
  for (const prefix of page.commonPrefixes) {
    text += `<CommonPrefixes><Prefix>${write(prefix)}</Prefix></CommonPrefixes>`;
  }
  return text;
}

const named = (name: string, value: string | undefined, write: NameWriter): string =>
  value === undefined ? '' : `<${name}>${write(value)}</${name}>`;

const encodingXml = (query: QueryList): string => (wantsUrlEncoding(query) ? '<EncodingType>url</EncodingType>' : '');

function readPage(
  bucket: string,
  query: QueryList,
): Pick<ListObjectsInput, 'bucket' | 'prefix' | 'delimiter' | 'maxKeys'> {
  wantsUrlEncoding(query);
  return {
    bucket,
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: pageLimit(query, 'max-keys'),
  };
}

export const listRoutes: readonly Route[] = [
  route({
    operation: listObjects,
    method: 'GET',
    level: 'bucket',
    read({ bucket, target: { query } }): ListObjectsInput {
      const page = readPage(bucket, query);
      const marker = query.get('marker') ?? '';
      if (marker === '') return { ...page, resume: false };
      // NextMarker is a common prefix where the page ended with one; such a marker has been given out whole.
      return { ...page, after: marker, resume: page.delimiter !== '' && marker.endsWith(page.delimiter) };
    },
    write(page, { bucket, target: { query } }, input) {
      // Of version 1 clients decode all names but that of the prefix they asked for.
      const write = nameWriter(query);
      const next = page.isTruncated && input.delimiter !== '' ? page.next : undefined;
      return xmlAnswer(
        'ListBucketResult',
        `${element('Name', bucket)}${named('Prefix', input.prefix, escapeXml)}${named('Marker', query.get('marker') ?? '', write)}${named('NextMarker', next, write)}${element('MaxKeys', input.maxKeys)}${input.delimiter === '' ? '' : named('Delimiter', input.delimiter, write)}${encodingXml(query)}${element('IsTruncated', page.isTruncated)}${entriesXml(page, write, page.owner)}`,
      );
    },
  }),
  route({
    operation: listObjectsV2,
    method: 'GET',
    level: 'bucket',
    values: { 'list-type': '2' },
    read({ bucket, target: { query } }): ListObjectsInput {
      const page = readPage(bucket, query);
      const token = query.get('continuation-token');
      // Clients that always write the parameter leave it empty for the first page.
      if (token) return { ...page, after: decodeToken(token), resume: true };
      const after = query.get('start-after') ?? '';
      return { ...page, ...(after === '' ? {} : { after }), resume: false };
    },
    write(page, { bucket, target: { query } }, input) {
      const write = nameWriter(query);
      const owner = query.get('fetch-owner') === 'true' ? page.owner : undefined;
      const next = page.isTruncated && page.next !== undefined ? encodeToken(page.next) : undefined;
      const startAfter = query.get('start-after');
      return xmlAnswer(
        'ListBucketResult',
        `${element('Name', bucket)}${named('Prefix', input.prefix, write)}${element('ContinuationToken', query.get('continuation-token'))}${element('NextContinuationToken', next)}${element('KeyCount', page.objects.length + page.commonPrefixes.length)}${element('MaxKeys', input.maxKeys)}${input.delimiter === '' ? '' : named('Delimiter', input.delimiter, write)}${encodingXml(query)}${startAfter === undefined || startAfter === '' ? '' : named('StartAfter', startAfter, write)}${element('IsTruncated', page.isTruncated)}${entriesXml(page, write, owner)}`,
      );
    },
  }),
];
