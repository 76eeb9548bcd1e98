import type { Tags } from '../../operations/index.ts';
import { invalidArgument } from './parameters.ts';
import { collectTags } from './tag-rules.ts';

export const mostObjectTags = 10;

/** `x-amz-tagging`, written like a query. Throws InvalidArgument and InvalidTag. */
export function parseTags(header: string): Tags {
  // A broken escape would be kept as it stands, and the tag would not be the one that was meant.
  if (/%(?![0-9A-Fa-f]{2})/.test(header)) {
    throw invalidArgument(
      'The header x-amz-tagging shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.',
      'x-amz-tagging',
      header,
    );
  }
  return collectTags(new URLSearchParams(header), { mostTags: mostObjectTags });
}
