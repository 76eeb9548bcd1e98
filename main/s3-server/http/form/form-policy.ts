import { S3Error } from '../../errors/index.ts';

/** What a signed policy document lets a form do. */
export interface FormPolicy {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly conditions: readonly FormCondition[];
  /** Bytes of the file, both ends included. */
  readonly length?: { readonly least: number; readonly most: number };
}

export interface FormCondition {
  readonly kind: 'eq' | 'starts-with';
  /** In lower case. */
  readonly field: string;
  readonly value: string;
}

/** Fields that no condition has to cover. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
const uncovered = /^(?:x-amz-signature|file|policy|x-ignore-.*)$/;

/** `text` in base64. Throws InvalidPolicyDocument. */
export function parseFormPolicy(text: string): FormPolicy {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64')));
  } catch (cause) {
    throw new S3Error('InvalidPolicyDocument', { message: 'Invalid Policy: Invalid JSON.', cause });
  }
  if (!isObject(document)) throw invalid('Invalid JSON.');
  const { expiration, conditions, ...rest } = document;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw invalid(`Unexpected: '${unknown.slice(0, 50)}'.`);
  const iso = typeof expiration === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(expiration);
  const expiresAt = iso ? Date.parse(expiration) : Number.NaN;
  if (expiration === undefined) throw invalid('Policy missing expiration.');
  if (Number.isNaN(expiresAt)) throw invalid("Invalid 'expiration' value.");
  if (!Array.isArray(conditions) || conditions.length === 0) throw invalid('Policy missing conditions.');
  let length: FormPolicy['length'];
  const list: FormCondition[] = [];
  for (const condition of conditions as unknown[]) {
    const range = lengthRange(condition);
    if (range) length = length ? narrower(length, range) : range;
    else list.push(...readCondition(condition));
  }
  return { expiresAt, conditions: list, ...(length ? { length } : {}) };
}

function narrower(one: { least: number; most: number }, other: { least: number; most: number }) {
  return { least: Math.max(one.least, other.least), most: Math.min(one.most, other.most) };
}

function lengthRange(condition: unknown): { least: number; most: number } | undefined {
  if (!Array.isArray(condition)) return undefined;
  const [name, least, most, ...rest] = condition as unknown[];
  if (typeof name !== 'string' || name.toLowerCase() !== 'content-length-range') return undefined;
  const low = asCount(least);
  const high = asCount(most);
  if (low === undefined || high === undefined || rest.length > 0) throw invalid('Invalid content-length-range.');
  return { least: low, most: high };
}

function asCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function readCondition(condition: unknown): FormCondition[] {
  if (isObject(condition)) {
    const entries = Object.entries(condition);
    if (entries.length === 0) throw invalid('Invalid Simple-Condition: there must be a field.');
    return entries.map(([field, value]) => {
      if (typeof value !== 'string') throw invalid('Invalid Simple-Condition: value must be a string.');
      return { kind: 'eq', field: field.toLowerCase(), value };
    });
  }
  if (!Array.isArray(condition) || condition.length !== 3) throw invalid('Invalid Condition.');
  const [operator, field, value] = condition as unknown[];
  if (typeof operator !== 'string' || typeof field !== 'string' || typeof value !== 'string') {
    throw invalid('Invalid Condition.');
  }
  const kind = operator.toLowerCase();
  if ((kind !== 'eq' && kind !== 'starts-with') || !field.startsWith('$')) throw invalid('Invalid Condition.');
  return [{ kind, field: field.slice(1).toLowerCase(), value }];
}

/**
 * Whether a form keeps to its policy. `fields` with the key as it will be and the bucket of the URL. Throws AccessDenied.
 */
export function checkForm(policy: FormPolicy, fields: ReadonlyMap<string, string>, now: number): void {
  if (policy.expiresAt <= now) throw refused('Policy expired.');
  for (const condition of policy.conditions) {
    if (!holds(condition, fields.get(condition.field) ?? '')) {
      const { kind, field, value } = condition;
      throw refused(`Policy Condition failed: ["${kind}", "$${field}", "${value.slice(0, 200)}"]`);
    }
  }
  const covered = new Set(policy.conditions.map(({ field }) => field));
  // The bucket is in the URL and in no field, and has to be covered all the same.
  const extra = [...fields.keys()].filter((name) => !covered.has(name) && !uncovered.test(name));
  if (extra.length > 0) throw refused(`Extra input fields: ${extra.join(', ').slice(0, 200)}`);
}

function holds({ kind, field, value }: FormCondition, actual: string): boolean {
  if (kind === 'eq') return actual === value;
  // A list of types begins as it should where each of them does.
  if (field === 'content-type') return actual.split(',').every((type) => type.trim().startsWith(value));
  return actual.startsWith(value);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const invalid = (why: string): S3Error => new S3Error('InvalidPolicyDocument', { message: `Invalid Policy: ${why}` });
const refused = (why: string): S3Error =>
  new S3Error('AccessDenied', { message: `Invalid according to Policy: ${why}` });
