/** Who a statement is about: everybody, or users by name. What cannot be a user of this server is kept as nobody. */
export interface Principals {
  readonly everyone: boolean;
  readonly users: ReadonlySet<string>;
}

/** The user of a request; undefined for a stranger. */
export type PrincipalUser = string | undefined;

export function namesPrincipal(principals: Principals, user: PrincipalUser): boolean {
  return principals.everyone || (user !== undefined && principals.users.has(user));
}

const kinds = new Set(['AWS', 'CanonicalUser', 'Federated', 'Service']);

/**
 * `*`, or `{"AWS": …}` with `*`, names of users, `arn:aws:iam::ACCOUNT:user/NAME` or `arn:aws:iam::NAME:root`. Services,
 * federations and roles may be named, as policies written for AWS do; nobody here is one. Undefined for anything else.
 */
export function readPrincipals(value: unknown): Principals | undefined {
  if (value === '*') return { everyone: true, users: new Set() };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0) return undefined;
  let everyone = false;
  const users = new Set<string>();
  for (const [kind, given] of entries) {
    const names: unknown[] = Array.isArray(given) ? given : [given];
    if (!kinds.has(kind) || names.length === 0) return undefined;
    for (const name of names) {
      if (typeof name !== 'string' || name === '') return undefined;
      if (kind !== 'AWS' && kind !== 'CanonicalUser') continue;
      const user = kind === 'AWS' ? userOf(name) : { name };
      if (user === undefined) return undefined;
      if (user === 'everyone') everyone = true;
      else if (user !== 'nobody') users.add(user.name);
    }
  }
  return { everyone, users };
}

function userOf(text: string): { name: string } | 'everyone' | 'nobody' | undefined {
  if (text === '*') return 'everyone';
  if (/[*?]/.test(text)) return undefined;
  if (!text.startsWith('arn:')) return { name: text };
  const match = /^arn:aws[a-z-]*:(?:iam|sts)::([^:/]*):(.+)$/.exec(text);
  const [, account = '', rest = ''] = match ?? [];
  if (rest === 'root') return account === '' ? undefined : { name: account };
  const user = /^user\/(?:[^/]+\/)*([^/]+)$/.exec(rest)?.[1];
  if (user !== undefined) return { name: user };
  return /^(?:role|assumed-role|federated-user)\/.+/.test(rest) ? 'nobody' : undefined;
}
