import { S3Error } from '../../errors/index.ts';
import type { CompletedPart, GetObjectAttributesInput, GetObjectAttributesOutput } from '../../operations/index.ts';
import { xmlAnswer, type Answer } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { element } from '../xml/xml-writer.ts';
import { customerKeyOf } from './encryption-headers.ts';
import { httpTime, versionHeader } from './object-headers.ts';
import { invalidArgument, pageLimitOf, versionIdOf } from './parameters.ts';
import { checksumXml } from './shared-xml.ts';

const attributes = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;
type Attribute = (typeof attributes)[number];

export interface AttributesRequest extends GetObjectAttributesInput {
  readonly wanted: ReadonlySet<Attribute>;
}

/** Throws InvalidRequest, InvalidArgument. */
export function readAttributes(request: S3Request): AttributesRequest {
  const { bucket, key, headers, target } = request;
  const header = headers.get('x-amz-object-attributes');
  if (header === undefined || header.trim() === '') {
    throw new S3Error('InvalidRequest', {
      message: 'Missing required header for this request: x-amz-object-attributes',
    });
  }
  const wanted = new Set(
    header.split(',').map((item) => {
      const found = attributes.find((attribute) => attribute === item.trim());
      if (found) return found;
      throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', header);
    }),
  );
  const marker = headers.get('x-amz-part-number-marker') || '0';
  if (!/^\d{1,9}$/.test(marker)) {
    throw invalidArgument('Part number marker must be an integer', 'x-amz-part-number-marker', marker);
  }
  return {
    bucket,
    key,
    ...versionIdOf(target.query),
    wanted,
    ...customerKeyOf(headers),
    partNumberMarker: Number(marker),
    maxParts: pageLimitOf(headers.get('x-amz-max-parts'), 'x-amz-max-parts'),
  };
}

export function attributesAnswer(
  output: GetObjectAttributesOutput,
  { context }: S3Request,
  input: AttributesRequest,
): Answer {
  const { record } = output;
  const written: Record<Attribute, () => string> = {
    // Unlike everywhere else without quotes.
    ETag: () => element('ETag', record.etag),
    Checksum: () => (record.checksum ? `<Checksum>${checksumXml(record.checksum, { type: true })}</Checksum>` : ''),
    ObjectParts: () => partsXml(output.parts, input),
    StorageClass: () => element('StorageClass', record.metadata.storageClass ?? 'STANDARD'),
    ObjectSize: () => element('ObjectSize', record.size),
  };
  const inner = attributes.filter((attribute) => input.wanted.has(attribute)).map((attribute) => written[attribute]());
  return xmlAnswer('GetObjectAttributesResponse', inner.join(''), [
    ['Last-Modified', httpTime(record.lastModified)],
    ...versionHeader(context.bucket, record.versionId),
  ]);
}

function partsXml(parts: GetObjectAttributesOutput['parts'], input: AttributesRequest): string {
  if (!parts) return '';
  const { page, total, isTruncated } = parts;
  const next = page.at(-1)?.partNumber ?? input.partNumberMarker;
  return `<ObjectParts>${element('IsTruncated', isTruncated)}${element('MaxParts', input.maxParts)}${element('NextPartNumberMarker', next)}${element('PartNumberMarker', input.partNumberMarker)}${page.map(partXml).join('')}${element('PartsCount', total)}</ObjectParts>`;
}

const partXml = ({ partNumber, size, checksum }: CompletedPart): string =>
  `<Part>${checksumXml(checksum, { type: false })}${element('PartNumber', partNumber)}${element('Size', size)}</Part>`;
