import type { BucketRecord, ObjectRecord, ObjectView, StoredChecksum } from '../../operations/index.ts';
import type { AnswerHeader } from '../answer.ts';
import { checksumHeader } from '../body/checksum-headers.ts';
import type { HeaderList } from '../header-list.ts';
import { encryptionHeaders } from './encryption-headers.ts';
import { metadataHeaders } from './metadata-headers.ts';

export const quoted = (etag: string): string => `"${etag}"`;
export const httpTime = (at: number): string => new Date(at).toUTCString();

/** `x-amz-version-id`, in a bucket that has or had versions. */
export function versionHeader(bucket: BucketRecord | undefined, versionId: string | undefined): AnswerHeader[] {
  if (versionId === undefined || !bucket || (bucket.versioning === 'off' && versionId === 'null')) return [];
  return [['x-amz-version-id', versionId]];
}

export function checksumHeaders(checksum: StoredChecksum | undefined): AnswerHeader[] {
  if (!checksum) return [];
  return [
    [checksumHeader(checksum.algorithm), checksum.value],
    ['x-amz-checksum-type', checksum.type],
  ];
}

/** The headers of GET and HEAD, 200, 206 and 304 alike, without what `response-` parameters override. */
export function objectHeaders(view: ObjectView, bucket: BucketRecord | undefined, request: HeaderList): AnswerHeader[] {
  const { record, range } = view;
  const headers: AnswerHeader[] = [
    ['Last-Modified', httpTime(record.lastModified)],
    ['ETag', quoted(record.etag)],
    ['Accept-Ranges', 'bytes'],
    ...versionHeader(bucket, record.versionId),
  ];
  if (view.notModified) return headers;
  const length = range ? range.end - range.start : record.size;
  headers.push(
    ['Content-Length', String(length)],
    ...metadataHeaders(record),
    ...encryptionHeaders(record.metadata, request),
  );
  if (range) headers.push(['Content-Range', contentRange(view)]);
  if (view.part) headers.push(['x-amz-mp-parts-count', String(view.part.count)]);
  if (request.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    if (view.part?.checksum)
      headers.push(...checksumHeaders({ ...view.part.checksum, type: record.checksum?.type ?? 'FULL_OBJECT' }));
    else if (length === record.size) headers.push(...checksumHeaders(record.checksum));
  }
  // Objects are other people's bytes: whatever a browser takes them for, no script of theirs runs on this origin.
  headers.push(['Content-Security-Policy', 'sandbox']);
  return headers;
}

function contentRange({ record, range }: ObjectView): string {
  if (!range || range.end === range.start) return `bytes */${record.size}`;
  return `bytes ${range.start}-${range.end - 1}/${record.size}`;
}

/** What a PUT answers with. */
export function writtenHeaders(record: ObjectRecord, bucket: BucketRecord | undefined): AnswerHeader[] {
  return [
    ['ETag', quoted(record.etag)],
    ...checksumHeaders(record.checksum),
    ...versionHeader(bucket, record.versionId),
  ];
}
