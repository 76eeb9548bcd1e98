/**
 * What a request says about itself, as policies ask for it by condition key (`aws:sourceip`, `s3:prefix`): always asked in
 * lower case. A key that the request says nothing about has no values at all, which is not the same as an empty one.
 */
export interface RequestFacts {
  get(key: string): readonly string[] | undefined;
}

export const noFacts: RequestFacts = { get: () => undefined };

/** The same facts with some more in front of them. */
export function withFacts(facts: RequestFacts, more: ReadonlyMap<string, readonly string[]>): RequestFacts {
  return { get: (key) => more.get(key) ?? facts.get(key) };
}
