import { S3Error } from '../../errors/index.ts';
import { isVersionId } from '../../operations/index.ts';
import type { QueryList } from '../query-list.ts';

/** S3 gives at most this many entries a page, whatever is asked. */
const pageSize = 1000;

/** `max-keys` and its like: 0 to 1,000; an empty value is none. Throws InvalidArgument. */
export const pageLimit = (query: QueryList, name: string): number => pageLimitOf(query.get(name), name);

/** The same from a header. */
export function pageLimitOf(text: string | undefined, name: string): number {
  if (text === undefined || text === '') return pageSize;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value > 2_147_483_647 || value < -2_147_483_648) {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text);
  }
  if (value < 0) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, text);
  }
  return Math.min(value, pageSize);
}

/** A number of a part; what is none at all is refused here, what is out of range by the operation. */
export function partNumberOf(query: QueryList): number {
  const text = query.get('partNumber') ?? '';
  if (!/^-?\d{1,9}$/.test(text)) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text);
  }
  return Number(text);
}

/** Whether names are to be written URL-encoded. Throws InvalidArgument. */
export function wantsUrlEncoding(query: QueryList): boolean {
  const text = query.get('encoding-type');
  if (text === undefined || text === '') return false;
  if (text === 'url') return true;
  throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', text);
}

export function invalidArgument(message: string, name: string, value: string): S3Error {
  return new S3Error('InvalidArgument', {
    message,
    details: { ArgumentName: name, ArgumentValue: value.slice(0, 1024) },
  });
}

/** A version id from the query; what can be none is refused as S3 does. Throws InvalidArgument. */
export function versionIdOf(query: QueryList): { versionId?: string } {
  const versionId = query.get('versionId');
  if (versionId === undefined) return {};
  if (versionId === '') throw invalidArgument('Version id cannot be the empty string', 'versionId', '');
  return { versionId: checkVersionId(versionId, 'versionId') };
}

/** Throws InvalidArgument for a text that no version can have as its id. */
export function checkVersionId(versionId: string, name: string): string {
  if (isVersionId(versionId)) return versionId;
  throw invalidArgument('Invalid version id specified', name, versionId);
}
