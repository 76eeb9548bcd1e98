import { postObject, type ObjectRecord } from '../../operations/index.ts';
import { emptyAnswer, type Answer, type AnswerHeader } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { encodePath } from '../uri-encoding.ts';
import { element, xmlHead } from '../xml/xml-writer.ts';
import { encryptionHeaders } from './encryption-headers.ts';
import { quoted, writtenHeaders } from './object-headers.ts';
import { readPostObject, type PostObjectRequest } from './post-object-form.ts';
import { route, type Route } from './route.ts';

function formAnswer(record: ObjectRecord, request: S3Request, { bucket, key, answer }: PostObjectRequest): Answer {
  const etag = quoted(record.etag);
  const { redirect, status } = answer;
  if (redirect) {
    const query = new URLSearchParams({ bucket, key, etag });
    redirect.search = redirect.search === '' ? `?${query.toString()}` : `${redirect.search}&${query.toString()}`;
    return emptyAnswer(303, [
      ['Location', redirect.href],
      ['ETag', etag],
    ]);
  }
  const host = request.headers.get('host') ?? '';
  const inPath = request.target.path.startsWith(`/${bucket}`) ? `/${bucket}` : '';
  const location = `http://${host}${inPath}/${encodePath(key)}`;
  const headers: AnswerHeader[] = [
    ...writtenHeaders(record, undefined),
    ...encryptionHeaders(record.metadata, request.headers),
    ['Location', location],
  ];
  if (record.versionId !== 'null') headers.push(['x-amz-version-id', record.versionId]);
  if (status !== 201) return emptyAnswer(status, headers);
  return {
    status,
    headers: [['Content-Type', 'application/xml'], ...headers],
    body: `${xmlHead}<PostResponse>${element('Location', location)}${element('Bucket', bucket)}${element('Key', key)}${element('ETag', etag)}</PostResponse>`,
  };
}

/** Everything about it is in the form: who signed it, the key, and how it is to be answered. */
export const postObjectRoute: Route = route({
  operation: postObject,
  method: 'POST',
  level: 'bucket',
  selfAuthorised: true,
  read: readPostObject,
  write: formAnswer,
});
