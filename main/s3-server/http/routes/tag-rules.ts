import { S3Error } from '../../errors/index.ts';
import type { Tags } from '../../operations/index.ts';

const mostKey = 128;
const mostValue = 256;
const legal = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Tags by the rules of S3: lengths in UTF-16 units, letters, digits, spaces and `_.:/=+-@`, no name twice, none of AWS's own.
 * Throws InvalidTag. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
 */
export function collectTags(
  pairs: Iterable<readonly [key: string, value: string]>,
  { mostTags }: { mostTags: number },
): Tags {
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (key === '' || key.length > mostKey || !legal.test(key)) {
      throw invalid('The TagKey you have provided is invalid', { TagKey: key.slice(0, mostKey) });
    }
    if (value.length > mostValue || !legal.test(value)) {
      throw invalid('The TagValue you have provided is invalid', { TagKey: key, TagValue: value.slice(0, mostValue) });
    }
    if (/^aws:/i.test(key)) throw invalid('System tags cannot be added/updated by requester', { TagKey: key });
    if (tags.has(key)) throw invalid('Cannot provide multiple Tags with the same key', { TagKey: key });
    tags.set(key, value);
  }
  if (tags.size > mostTags) throw invalid(`Object tags cannot be greater than ${mostTags}`, {});
  return Object.fromEntries(tags);
}

const invalid = (message: string, details: Record<string, string>): S3Error =>
  new S3Error('InvalidTag', { message, details });
