import { S3Error } from '../../errors/index.ts';

const mostTags = 10;
const mostKey = 128;
const mostValue = 256;

/** `x-amz-tagging`, written like a query. Throws InvalidArgument and InvalidTag. */
export function parseTags(header: string): Record<string, string> {
  // Percent escapes are the only way to write what is not ASCII, so the text is decoded as a form is.
  const tags = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(header)) {
    if (key === '' || key.length > mostKey) throw invalid('The TagKey you have provided is invalid');
    if (value.length > mostValue) throw invalid('The TagValue you have provided is invalid');
    if (tags.has(key)) {
      throw new S3Error('InvalidArgument', {
        message:
          'The header x-amz-tagging shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.',
        details: { ArgumentName: 'x-amz-tagging', ArgumentValue: header.slice(0, 1024) },
      });
    }
    tags.set(key, value);
  }
  if (tags.size > mostTags) throw new S3Error('BadRequest', { message: 'Object tags cannot be greater than 10' });
  return Object.fromEntries(tags);
}

const invalid = (message: string): S3Error => new S3Error('InvalidTag', { message });
