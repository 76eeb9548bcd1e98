import { S3Error } from '../../errors/index.ts';
import type {
  DeleteConditions,
  RangeRequest,
  ReadConditions,
  RenameConditions,
  WriteConditions,
} from '../../operations/index.ts';
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

/** Conditions of a write. Throws NotImplemented for both at once, as S3 does. */
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
  // S3 itself knows the star alone; an ETag is taken as RFC 9110 has it, as other stores do.
  if (ifNoneMatch !== undefined) return { conditions: { ifNoneMatch: unquote(ifNoneMatch) } };
  return { conditions: { ifMatch: unquote(ifMatch ?? '') } };
}

/** Conditions of a DELETE. Throws NotImplemented for If-None-Match, InvalidArgument for a time or size that is none. */
export function deleteConditionsOf(headers: HeaderList): { conditions?: DeleteConditions } {
  if (headers.get('if-none-match') !== undefined) {
    throw new S3Error('NotImplemented', {
      message: 'A header you provided implies functionality that is not implemented',
      details: { Header: 'If-None-Match' },
    });
  }
  const conditions = deleteConditions({
    etag: headers.get('if-match'),
    lastModified: headers.get('x-amz-if-match-last-modified-time'),
    size: headers.get('x-amz-if-match-size'),
  });
  return conditions ? { conditions } : {};
}

/** As headers and as elements of DeleteObjects write them. Throws InvalidArgument. */
export function deleteConditions(said: {
  etag: string | undefined;
  lastModified: string | undefined;
  size: string | undefined;
}): DeleteConditions | undefined {
  const { etag, lastModified, size } = said;
  if (etag === undefined && lastModified === undefined && size === undefined) return undefined;
  const time = httpDate(lastModified?.trim());
  if (lastModified !== undefined && time === undefined) {
    throw new S3Error('InvalidArgument', {
      message: 'The time an object was last modified must be a date.',
      details: { ArgumentName: 'LastModifiedTime', ArgumentValue: lastModified.slice(0, 100) },
    });
  }
  if (size !== undefined && !/^\s*\d{1,15}\s*$/.test(size)) {
    throw new S3Error('InvalidArgument', {
      message: 'The size of an object must be a number of bytes.',
      details: { ArgumentName: 'Size', ArgumentValue: size.slice(0, 100) },
    });
  }
  return {
    ...(etag === undefined ? {} : { ifMatch: unquote(etag) }),
    ...(time === undefined ? {} : { ifMatchLastModifiedTime: time }),
    ...(size === undefined ? {} : { ifMatchSize: Number(size) }),
  };
}

/** Of one side of a rename: the destination's have no prefix. */
export function renameConditionsOf(headers: HeaderList, prefix: string): RenameConditions {
  const { ifMatch, ifNoneMatch, ...times } = readConditionsOf(headers, prefix);
  return {
    ...(ifMatch === undefined ? {} : { ifMatch: unquote(ifMatch) }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch: unquote(ifNoneMatch) }),
    ...times,
  };
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
