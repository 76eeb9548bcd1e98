import { texts } from './texts.ts';

export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** What S3 allows in tags; some stores allow more, none less. */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Why tags cannot be kept so, by their place in the list. */
export function tagProblems(tags: readonly Pair[]): readonly (string | undefined)[] {
  const seen = new Set<string>();
  return tags.map(({ name, value }) => {
    if (name === '') return texts.tagProblem.empty;
    if (name.length > 128 || value.length > 256) return texts.tagProblem.long;
    if (!allowed.test(name) || !allowed.test(value)) return texts.tagProblem.characters;
    if (seen.has(name)) return texts.tagProblem.repeated;
    seen.add(name);
    return undefined;
  });
}
