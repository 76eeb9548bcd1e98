import { S3Error } from '../errors/index.ts';
import type { ByteRange } from '../storage/storage.ts';

/** What a `Range` header asks: inclusive positions, or the last `suffix` bytes. */
export type RangeRequest = { readonly first: number; readonly last?: number } | { readonly suffix: number };

/** Half-open bytes of an object of `size`. Throws InvalidRange where nothing of it is there (RFC 9110 section 14.1.2). */
export function resolveRange(request: RangeRequest, size: number): ByteRange {
  if ('suffix' in request) {
    if (request.suffix === 0 || size === 0) throw unsatisfiable(`bytes=-${request.suffix}`, size);
    return { start: Math.max(0, size - request.suffix), end: size };
  }
  const { first, last } = request;
  if (first >= size) throw unsatisfiable(`bytes=${first}-${last ?? ''}`, size);
  return { start: first, end: last === undefined ? size : Math.min(last + 1, size) };
}

function unsatisfiable(asked: string, size: number): S3Error {
  return new S3Error('InvalidRange', { details: { RangeRequested: asked, ActualObjectSize: String(size) } });
}
