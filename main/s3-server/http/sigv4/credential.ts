import { S3Error } from '../../errors/index.ts';
import type { HeaderList } from '../header-list.ts';
import type { QueryList } from '../query-list.ts';

/** What a request says about who signed it and how; nothing of it is verified yet. */
export interface Claim {
  readonly by: 'header' | 'query';
  readonly accessKeyId: string;
  /** `20260102` */
  readonly date: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Seconds; query only. */
  readonly expires?: number;
}

/** The region that signatures must name. */
export interface RegionRule {
  accepts(region: string): boolean;
  /** What a refusal tells the client to use instead. */
  insteadOf(region: string): string;
}

const algorithm = 'AWS4-HMAC-SHA256';
/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const longestExpiry = 604_800;
const queryNames = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
] as const;

/**
 * The claim of a request, or undefined where it is anonymous. Throws InvalidArgument for two claims at once, InvalidRequest
 * for other signing versions, AuthorizationHeaderMalformed and AuthorizationQueryParametersError.
 */
export function readClaim(headers: HeaderList, query: QueryList, region: RegionRule): Claim | undefined {
  const authorization = headers.get('authorization');
  const inQuery = query.has('X-Amz-Algorithm') || query.has('X-Amz-Credential') || query.has('X-Amz-Signature');
  const oldQuery = query.has('AWSAccessKeyId') && query.has('Signature');
  if (authorization !== undefined && (inQuery || oldQuery)) {
    throw new S3Error('InvalidArgument', {
      message:
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      details: { ArgumentName: 'Authorization' },
    });
  }
  if (oldQuery) throw unsupported();
  if (authorization?.trim() === '') throw new S3Error('AccessDenied');
  if (authorization !== undefined) return fromHeader(authorization, region);
  return inQuery ? fromQuery(query, region) : undefined;
}

function unsupported(): S3Error {
  return new S3Error('InvalidRequest', {
    message: `The authorization mechanism you have provided is not supported. Please use ${algorithm}.`,
  });
}

function fromHeader(authorization: string, region: RegionRule): Claim {
  const space = authorization.indexOf(' ');
  const scheme = space < 0 ? authorization : authorization.slice(0, space);
  if (scheme !== algorithm) {
    if (/^AWS [^:\s]+:\S+$/.test(authorization) || scheme.startsWith('AWS4-ECDSA')) throw unsupported();
    if (scheme === 'AWS') {
      throw new S3Error('InvalidArgument', {
        message: 'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature',
        details: { ArgumentName: 'Authorization' },
      });
    }
    throw new S3Error('InvalidArgument', {
      message: 'Unsupported Authorization Type',
      details: { ArgumentName: 'Authorization' },
    });
  }
  const [credentialText, signedText, signature] =
    usualParts(authorization) ?? looseParts(authorization.slice(space + 1));
  const credential = readCredential(credentialText, region, malformedHeader, 'The authorization header is malformed; ');
  return { by: 'header', ...credential, signedHeaders: signedText.split(';'), signature };
}

type AuthorizationParts = readonly [credential: string, signedHeaders: string, signature: string];

/** The form every SDK writes, at a fifth of the cost of the general one. */
function usualParts(authorization: string): AuthorizationParts | undefined {
  const match = /^AWS4-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([^,\s]+)$/.exec(
    authorization,
  );
  return match?.[1] && match[2] && match[3] ? [match[1], match[2], match[3]] : undefined;
}

/** Parts in any order and spacing. */
function looseParts(text: string): AuthorizationParts {
  const parts = new Map<string, string>();
  for (const piece of text.split(',')) {
    const equals = piece.indexOf('=');
    if (equals < 0) throw malformedHeader('The authorization header is malformed.');
    const name = piece.slice(0, equals).trim();
    if (parts.has(name)) throw malformedHeader('The authorization header is malformed.');
    parts.set(name, piece.slice(equals + 1).trim());
  }
  const need = (name: string): string => {
    const value = parts.get(name);
    if (value) return value;
    throw malformedHeader(`The authorization header is malformed; the ${name} component is missing.`);
  };
  return [need('Credential'), need('SignedHeaders'), need('Signature')];
}

function fromQuery(query: QueryList, region: RegionRule): Claim {
  const values = queryNames.map((name) => {
    const value = query.get(name);
    if (query.count(name) !== 1 || !value) {
      throw malformedQuery(
        `Query-string authentication version 4 requires the ${queryNames.slice(0, -1).join(', ')}, and X-Amz-Expires parameters.`,
      );
    }
    return value;
  });
  const [scheme = '', credentialText = '', signature = '', , signedHeaders = '', expiresText = ''] = values;
  if (scheme !== algorithm) {
    if (scheme.startsWith('AWS4-ECDSA')) throw unsupported();
    throw malformedQuery(`X-Amz-Algorithm only supports "${algorithm}"`);
  }
  const credential = readCredential(
    credentialText,
    region,
    malformedQuery,
    'Error parsing the X-Amz-Credential parameter; ',
  );
  if (!/^-?\d+$/.test(expiresText)) throw malformedQuery('X-Amz-Expires should be a number');
  const expires = Number(expiresText);
  if (expires < 1) throw malformedQuery('X-Amz-Expires must be non-negative');
  if (expires > longestExpiry) {
    throw malformedQuery(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  return { by: 'query', ...credential, signedHeaders: signedHeaders.split(';'), signature, expires };
}

/** `ID/20260102/region/s3/aws4_request`; an id may hold slashes, so the scope is read from the end. */
function readCredential(
  text: string,
  region: RegionRule,
  refuse: (message: string, details?: Record<string, string>) => S3Error,
  lead: string,
): Pick<Claim, 'accessKeyId' | 'date' | 'region'> {
  const pieces = text.split('/');
  if (pieces.length < 5) {
    throw refuse(`${lead}the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`);
  }
  const [date = '', claimed = '', service = '', terminal = ''] = pieces.slice(-4);
  const accessKeyId = pieces.slice(0, -4).join('/');
  if (accessKeyId === '') throw refuse(`${lead}a non-empty Access Key (AKID) must be provided in the credential.`);
  if (!/^\d{8}$/.test(date)) {
    throw refuse(
      `${lead}incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`,
    );
  }
  if (!region.accepts(claimed)) {
    const right = region.insteadOf(claimed);
    throw refuse(`${lead}the region '${claimed}' is wrong; expecting '${right}'`, { Region: right });
  }
  if (service !== 's3') throw refuse(`${lead}incorrect service "${service}". This endpoint belongs to "s3".`);
  if (terminal !== 'aws4_request') {
    throw refuse(`${lead}incorrect terminal "${terminal}". This endpoint uses "aws4_request".`);
  }
  return { accessKeyId, date, region: claimed };
}

export function malformedHeader(message: string, details: Record<string, string> = {}): S3Error {
  return new S3Error('AuthorizationHeaderMalformed', { message, details });
}

export function malformedQuery(message: string, details: Record<string, string> = {}): S3Error {
  return new S3Error('AuthorizationQueryParametersError', { message, details });
}
