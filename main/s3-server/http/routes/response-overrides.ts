import { S3Error } from '../../errors/index.ts';
import type { AnswerHeader } from '../answer.ts';
import type { S3Request } from '../s3-request.ts';
import { invalidArgument } from './parameters.ts';

const overrides: Readonly<Record<string, string>> = {
  'response-content-type': 'Content-Type',
  'response-content-language': 'Content-Language',
  'response-expires': 'Expires',
  'response-cache-control': 'Cache-Control',
  'response-content-disposition': 'Content-Disposition',
  'response-content-encoding': 'Content-Encoding',
};

/**
 * Puts `response-` parameters in the place of what is stored. Only who signed may: throws InvalidRequest for strangers, and
 * InvalidArgument for a value that cannot be a header.
 */
export function checkOverrides(request: S3Request): void {
  for (const [parameter, value] of request.target.query.pairs) {
    if (!Object.hasOwn(overrides, parameter)) continue;
    if (request.authentication.by === 'nobody') {
      throw new S3Error('InvalidRequest', {
        message: 'Request specific response headers cannot be used for anonymous GET requests.',
      });
    }
    if (/[^\t\x20-\x7e\u0080-\u{10ffff}]/u.test(value))
      throw invalidArgument('Header value cannot be represented', parameter, '');
  }
}

export function withOverrides(headers: readonly AnswerHeader[], request: S3Request): readonly AnswerHeader[] {
  const { query } = request.target;
  if (!query.pairs.some(([name]) => Object.hasOwn(overrides, name))) return headers;
  const replaced = new Map<string, string>();
  for (const [parameter, header] of Object.entries(overrides)) {
    const value = query.get(parameter);
    // Headers are bytes; text beyond ASCII goes out as its UTF-8.
    if (value !== undefined) replaced.set(header, Buffer.from(value, 'utf8').toString('latin1'));
  }
  return [...headers.filter(([name]) => !replaced.has(name)), ...replaced];
}
