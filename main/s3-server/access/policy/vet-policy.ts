import { S3Error } from '../../errors/index.ts';
import { policyActions } from './policy-words.ts';
import { matchesWildcards } from './wildcard.ts';

/**
 * What is refused when a policy is put, and is overlooked in one that a bucket already has: a name twice in one object, of
 * which only the last would count, and an action that none of its statement's resources can be meant for. Throws
 * MalformedPolicy. `text` is a policy that `parsePolicy` takes.
 */
export function vetPolicy(text: string): void {
  refuseRepeatedNames(text);
  const { Statement: given }: { Statement?: unknown } = JSON.parse(text);
  for (const statement of Array.isArray(given) ? (given as unknown[]) : [given]) refuseIdleActions(statement);
}

/** Actions on objects; all others are on buckets. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const onObjects =
  /^s3:(?:abortmultipartupload|listmultipartuploadparts|bypassgovernanceretention|initiatereplication|replicate.*|objectowner.*|(?:get|put|delete|restore|rename|update)object.*)$/;

function refuseIdleActions(statement: unknown): void {
  if (typeof statement !== 'object' || statement === null) return;
  const { Action: action, Resource: resource }: { Action?: unknown; Resource?: unknown } = statement;
  if (action === undefined || resource === undefined) return;
  const resources = listOf(resource).map((item) => item.slice(item.lastIndexOf(':') + 1));
  const objects = resources.some((item) => item.includes('/') || item.includes('*'));
  const buckets = resources.some((item) => !item.includes('/'));
  for (const one of listOf(action)) {
    const named = policyActions.filter((name) => matchesWildcards(one.toLowerCase(), name));
    if (named.some((name) => (onObjects.test(name) ? objects : buckets))) continue;
    throw malformed('Action does not apply to any resource(s) in statement');
  }
}

const listOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter((item) => typeof item === 'string');

/** `text` is JSON already, so that strings, braces and commas are all there is to look for. */
function refuseRepeatedNames(text: string): void {
  /** The names of each open object; undefined for an open list. */
  const open: (Set<string> | undefined)[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':')) {
      const name: unknown = JSON.parse(token.slice(0, -1));
      const names = open.at(-1);
      if (typeof name !== 'string' || !names) continue;
      if (names.has(name)) throw malformed(`The policy has the name ${name.slice(0, 100)} more than once`);
      names.add(name);
    }
  }
}

const malformed = (message: string): S3Error => new S3Error('MalformedPolicy', { message });
