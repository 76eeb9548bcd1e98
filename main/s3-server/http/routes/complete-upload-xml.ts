import { S3Error } from '../../errors/index.ts';
import type { ChecksumAlgorithm, CompleteMultipartUploadInput, NamedPart } from '../../operations/index.ts';
import { checksumAlgorithms, checksumOfHeaders, checksumTypeOf } from '../body/checksum-headers.ts';
import type { HeaderList } from '../header-list.ts';
import type { S3Request } from '../s3-request.ts';
import { readDocument } from '../xml/read-document.ts';
import { malformed, textOf, type XmlElement } from '../xml/xml-reader.ts';
import { unquote, writeConditionsOf } from './condition-headers.ts';

const mostParts = 10_000;
/** Ten thousand parts with a SHA-256 each, indented. */
const mostBytes = 4 * 1024 * 1024;

/** The checksum headers of this request are of the object and not of the XML. Throws MalformedXML. */
export async function readCompleteUpload(request: S3Request): Promise<CompleteMultipartUploadInput> {
  const { headers } = request;
  const body = request.openBody();
  const { checksum: _ofObject, ...promised } = body.promised;
  const document = await readDocument(
    request.context,
    { ...body, promised },
    { root: 'CompleteMultipartUpload', mostBytes },
  );
  if (!document) throw malformed();
  const parts = document.children.filter((child) => child.name === 'Part').map(partOf);
  if (parts.length === 0 || parts.length > mostParts) throw malformed();
  const checksum = objectChecksumOf(headers);
  const checksumType = checksumTypeOf(headers);
  const objectSize = headers.get('x-amz-mp-object-size');
  if (objectSize !== undefined && !/^\d{1,15}$/.test(objectSize)) {
    throw new S3Error('InvalidRequest', { message: 'Value for x-amz-mp-object-size header is invalid.' });
  }
  return {
    bucket: request.bucket,
    key: request.key,
    uploadId: request.target.query.get('uploadId') ?? '',
    parts,
    ...writeConditionsOf(headers),
    ...(checksum ? { checksum } : {}),
    ...(checksumType ? { checksumType } : {}),
    ...(objectSize === undefined ? {} : { objectSize: Number(objectSize) }),
  };
}

/** A composite one may carry its `-N`, which the list of parts says anyway. */
function objectChecksumOf(headers: HeaderList): CompleteMultipartUploadInput['checksum'] {
  return checksumOfHeaders({
    ...headers,
    get: (name) => headers.get(name)?.replace(/-\d{1,5}$/, ''),
  });
}

function partOf(part: XmlElement): NamedPart {
  const number = textOf(part, 'PartNumber')?.trim() ?? '';
  const etag = textOf(part, 'ETag');
  if (!/^\d{1,9}$/.test(number) || etag === undefined) throw malformed();
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of checksumAlgorithms) {
    const value = textOf(part, `Checksum${algorithm}`)?.trim();
    if (value) checksums[algorithm] = value;
  }
  return { partNumber: Number(number), etag: unquote(etag), checksums };
}
