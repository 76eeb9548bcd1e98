import { findCorsRule, type CorsRule } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import { readCorsRules, type Storage } from '../operations/index.ts';
import { emptyAnswer, type Answer, type AnswerHeader } from './answer.ts';
import type { HeaderList } from './header-list.ts';

const vary: AnswerHeader = ['Vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'];

/**
 * What lets a page of another origin read an answer of this bucket; nothing where no rule does. As S3 does, a request that
 * says `Access-Control-Request-Method` is judged by that.
 */
export function corsHeaders(
  storage: Storage,
  bucket: string | undefined,
  method: string,
  headers: HeaderList,
): readonly AnswerHeader[] {
  const origin = headers.get('origin');
  if (origin === undefined || bucket === undefined) return [];
  const rules = rulesOf(storage, bucket);
  const asked = headers.get('access-control-request-method') ?? method;
  const rule = findCorsRule(rules ?? [], { origin, method: asked, headers: [] });
  return rule ? allowing(rule, origin, []) : [];
}

/**
 * The answer to a preflight, which is never signed. Throws BadRequest and AccessForbidden.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
 */
export function preflight(storage: Storage, bucket: string | undefined, headers: HeaderList): Answer {
  const origin = headers.get('origin');
  if (origin === undefined) {
    throw new S3Error('BadRequest', { message: 'Insufficient information. Origin request header needed.' });
  }
  const method = headers.get('access-control-request-method');
  if (method === undefined || !methods.has(method)) {
    throw new S3Error('BadRequest', {
      message: `Invalid Access-Control-Request-Method: ${(method ?? 'null').slice(0, 50)}`,
    });
  }
  const rules = bucket === undefined ? undefined : rulesOf(storage, bucket);
  if (!rules) throw new S3Error('AccessForbidden', { message: 'CORSResponse: CORS is not enabled for this bucket.' });
  const names = (headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = findCorsRule(rules, { origin, method, headers: names });
  if (!rule) {
    throw new S3Error('AccessForbidden', {
      message:
        'CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource’s CORS spec.',
      details: { Method: method, ResourceType: 'OBJECT' },
    });
  }
  return emptyAnswer(200, allowing(rule, origin, names));
}

const methods = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']);

/** A page may send its cookies only where a rule names its origin: never where everybody may come. */
function allowing(rule: CorsRule, origin: string, names: readonly string[]): AnswerHeader[] {
  const anyone = rule.origins.includes('*');
  return [
    ['Access-Control-Allow-Origin', anyone ? '*' : origin],
    ['Access-Control-Allow-Methods', rule.methods.join(', ')],
    ...(names.length === 0 ? [] : [['Access-Control-Allow-Headers', names.join(', ')] as const]),
    ...(rule.exposes.length === 0 ? [] : [['Access-Control-Expose-Headers', rule.exposes.join(', ')] as const]),
    ...(rule.maxAge === undefined ? [] : [['Access-Control-Max-Age', String(rule.maxAge)] as const]),
    ...(anyone ? [] : [['Access-Control-Allow-Credentials', 'true'] as const]),
    vary,
  ];
}

function rulesOf(storage: Storage, bucket: string): readonly CorsRule[] | undefined {
  try {
    return readCorsRules(storage, bucket);
  } catch (error) {
    if (error instanceof S3Error && error.code === 'NoSuchBucket') return undefined;
    throw error;
  }
}
