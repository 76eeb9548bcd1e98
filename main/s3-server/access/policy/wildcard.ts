import type { RequestFacts } from '../request-facts.ts';

/** One step of a pattern: a character, any one character, any number of them, or the value of a policy variable. */
type Step = { readonly is: string } | 'one' | 'many' | { readonly variable: string };

/** A text of a policy with `*`, `?` and, from version 2012-10-17 on, `${aws:username}` and its kin. */
export interface Pattern {
  readonly steps: readonly Step[];
}

/**
 * `${*}`, `${?}` and `${$}` stand for the marks themselves.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function readPattern(text: string, options: { wildcards: boolean; variables: boolean }): Pattern {
  const steps: Step[] = [];
  const tokens = options.variables ? text.split(/(\$\{[^${}]*\})/) : [text];
  for (const token of tokens) {
    const variable = options.variables ? /^\$\{([^${}]*)\}$/.exec(token)?.[1] : undefined;
    if (variable === '*' || variable === '?' || variable === '$') steps.push({ is: variable });
    else if (variable !== undefined) steps.push({ variable: variable.toLowerCase() });
    else {
      for (const mark of token) {
        if (options.wildcards && mark === '*') steps.push('many');
        else if (options.wildcards && mark === '?') steps.push('one');
        else steps.push({ is: mark });
      }
    }
  }
  return { steps };
}

type Resolved = Exclude<Step, { readonly variable: string }>;

/** What a variable stands for is text and never a wildcard; one without exactly one value matches nothing. */
export function matchesPattern(pattern: Pattern, text: string, facts: RequestFacts): boolean {
  const steps: Resolved[] = [];
  for (const step of pattern.steps) {
    if (typeof step === 'string' || 'is' in step) steps.push(step);
    else {
      const values = facts.get(step.variable);
      if (values?.length !== 1) return false;
      for (const mark of values[0] ?? '') steps.push({ is: mark });
    }
  }
  return walk(steps, Array.from(text));
}

/** Goes back only to the last `*`: the time is bounded by the product of the lengths, whatever the pattern. */
function walk(steps: readonly Resolved[], text: readonly string[]): boolean {
  let next = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const step = steps[next];
    if (step === 'many') {
      star = next;
      starAt = at;
      next += 1;
    } else if (step === 'one' || (step !== undefined && step.is === text[at])) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      next = star + 1;
      starAt += 1;
      at = starAt;
    } else return false;
  }
  while (steps[next] === 'many') next += 1;
  return next === steps.length;
}

/** A plain text against a plain pattern of `*` and `?`. */
export function matchesWildcards(pattern: string, text: string): boolean {
  return matchesPattern(readPattern(pattern, { wildcards: true, variables: false }), text, { get: () => undefined });
}
