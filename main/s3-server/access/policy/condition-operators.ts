import { BlockList, isIP } from 'node:net';
import type { RequestFacts } from '../request-facts.ts';
import { matchesPattern, readPattern } from './wildcard.ts';

/** Judges one value of the request against one value of the policy. */
type Match = (actual: string, facts: RequestFacts) => boolean;

interface Operator {
  /** Holds where no value of the policy matches, and also where the request has none. */
  readonly negated: boolean;
  /** Undefined for a value that this operator cannot read. */
  compile(value: string, options: { variables: boolean }): Match | undefined;
}

const string = (fold: (text: string) => string, wildcards: boolean): Operator['compile'] => {
  return (value, { variables }) => {
    const pattern = readPattern(fold(value), { wildcards, variables });
    return (actual, facts) => matchesPattern(pattern, fold(actual), facts);
  };
};

const same = (text: string): string => text;
const lower = (text: string): string => text.toLowerCase();

const number = (holds: (actual: number, wanted: number) => boolean): Operator['compile'] => {
  return (value) => {
    const wanted = readNumber(value);
    if (wanted === undefined) return undefined;
    return (actual) => {
      const given = readNumber(actual);
      return given !== undefined && holds(given, wanted);
    };
  };
};

const date = (holds: (actual: number, wanted: number) => boolean): Operator['compile'] => {
  return (value) => {
    const wanted = readDate(value);
    if (wanted === undefined) return undefined;
    return (actual) => {
      const given = readDate(actual);
      return given !== undefined && holds(given, wanted);
    };
  };
};

const boolean: Operator['compile'] = (value) => {
  const wanted = value.toLowerCase();
  if (wanted !== 'true' && wanted !== 'false') return undefined;
  return (actual) => actual.toLowerCase() === wanted;
};

/** An address, or a range in CIDR form. */
const network: Operator['compile'] = (value) => {
  const range = readRange(value);
  return range && ((actual) => isIP(actual) !== 0 && range.check(actual, isIP(actual) === 6 ? 'ipv6' : 'ipv4'));
};

/** Each of the six parts of an ARN is matched by itself, so that `*` does not reach over a colon. */
const arn: Operator['compile'] = (value, { variables }) => {
  const parts = arnParts(value);
  if (parts.length !== 6 || parts[0] !== 'arn') return undefined;
  const patterns = parts.map((part) => readPattern(part, { wildcards: true, variables }));
  return (actual, facts) => {
    const given = arnParts(actual);
    return patterns.every((pattern, at) => given[at] !== undefined && matchesPattern(pattern, given[at], facts));
  };
};

const both = (name: string, opposite: string, compile: Operator['compile']): [string, Operator][] => [
  [name, { negated: false, compile }],
  [opposite, { negated: true, compile }],
];
const only = (name: string, compile: Operator['compile']): [string, Operator] => [name, { negated: false, compile }];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html; all but `Null`. */
const operators = new Map<string, Operator>([
  ...both('StringEquals', 'StringNotEquals', string(same, false)),
  ...both('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', string(lower, false)),
  ...both('StringLike', 'StringNotLike', string(same, true)),
  ...both(
    'NumericEquals',
    'NumericNotEquals',
    number((actual, wanted) => actual === wanted),
  ),
  only(
    'NumericLessThan',
    number((actual, wanted) => actual < wanted),
  ),
  only(
    'NumericLessThanEquals',
    number((actual, wanted) => actual <= wanted),
  ),
  only(
    'NumericGreaterThan',
    number((actual, wanted) => actual > wanted),
  ),
  only(
    'NumericGreaterThanEquals',
    number((actual, wanted) => actual >= wanted),
  ),
  ...both(
    'DateEquals',
    'DateNotEquals',
    date((actual, wanted) => actual === wanted),
  ),
  only(
    'DateLessThan',
    date((actual, wanted) => actual < wanted),
  ),
  only(
    'DateLessThanEquals',
    date((actual, wanted) => actual <= wanted),
  ),
  only(
    'DateGreaterThan',
    date((actual, wanted) => actual > wanted),
  ),
  only(
    'DateGreaterThanEquals',
    date((actual, wanted) => actual >= wanted),
  ),
  only('Bool', boolean),
  only('BinaryEquals', string(same, false)),
  ...both('IpAddress', 'NotIpAddress', network),
  ...both('ArnEquals', 'ArnNotEquals', arn),
  ...both('ArnLike', 'ArnNotLike', arn),
]);

/** One line of a `Condition` block, ready to be judged. */
export interface Condition {
  readonly operator: string;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
  holds(facts: RequestFacts): boolean;
}

/** Undefined where the operator is unknown or cannot read a value: then the whole policy must be refused. */
export function compileCondition(
  name: string,
  key: string,
  values: readonly string[],
  options: { variables: boolean },
): Condition | undefined {
  const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  const [, set, operator = '', ifExists] = parts ?? [];
  if (operator === 'Null') {
    const wanted = values.map((value) => value.toLowerCase());
    if (set ?? ifExists ?? wanted.some((value) => value !== 'true' && value !== 'false')) return undefined;
    return { operator, key, values, holds: (facts) => wanted.includes(String(facts.get(key) === undefined)) };
  }
  const known = operators.get(operator);
  if (!known) return undefined;
  const matches: Match[] = [];
  for (const value of values) {
    const match = known.compile(value, options);
    if (!match) return undefined;
    matches.push(match);
  }
  const one = (actual: string, facts: RequestFacts): boolean =>
    matches.some((match) => match(actual, facts)) !== known.negated;
  return {
    operator,
    key,
    values,
    holds(facts) {
      const actual = facts.get(key);
      if (actual === undefined || actual.length === 0) {
        if (set === 'ForAllValues' || ifExists !== undefined) return true;
        return set === undefined && known.negated;
      }
      if (set === 'ForAllValues') return actual.every((value) => one(value, facts));
      if (set === undefined && known.negated) return actual.every((value) => one(value, facts));
      return actual.some((value) => one(value, facts));
    },
  };
}

function readNumber(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** ISO 8601, or seconds since the epoch. */
function readDate(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = /^\d{4}-\d\d(?:-\d\d)?/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function readRange(text: string): BlockList | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const family = isIP(address);
  if (family === 0) return undefined;
  const widest = family === 6 ? 128 : 32;
  const bits = slash < 0 ? String(widest) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > widest) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return list;
}

function arnParts(text: string): string[] {
  const parts = text.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
