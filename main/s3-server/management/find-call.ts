import type { Call } from './call.ts';
import { invalid, ManagementError } from './management-error.ts';

/** The call for a request and what the `{…}` of its path stand for. Throws 404 not_found and 405 method_not_allowed. */
export function findCall(
  calls: readonly Call[],
  method: string,
  rawPath: string,
): { call: Call; path: readonly string[] } {
  const segments = rawPath.split('/').map(decoded);
  let known = false;
  for (const call of calls) {
    const path = match(call.path.split('/'), segments);
    if (!path) continue;
    if (call.method === method) return { call, path };
    known = true;
  }
  throw known
    ? new ManagementError(405, 'method_not_allowed', 'This resource does not have that method.')
    : new ManagementError(404, 'not_found', 'There is no such resource.');
}

function match(pattern: readonly string[], segments: readonly string[]): readonly string[] | undefined {
  const found: string[] = [];
  for (const [at, wanted] of pattern.entries()) {
    const segment = segments[at];
    if (segment === undefined || (wanted.startsWith('{') && segment === '')) return undefined;
    if (wanted === '{*}') return [...found, segments.slice(at).join('/')];
    if (wanted === '{}') found.push(segment);
    else if (wanted !== segment) return undefined;
  }
  return segments.length === pattern.length ? found : undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    if (cause instanceof URIError) throw invalid('The path is not valid UTF-8 in percent-encoding.');
    throw cause;
  }
}
