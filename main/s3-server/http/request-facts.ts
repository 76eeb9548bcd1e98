import type { RequestFacts } from '../access/index.ts';
import type { HeaderList } from './header-list.ts';
import type { RequestTarget } from './request-target.ts';
import type { Authentication } from './sigv4/authenticate.ts';
import { parseAmzDate } from './sigv4/amz-date.ts';

export interface FactSources {
  readonly target: RequestTarget;
  /** With what a presigned query carries for headers. */
  readonly headers: HeaderList;
  readonly authentication: Authentication;
  /** Of the socket: what a header says about it is the client's own claim. */
  readonly address: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const queryKeys: Readonly<Record<string, string>> = {
  's3:prefix': 'prefix',
  's3:delimiter': 'delimiter',
  's3:max-keys': 'max-keys',
  's3:versionid': 'versionId',
};
const headerKeys: Readonly<Record<string, string>> = {
  'aws:referer': 'referer',
  'aws:useragent': 'user-agent',
  's3:if-match': 'if-match',
  's3:if-none-match': 'if-none-match',
};
const requestTag = 's3:requestobjecttag/';

/**
 * What policies may ask of a request. Nothing is computed before it is asked.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
export function requestFacts(sources: FactSources): RequestFacts {
  const { target, headers, authentication, now } = sources;
  const user = authentication.caller.key?.user;
  return {
    get(key) {
      const parameter = Object.hasOwn(queryKeys, key) ? queryKeys[key] : undefined;
      if (parameter !== undefined) return some(target.query.get(parameter));
      const header = Object.hasOwn(headerKeys, key) ? headerKeys[key] : undefined;
      if (header !== undefined) return some(headers.get(header));
      if (key.startsWith('s3:x-amz-')) return some(headers.get(key.slice('s3:'.length)));
      if (key.startsWith(requestTag)) return some(tagsOf(headers).get(key.slice(requestTag.length)));
      switch (key) {
        case 'aws:sourceip':
          return [sources.address.replace(/^::ffff:/i, '').replace(/%.*$/, '')];
        case 'aws:securetransport':
          return ['false'];
        case 'aws:currenttime':
          return [new Date(now).toISOString()];
        case 'aws:epochtime':
          return [String(Math.floor(now / 1000))];
        case 'aws:requestedregion':
          return [sources.region];
        case 'aws:principaltype':
          return [user === undefined ? 'Anonymous' : 'User'];
        case 'aws:userid':
          return [user ?? 'anonymous'];
        case 'aws:username':
        case 'aws:principalaccount':
          return some(user);
        case 'aws:principalarn':
          return some(user === undefined ? undefined : `arn:aws:iam:::user/${user}`);
        case 's3:requestobjecttagkeys': {
          const names = [...tagsOf(headers).keys()];
          return names.length === 0 ? undefined : names;
        }
        case 's3:signatureversion':
          return user === undefined ? undefined : ['AWS4-HMAC-SHA256'];
        case 's3:authtype':
          return authTypeOf(authentication);
        case 's3:signatureage':
          return signatureAge(sources);
        default:
          return undefined;
      }
    },
  };
}

const some = (value: string | undefined): readonly string[] | undefined => (value === undefined ? undefined : [value]);

function tagsOf(headers: HeaderList): Map<string, string> {
  const tags = new URLSearchParams(headers.get('x-amz-tagging') ?? '');
  return new Map([...tags].map(([name, value]) => [name.toLowerCase(), value]));
}

function authTypeOf({ by }: Authentication): readonly string[] | undefined {
  if (by === 'nobody') return undefined;
  return [by === 'query' ? 'REST-QUERY-STRING' : 'REST-HEADER'];
}

/** Milliseconds since a presigned request was signed. */
function signatureAge({ target, now }: FactSources): readonly string[] | undefined {
  const at = parseAmzDate(target.query.get('X-Amz-Date') ?? '');
  return at === undefined ? undefined : [String(Math.max(0, now - at))];
}
