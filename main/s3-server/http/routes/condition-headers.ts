import { S3Error } from '../../errors/index.ts';
import type { RangeRequest, ReadConditions, WriteConditions } from '../../operations/index.ts';
import type { HeaderList } from '../header-list.ts';

/** `If-Match` and its kin, or those of a copy's source by `prefix`. A date that is none is ignored (RFC 9110). */
export function readConditionsOf(headers: HeaderList, prefix = ''): ReadConditions {
  const ifMatch = headers.get(`${prefix}if-match`);
  const ifNoneMatch = headers.get(`${prefix}if-none-match`);
  const ifModifiedSince = httpDate(headers.get(`${prefix}if-modified-since`));
  const ifUnmodifiedSince = httpDate(headers.get(`${prefix}if-unmodified-since`));
  return {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
    ...(ifModifiedSince === undefined ? {} : { ifModifiedSince }),
    ...(ifUnmodifiedSince === undefined ? {} : { ifUnmodifiedSince }),
  };
}

/** Conditions of a write. Throws NotImplemented for those S3 has none of, InvalidRequest for both at once. */
export function writeConditionsOf(headers: HeaderList): { conditions?: WriteConditions } {
  const ifMatch = headers.get('if-match');
  const ifNoneMatch = headers.get('if-none-match');
  if (ifMatch === undefined && ifNoneMatch === undefined) return {};
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new S3Error('NotImplemented', {
      message: 'Using both If-Match and If-None-Match in one request is not implemented.',
      details: {
        Header: 'If-None-Match',
        additionalMessage: 'Multiple conditional request headers present in the request',
      },
    });
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return { conditions: { ifNoneMatch: '*' } };
    throw new S3Error('NotImplemented', {
      message: 'A header you provided implies functionality that is not implemented',
      details: {
        Header: 'If-None-Match',
        additionalMessage: 'We don’t accept the provided value of If-None-Match header for this API',
      },
    });
  }
  return { conditions: { ifMatch: unquote(ifMatch ?? '') } };
}

export const unquote = (etag: string): string => etag.trim().replace(/^"(.*)"$/, '$1');

/** One range of bytes. Several ranges, other units and nonsense are ignored, as S3 does: the whole is answered. */
export function rangeOf(header: string | undefined): { range?: RangeRequest } {
  const match = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return {};
  if (first === '') return { range: { suffix: Number(last) } };
  if (last === '') return { range: { first: Number(first) } };
  if (Number(last) < Number(first)) return {};
  return { range: { first: Number(first), last: Number(last) } };
}

/** `If-Range`: a date where it is one, else an ETag. */
export function ifRangeOf(header: string | undefined): { ifRange?: string | number } {
  if (header === undefined) return {};
  const date = header.startsWith('"') || header.startsWith('W/') ? undefined : httpDate(header);
  return { ifRange: date ?? header };
}

function httpDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
