import { S3Error } from '../../errors/index.ts';
import { isBucketName, type CopySource } from '../../operations/index.ts';
import type { HeaderList } from '../header-list.ts';
import { checkKey } from '../request-target.ts';
import { decodeOnce } from '../uri-encoding.ts';
import { readConditionsOf } from './condition-headers.ts';
import { sourceKeyOf } from './encryption-headers.ts';
import { checkVersionId, invalidArgument } from './parameters.ts';

/**
 * `x-amz-copy-source`: `/bucket/key` or `bucket/key`, URL-encoded, with `?versionId=` behind it. Decoded once, by the decoder
 * of request paths, after the version was split off. Throws InvalidArgument.
 */
export function copySourceOf(headers: HeaderList): CopySource {
  const header = headers.get('x-amz-copy-source') ?? '';
  const mark = header.indexOf('?');
  const raw = mark < 0 ? header : header.slice(0, mark);
  const version = mark < 0 ? {} : versionOf(header.slice(mark + 1), header);
  const path = decode(raw.replaceAll(' ', '%20'), header).replace(/^\//, '');
  const slash = path.indexOf('/');
  const bucket = path.slice(0, Math.max(slash, 0));
  const key = path.slice(slash + 1);
  if (slash < 0 || key === '' || !isBucketName(bucket) || key.includes('?versionId=')) throw refuse(header);
  try {
    checkKey(key);
  } catch (cause) {
    throw new S3Error('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      details: { ArgumentName: 'x-amz-copy-source', ArgumentValue: header.slice(0, 1024) },
      cause,
    });
  }
  const expectedOwner = headers.get('x-amz-source-expected-bucket-owner');
  return {
    bucket,
    key,
    ...version,
    conditions: readConditionsOf(headers, 'x-amz-copy-source-'),
    ...(expectedOwner === undefined ? {} : { expectedOwner }),
    ...sourceKeyOf(headers),
  };
}

/** `bytes=0-9`, both given. Throws InvalidArgument. */
export function copySourceRangeOf(headers: HeaderList): { range?: { first: number; last: number } } {
  const header = headers.get('x-amz-copy-source-range');
  if (header === undefined) return {};
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  if (!match) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    );
  }
  return { range: { first: Number(match[1]), last: Number(match[2]) } };
}

function decode(raw: string, header: string): string {
  try {
    return decodeOnce(raw);
  } catch (cause) {
    throw new S3Error('InvalidArgument', {
      message: 'Copy Source must be a valid URL-encoded path',
      details: { ArgumentName: 'x-amz-copy-source', ArgumentValue: header.slice(0, 1024) },
      cause,
    });
  }
}

function versionOf(query: string, header: string): { versionId?: string } {
  const match = /^versionId=([A-Za-z0-9._~+/=-]+)$/.exec(query);
  if (match?.[1] === undefined) throw refuse(header);
  return { versionId: checkVersionId(match[1], 'x-amz-copy-source') };
}

const refuse = (header: string): S3Error =>
  invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    'x-amz-copy-source',
    header,
  );
