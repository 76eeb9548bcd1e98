import { decodeWords, encodeWords } from '../../../base/index.ts';
import { S3Error } from '../../errors/index.ts';
import type { ObjectMetadata, ObjectRecord } from '../../operations/index.ts';
import type { AnswerHeader } from '../answer.ts';
import type { HeaderList } from '../header-list.ts';
import { parseTags } from './tag-header.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html: names and values together, in bytes. */
const mostUserMetadata = 2048;
const userPrefix = 'x-amz-meta-';

const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);

/** Headers that ask for something that would not be done: refusing is better than a silent success. */
const unkept = /^x-amz-(?:object-lock-.*|write-offset-bytes|bucket-object-lock-enabled|request-payer)$/;

/** Throws NotImplemented for headers this server would have to ignore. */
export function refuseUnkept(headers: HeaderList): void {
  for (const name of headers.names) {
    if (unkept.test(name) && name !== 'x-amz-request-payer' && headers.get(name)?.toLowerCase() !== 'false') {
      throw new S3Error('NotImplemented', {
        message: 'A header you provided implies functionality that is not implemented',
        details: { Header: name },
      });
    }
  }
}

/** What the headers of a write say about the object. Throws MetadataTooLarge, InvalidArgument, InvalidTag, NotImplemented. */
export function metadataOf(headers: HeaderList): ObjectMetadata {
  refuseUnkept(headers);
  const user: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of headers.entries) {
    if (!name.startsWith(userPrefix)) continue;
    const short = name.slice(userPrefix.length);
    const text = decodeWords(value);
    const bytes = text === undefined ? value : Buffer.from(text, 'utf8').toString('latin1');
    size += short.length + bytes.length;
    user[short] = plain(bytes, name);
  }
  if (size > mostUserMetadata) {
    throw new S3Error('MetadataTooLarge', {
      details: { Size: String(size), MaxSizeAllowed: String(mostUserMetadata) },
    });
  }
  const tagging = headers.get('x-amz-tagging');
  return {
    ...pick(headers, 'content-type', 'contentType'),
    ...encodingOf(headers),
    ...pick(headers, 'content-disposition', 'contentDisposition'),
    ...pick(headers, 'content-language', 'contentLanguage'),
    ...pick(headers, 'cache-control', 'cacheControl'),
    ...pick(headers, 'expires', 'expires'),
    ...redirectOf(headers),
    ...storageClassOf(headers),
    user,
    ...(tagging === undefined ? {} : { tags: parseTags(tagging) }),
  };
}

/** Throws InvalidStorageClass's stand-in, InvalidArgument. */
export function storageClassOf(headers: HeaderList): { storageClass?: string } {
  const storageClass = headers.get('x-amz-storage-class');
  if (storageClass === undefined || storageClass === 'STANDARD') return {};
  if (storageClasses.has(storageClass)) return { storageClass };
  throw new S3Error('InvalidStorageClass', { details: { StorageClassRequested: storageClass } });
}

export function redirectOf(headers: HeaderList): { websiteRedirectLocation?: string } {
  const location = headers.get('x-amz-website-redirect-location');
  if (location === undefined) return {};
  if (/^(?:\/|https?:\/\/)/.test(location)) return { websiteRedirectLocation: plain(location, 'redirect') };
  throw new S3Error('InvalidArgument', {
    message: "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
  });
}

/** `aws-chunked` is how the bytes travelled, not what they are. */
function encodingOf(headers: HeaderList): { contentEncoding?: string } {
  const text = headers.get('content-encoding');
  if (text === undefined) return {};
  // What is left stays as it was written, blanks included.
  const kept = text
    .replaceAll(/(?:^|,)\s*aws-chunked\s*(?=,|$)/gi, '')
    .replace(/^[\s,]+/, '')
    .trimEnd();
  return kept === '' ? {} : { contentEncoding: plain(kept, 'content-encoding') };
}

function pick<Name extends string>(headers: HeaderList, header: string, name: Name): Partial<Record<Name, string>> {
  const value = headers.get(header);
  return value === undefined || value === '' ? {} : ({ [name]: plain(value, header) } as Record<Name, string>);
}

/** A value that can go back out as a header. */
export function plain(value: string, name: string): string {
  if (!/[^\t\x20-\x7e\x80-\xff]/.test(value)) return value;
  throw new S3Error('InvalidArgument', {
    message: 'A value holds characters that cannot stand in a header.',
    details: { ArgumentName: name },
  });
}

/** The headers that give an object's metadata back. */
export function metadataHeaders(record: ObjectRecord): AnswerHeader[] {
  const { metadata } = record;
  const headers: AnswerHeader[] = [['Content-Type', metadata.contentType ?? 'binary/octet-stream']];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) headers.push([name, value]);
  };
  add('Content-Encoding', metadata.contentEncoding);
  add('Content-Disposition', metadata.contentDisposition);
  add('Content-Language', metadata.contentLanguage);
  add('Cache-Control', metadata.cacheControl);
  add('Expires', metadata.expires);
  add('x-amz-website-redirect-location', metadata.websiteRedirectLocation);
  add('x-amz-storage-class', metadata.storageClass);
  const tags = metadata.tags ? Object.keys(metadata.tags).length : 0;
  if (tags > 0) add('x-amz-tagging-count', String(tags));
  for (const [name, value] of Object.entries(metadata.user)) add(userPrefix + name, mailSafe(value));
  return headers;
}

/** Text beyond ASCII is given back in words of RFC 2047, and taken in them too. `value` is one character a byte. */
function mailSafe(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return encodeWords(text.includes('\ufffd') ? value : text);
}
