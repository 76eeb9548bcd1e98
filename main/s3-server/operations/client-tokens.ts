export interface ClientToken {
  readonly user: string;
  readonly token: string;
}

/** Requests that succeeded, by the token their client gave them; `now` in milliseconds since the epoch. */
export interface ClientTokens {
  /** What was asked with this token; undefined where it is unknown or was forgotten. */
  find(token: ClientToken, now: number): string | undefined;
  keep(token: ClientToken, asked: string, now: number): void;
}

/** Longer than any SDK goes on retrying. */
const keptMs = 15 * 60_000;
const mostTokens = 10_000;

/** In memory: a retry across a restart of the server is a request of its own. */
export function createClientTokens(): ClientTokens {
  const known = new Map<string, { readonly asked: string; readonly until: number }>();
  const nameOf = ({ user, token }: ClientToken): string => `${user}\n${token}`;
  return {
    find(token, now) {
      const found = known.get(nameOf(token));
      return found && found.until > now ? found.asked : undefined;
    },
    keep(token, asked, now) {
      // A map keeps the order of insertion, and all are kept equally long: the oldest are in front.
      for (const [name, { until }] of known) {
        if (until > now && known.size < mostTokens) break;
        known.delete(name);
      }
      known.set(nameOf(token), { asked, until: now + keptMs });
    },
  };
}
