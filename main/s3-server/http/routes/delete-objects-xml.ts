import { S3Error } from '../../errors/index.ts';
import type { DeleteOutcome, DeleteTarget } from '../../operations/index.ts';
import { xmlAnswer, type Answer } from '../answer.ts';
import { asS3Error } from '../error-answer.ts';
import type { S3Request } from '../s3-request.ts';
import { readDocument } from '../xml/read-document.ts';
import { malformed, textOf, type XmlElement } from '../xml/xml-reader.ts';
import { element } from '../xml/xml-writer.ts';
import { deleteConditions } from './condition-headers.ts';

const mostKeys = 1000;
/** A thousand keys of 1,024 bytes with their tags, and room for escapes. */
const mostBytes = 1_900_000;

export interface DeleteObjectsRequest {
  readonly bucket: string;
  readonly objects: readonly DeleteTarget[];
  readonly quiet: boolean;
}

/**
 * Throws MalformedXML; InvalidRequest where nothing vouches for the body: no signed hash, no Content-MD5, no checksum.
 */
export async function readDeleteObjects(request: S3Request): Promise<DeleteObjectsRequest> {
  const body = request.openBody({ needsLength: true });
  const { promised, algorithm } = body;
  if (!promised.md5 && !promised.checksum && !promised.sha256 && !algorithm) {
    throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: Content-MD5' });
  }
  const document = await readDocument(request.context, body, { root: 'Delete', mostBytes });
  if (!document) throw malformed();
  const objects = document.children.filter((child) => child.name === 'Object').map(targetOf);
  if (objects.length === 0 || objects.length > mostKeys) throw malformed();
  return { bucket: request.bucket, objects, quiet: textOf(document, 'Quiet')?.trim() === 'true' };
}

function targetOf(object: XmlElement): DeleteTarget {
  const key = textOf(object, 'Key');
  const versionId = textOf(object, 'VersionId')?.trim();
  if (key === undefined || key === '' || key.includes('\0')) throw malformed();
  const conditions = deleteConditions({
    etag: textOf(object, 'ETag'),
    lastModified: textOf(object, 'LastModifiedTime'),
    size: textOf(object, 'Size'),
  });
  return { key, ...(versionId ? { versionId } : {}), ...(conditions ? { conditions } : {}) };
}

export function deleteObjectsAnswer(
  outcomes: readonly DeleteOutcome[],
  _request: S3Request,
  { quiet }: DeleteObjectsRequest,
): Answer {
  const rows = outcomes.map((outcome) => ('error' in outcome ? failureXml(outcome) : quiet ? '' : deletedXml(outcome)));
  return xmlAnswer('DeleteResult', rows.join(''));
}

function failureXml({ target, error }: DeleteOutcome & { error: Error }): string {
  const { code, message } = asS3Error(error);
  return `<Error>${element('Key', target.key)}${element('VersionId', target.versionId)}${element('Code', code)}${element('Message', message)}</Error>`;
}

function deletedXml({
  target,
  result,
}: DeleteOutcome & { result: { versionId?: string; deleteMarker?: boolean } }): string {
  const marker = result.deleteMarker
    ? element('DeleteMarker', true) + element('DeleteMarkerVersionId', result.versionId)
    : '';
  return `<Deleted>${element('Key', target.key)}${element('VersionId', target.versionId)}${marker}</Deleted>`;
}
