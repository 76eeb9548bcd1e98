import { matchesWildcards } from './policy/wildcard.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html */
export interface CorsRule {
  readonly id?: string;
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposes: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
}

export const corsDocument = 'cors';

export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  /** What the page means to send; names only. */
  readonly headers: readonly string[];
}

/** The first rule that lets a page of this origin do this. */
export function findCorsRule(
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsQuestion,
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.methods.includes(method) &&
      rule.origins.some((pattern) => matchesWildcards(pattern, origin)) &&
      headers.every((header) =>
        rule.headers.some((pattern) => matchesWildcards(pattern.toLowerCase(), header.toLowerCase())),
      ),
  );
}
