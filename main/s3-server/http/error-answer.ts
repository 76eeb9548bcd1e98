import { S3Error, type DeleteMarkerPlace } from '../errors/index.ts';
import type { Answer, AnswerHeader } from './answer.ts';
import { element, xmlHead } from './xml/xml-writer.ts';

export interface ErrorPlace {
  /** The raw path of the request. */
  readonly resource: string;
  readonly requestId: string;
  readonly hostId: string;
  readonly method: string;
  readonly bucket?: string;
  readonly key?: string;
}

/** What is thrown and is no S3Error stays in the log. */
export function asS3Error(error: unknown): S3Error {
  return error instanceof S3Error ? error : new S3Error('InternalError', { cause: error });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function errorAnswer(error: S3Error, place: ErrorPlace): Answer {
  if (error.status === 304) return { status: 304, headers: [] };
  return {
    status: error.status,
    headers: [['Content-Type', 'application/xml'], ...headersOf(error)],
    body: errorDocument(error, place),
  };
}

export function errorDocument(error: S3Error, place: ErrorPlace): string {
  const details = { ...placeDetails(error, place), ...error.details };
  const extra = Object.entries(details).map(([name, value]) => element(name, value));
  return `${xmlHead}<Error>${element('Code', error.code)}${element('Message', error.message)}${extra.join('')}${element('Resource', place.resource)}${element('RequestId', place.requestId)}${element('HostId', place.hostId)}</Error>`;
}

function placeDetails(error: S3Error, { method, bucket, key }: ErrorPlace): Record<string, string> {
  if (error.code === 'NoSuchBucket' && bucket !== undefined) return { BucketName: bucket };
  if ((error.code === 'NoSuchKey' || error.code === 'NoSuchVersion') && key !== undefined) return { Key: key };
  if (error.code === 'MethodNotAllowed') return { Method: method };
  return {};
}

function headersOf(error: S3Error): readonly AnswerHeader[] {
  if (error.deleteMarker) return markerHeaders(error, error.deleteMarker);
  const size = error.details['ActualObjectSize'];
  if (error.code === 'InvalidRange' && size !== undefined) return [['Content-Range', `bytes */${size}`]];
  if (error.code === 'SlowDown' || error.code === 'ServiceUnavailable') return [['Retry-After', '1']];
  return [];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html: a marker that is named can only be deleted. */
function markerHeaders(error: S3Error, { versionId, lastModified }: DeleteMarkerPlace): readonly AnswerHeader[] {
  const marker: AnswerHeader[] = [
    ['x-amz-delete-marker', 'true'],
    ['x-amz-version-id', versionId],
  ];
  if (error.code !== 'MethodNotAllowed') return marker;
  return [...marker, ['Allow', 'DELETE'], ['Last-Modified', new Date(lastModified).toUTCString()]];
}
