import type { RequestFacts } from '../request-facts.ts';
import type { Policy, Statement } from './policy-document.ts';
import { namesPrincipal, type PrincipalUser } from './principals.ts';
import { matchesPattern, matchesWildcards } from './wildcard.ts';

export interface PolicyQuestion {
  readonly user: PrincipalUser;
  /** `s3:GetObject`. */
  readonly action: string;
  /** `bucket` or `bucket/key`. */
  readonly resource: string;
  readonly facts: RequestFacts;
}

/** Deny beats Allow, and both beat silence. */
export function judgePolicy(policy: Policy, question: PolicyQuestion): 'allow' | 'deny' | 'silent' {
  let verdict: 'allow' | 'silent' = 'silent';
  for (const statement of policy.statements) {
    if (!isAbout(statement, question)) continue;
    if (statement.effect === 'Deny') return 'deny';
    verdict = 'allow';
  }
  return verdict;
}

function isAbout(statement: Statement, { user, action, resource, facts }: PolicyQuestion): boolean {
  const { principals, actions, resources, conditions } = statement;
  if (namesPrincipal(principals, user) === principals.except) return false;
  const name = action.toLowerCase();
  if (actions.items.some((item) => matchesWildcards(item, name)) === actions.except) return false;
  if (resources.items.some((item) => matchesPattern(item, resource, facts)) === resources.except) return false;
  return conditions.every((condition) => condition.holds(facts));
}

/** Keys that bind a statement to fixed callers. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
const bindingKeys = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'aws:username',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);
const bindingOperators = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
  'IpAddress',
]);

/** Whether a policy lets in callers that it does not name. */
export function isPublicPolicy(policy: Policy): boolean {
  return policy.statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' &&
      (principals.everyone || principals.except) &&
      !conditions.some(
        ({ operator, key, values }) =>
          bindingOperators.has(operator) &&
          bindingKeys.has(key) &&
          values.every((value) => (key === 'aws:sourceip' ? isNarrow(value) : !/[*?]|\$\{/.test(value))),
      ),
  );
}

/** S3 counts ranges wider than /8 (IPv4) and /32 (IPv6) as everybody. */
function isNarrow(range: string): boolean {
  const [address = '', bits] = range.split('/');
  return bits === undefined || Number(bits) >= (address.includes(':') ? 32 : 8);
}

/** Whether there is anybody whom a policy could let do this. */
export function couldAllow(policy: Policy, action: string): boolean {
  const name = action.toLowerCase();
  return policy.statements.some(
    ({ effect, actions }) =>
      effect === 'Allow' && actions.items.some((item) => matchesWildcards(item, name)) !== actions.except,
  );
}

/** Whether a statement asks for what only the stored object can tell. */
export function asksForObjectTags(policy: Policy): boolean {
  return policy.statements.some(({ conditions }) =>
    conditions.some(({ key }) => key.startsWith('s3:existingobjecttag/')),
  );
}
