import { S3Error } from '../../errors/index.ts';
import { compileCondition, type Condition } from './condition-operators.ts';
import { isConditionKey, policyActions } from './policy-words.ts';
import { readPrincipals, type Principals } from './principals.ts';
import { matchesWildcards, readPattern, type Pattern } from './wildcard.ts';

/** A list that a statement is about, or about everything but. */
interface Choice<Item> {
  readonly except: boolean;
  readonly items: readonly Item[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: Principals & { readonly except: boolean };
  /** In lower case. */
  readonly actions: Choice<string>;
  readonly resources: Choice<Pattern>;
  readonly conditions: readonly Condition[];
}

export interface Policy {
  readonly statements: readonly Statement[];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html */
export const mostPolicyBytes = 20 * 1024;

const policyElements = new Set(['Version', 'Id', 'Statement']);
const statementElements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/**
 * Reads a bucket policy. Whatever is not understood to the last word is refused: a statement that was skipped could be the
 * one that denies. Throws MalformedPolicy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(text: string, bucket: string): Policy {
  const document = readJson(text);
  for (const name of Object.keys(document)) if (!policyElements.has(name)) throw malformed('Unknown field ' + name);
  const { Version: version = '2008-10-17', Id: id, Statement: statement } = document;
  if (version !== '2012-10-17' && version !== '2008-10-17')
    throw malformed('The policy must contain a valid version string');
  if (id !== undefined && typeof id !== 'string') throw malformed('Policy has an invalid Id');
  const statements: unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statement === undefined || statements.length === 0) throw malformed('Missing required field Statement');
  const variables = version === '2012-10-17';
  const sids = new Set<string>();
  return {
    statements: statements.map((one) => {
      if (!isObject(one)) throw malformed('Policy has an invalid statement');
      const sid = one['Sid'];
      if (sid !== undefined && typeof sid !== 'string') throw malformed('Policy has an invalid Sid');
      if (sid && sids.has(sid)) throw malformed('Statement IDs (SID) in a single policy must be unique.');
      if (sid) sids.add(sid);
      return readStatement(one, { bucket, variables });
    }),
  };
}

function readStatement(
  statement: Readonly<Record<string, unknown>>,
  { bucket, variables }: { bucket: string; variables: boolean },
): Statement {
  for (const name of Object.keys(statement)) {
    if (!statementElements.has(name)) throw malformed('Unknown field ' + name);
  }
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed(`Invalid effect: ${String(effect).slice(0, 100)}`);
  const who = oneOf(statement, 'Principal');
  const principals = readPrincipals(who.value);
  if (!principals) throw malformed('Invalid principal in policy');
  // Everybody but some would let strangers in by what is not said; S3 knows it with Deny alone.
  if (who.except && effect === 'Allow') throw malformed('Allow with NotPrincipal is not allowed');
  const actions = oneOf(statement, 'Action');
  const resources = oneOf(statement, 'Resource');
  return {
    effect,
    principals: { ...principals, except: who.except },
    actions: { except: actions.except, items: texts(actions.value, 'action').map(readAction) },
    resources: {
      except: resources.except,
      items: texts(resources.value, 'resource').map((text) => readResource(text, bucket, variables)),
    },
    conditions: readConditions(statement['Condition'], variables),
  };
}

function oneOf(
  statement: Readonly<Record<string, unknown>>,
  name: 'Principal' | 'Action' | 'Resource',
): { value: unknown; except: boolean } {
  const value = statement[name];
  const other = statement[`Not${name}`];
  if (value !== undefined && other !== undefined) throw malformed(`Statement has both ${name} and Not${name}`);
  if (value === undefined && other === undefined) throw malformed(`Missing required field ${name}`);
  return value === undefined ? { value: other, except: true } : { value, except: false };
}

function texts(value: unknown, what: string): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((item) => typeof item === 'string'))
    throw malformed(`Policy has invalid ${what}`);
  return list.filter((item) => typeof item === 'string');
}

function readAction(text: string): string {
  const action = text.toLowerCase();
  const wild =
    action === '*' || (action.startsWith('s3:') && policyActions.some((name) => matchesWildcards(action, name)));
  if (!wild) throw malformed('Policy has invalid action');
  return action;
}

const arnHead = /^arn:aws[a-z-]*:s3:::/;

/** Kept without its ARN head: `bucket`, `bucket/key*`. */
function readResource(text: string, bucket: string, variables: boolean): Pattern {
  const rest = text === '*' ? '*' : text.replace(arnHead, '');
  if (text !== '*' && !arnHead.test(text)) throw malformed('Policy has invalid resource');
  const slash = rest.indexOf('/');
  if (!matchesWildcards(slash < 0 ? rest : rest.slice(0, slash), bucket)) {
    throw malformed('Policy has invalid resource');
  }
  return readPattern(rest, { wildcards: true, variables });
}

function readConditions(block: unknown, variables: boolean): readonly Condition[] {
  if (block === undefined) return [];
  if (!isObject(block)) throw malformed('Policy has invalid condition');
  return Object.entries(block).flatMap(([operator, lines]) => {
    if (!isObject(lines)) throw malformed('Policy has invalid condition');
    return Object.entries(lines).map(([name, value]) => {
      const key = name.toLowerCase();
      if (!isConditionKey(key)) throw malformed('Policy has an invalid condition key');
      const list: unknown[] = Array.isArray(value) ? value : [value];
      const values = list.map((item) => {
        if (typeof item === 'string') return item;
        if (typeof item === 'number' || typeof item === 'boolean') return String(item);
        throw malformed('Policy has invalid condition');
      });
      const condition = values.length === 0 ? undefined : compileCondition(operator, key, values, { variables });
      if (!condition) throw malformed(`Invalid Condition type : ${operator.slice(0, 100)}`);
      return condition;
    });
  });
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  if (Buffer.byteLength(text) > mostPolicyBytes) throw malformed('Policy exceeds the maximum allowed document size.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new S3Error('MalformedPolicy', {
      message: "Policies must be valid JSON and the first byte must be '{'",
      cause,
    });
  }
  if (!isObject(value)) throw malformed("Policies must be valid JSON and the first byte must be '{'");
  return value;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = (message: string): S3Error => new S3Error('MalformedPolicy', { message });
