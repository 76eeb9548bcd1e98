import type { SearchQuery } from '../../preload/contract/index.ts';

export interface MatchCondition {
  /** What every match begins with: a range of the index instead of all of it. */
  readonly prefix: string;
  readonly where: string;
  readonly values: readonly (string | number)[];
}

/** Characters of a key up to the first that means something in a pattern. */
const literalStart = (pattern: string): string => /^[^*?[]*/.exec(pattern)?.[0] ?? '';

/**
 * What a search asks for, as a condition on a row. `*` of a pattern also passes `/`, as in SQLite's GLOB; a pattern without
 * a slash is for the last part of a key. Capitals of A to Z do not count where a text is contained.
 */
export function matchCondition({ mode, text, prefix, minSize, maxSize, after, before }: SearchQuery): MatchCondition {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  const also = (part: string, ...of: (string | number)[]): void => {
    parts.push(part);
    values.push(...of);
  };
  let start = prefix;
  if (mode === 'prefix') start += text;
  else if (mode === 'glob') {
    if (text.includes('/')) {
      also('key GLOB ?', globOf(prefix) + text);
      start = prefix + literalStart(text);
    } else also('(key GLOB ? OR key GLOB ?)', globOf(prefix) + text, `${globOf(prefix)}*/${text}`);
  } else {
    for (const word of text.split(/\s+/).filter((one) => one !== '')) {
      also("substr(key, ?) LIKE ? ESCAPE '\\'", prefix.length + 1, `%${word.replace(/[%_\\]/g, '\\$&')}%`);
    }
  }
  if (minSize !== undefined) also('size >= ?', minSize);
  if (maxSize !== undefined) also('size <= ?', maxSize);
  if (after !== undefined) also('modified >= ?', after);
  if (before !== undefined) also('modified < ?', before);
  return { prefix: start, where: parts.length === 0 ? '1' : parts.join(' AND '), values };
}

/** A text that stands for itself in a pattern. */
const globOf = (text: string): string => text.replace(/[*?[]/g, '[$&]');
