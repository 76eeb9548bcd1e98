/** Far above what any procedure takes, far below what could hold up the main thread. */
const maxString = 64 * 1024;
const maxTotalCharacters = 16 * 1024 * 1024;
const maxNodes = 300_000;
const maxDepth = 16;

/**
 * Looks at the shape of an input before its schema does: plain data only, no cycles, bounded strings, counts and depth.
 * The cost is bounded by the limits and not by the input, so that a 100 MB string is refused in microseconds.
 *
 * @returns the path of what is too large or no plain data (`''` for the whole), or undefined where all is well
 */
export function outOfBounds(input: unknown): string | undefined {
  let nodes = 0;
  let characters = 0;
  const visit = (value: unknown, path: string, depth: number): string | undefined => {
    nodes += 1;
    if (nodes > maxNodes || depth > maxDepth) return path;
    if (typeof value === 'string') {
      characters += value.length;
      return value.length > maxString || characters > maxTotalCharacters ? path : undefined;
    }
    if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean')
      return undefined;
    if (typeof value !== 'object') return path;
    if (Array.isArray(value)) {
      if (nodes + value.length > maxNodes) return path;
      for (let index = 0; index < value.length; index += 1) {
        const found = visit(value[index], path, depth + 1);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    if (!isPlain(value)) return path;
    for (const key in value) {
      characters += key.length;
      const inner = path === '' ? fieldName(key) : `${path}.${fieldName(key)}`;
      const found = visit((value as Record<string, unknown>)[key], inner, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(input, '', 0);
}

/** Plain in any realm: frames may come from a window's or a worker's own `Object`. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

/** A field's name as it may be shown: names are the caller's too, so they are cut and cleaned. */
export const fieldName = (key: PropertyKey): string =>
  String(key)
    .slice(0, 64)
    .replaceAll(/[^\w-]/g, '_');
