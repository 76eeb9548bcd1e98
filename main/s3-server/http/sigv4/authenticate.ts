import { hash as hashOnce } from 'node:crypto';
import { anonymous, type Caller, type KeySource } from '../../access/index.ts';
import { S3Error } from '../../errors/index.ts';
import type { HeaderList } from '../header-list.ts';
import { canonicalQuery, type QueryList } from '../query-list.ts';
import { encodePath } from '../uri-encoding.ts';
import { formatAmzDate, parseAmzDate } from './amz-date.ts';
import { createChunkSigner, emptySha256, sameText, type ChunkSigner } from './chunk-signer.ts';
import { malformedHeader, malformedQuery, readClaim, type Claim } from './credential.ts';
import { parsePayloadMode, type PayloadMode } from './payload-mode.ts';
import { createSigningKeys } from './signing-keys.ts';

/** The parts of a request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Decoded once. */
  readonly path: string;
  readonly query: QueryList;
  readonly headers: HeaderList;
}

export interface Authentication {
  readonly caller: Caller;
  readonly by: 'header' | 'query' | 'nobody';
  readonly payload: PayloadMode;
  /** There where the payload is in signed chunks. */
  readonly chunks?: ChunkSigner;
}

/** What a store asks of signatures, where it is not what S3 asks. */
export interface SigningRule {
  acceptsRegion(region: string): boolean;
  regionInsteadOf(region: string): string;
  /** How far the clocks may differ, in milliseconds. */
  readonly clockMs: number;
}

export interface Authenticator {
  /**
   * The one gate in front of every way to send a body: the seed signature is verified before a body reader is chosen.
   * `now` in milliseconds since the epoch; `rule` where the bucket's store has others than S3.
   */
  authenticate(request: SignedRequest, now: number, rule?: SigningRule): Promise<Authentication>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
const s3ClockMs = 15 * 60 * 1000;
/** Signs for keys that do not exist, so that an unknown id costs what a wrong secret costs. */
const nobodysSecret = 'nobody';

export function createAuthenticator(options: { keys: KeySource; region: string }): Authenticator {
  const { keys, region } = options;
  const signingKeys = createSigningKeys({ keep: 1024 });

  return {
    async authenticate(request, now, rule) {
      const claim = readClaim(request.headers, request.query, {
        insteadOf: (claimed) => rule?.regionInsteadOf(claimed) ?? region,
        accepts: (claimed) => (rule ? rule.acceptsRegion(claimed) : claimed === region),
      });
      if (!claim) return { caller: anonymous, by: 'nobody', payload: anonymousPayload(request.headers) };
      if (request.headers.get('x-amz-security-token') !== undefined || request.query.has('X-Amz-Security-Token')) {
        throw new S3Error('InvalidToken');
      }
      const amzDate = checkTime(request, claim, now, rule?.clockMs ?? s3ClockMs);
      const hash = payloadHash(request.headers, claim);
      const payload = parsePayloadMode(hash);
      checkCoverage(request.headers, claim);

      const asked = keys.find(claim.accessKeyId);
      const found = asked instanceof Promise ? await asked : asked;
      const key = found && (found.expiresAt === undefined || found.expiresAt > now) ? found : undefined;
      if (!key) signingKeys.forget(claim.accessKeyId);
      const signingKey = key
        ? signingKeys.get(key.accessKeyId, key.secret, claim.date, claim.region)
        : signingKeys.get('', nobodysSecret, claim.date, claim.region);
      const scope = `${claim.date}/${claim.region}/s3/aws4_request`;
      const canonical = canonicalRequest(request, claim, hash);
      const digest = hashOnce('sha256', Buffer.from(canonical, 'latin1'), 'hex');
      const stringToSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${digest}`;
      const expected = signingKey.sign(stringToSign);
      const same = sameText(expected, claim.signature);
      if (!key) throw new S3Error('InvalidAccessKeyId', { details: { AWSAccessKeyId: claim.accessKeyId } });
      if (!same) throw mismatch(claim, stringToSign, canonical);

      keys.touched?.(key.accessKeyId, now);
      const chunks =
        payload.kind === 'chunked' && payload.signed
          ? { chunks: createChunkSigner({ key: signingKey, amzDate, scope, seedSignature: expected }) }
          : {};
      return { caller: { key }, by: claim.by, payload, ...chunks };
    },
  };
}

function anonymousPayload(headers: HeaderList): PayloadMode {
  const payload = parsePayloadMode(headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD');
  if (payload.kind === 'chunked' && payload.signed) throw new S3Error('AccessDenied');
  return payload;
}

/**
 * The hash the signature covers. A presigned URL leaves the payload open unless it says otherwise. Older curl sends no hash:
 * where there is no body either, it signs that of nothing.
 */
function payloadHash(headers: HeaderList, claim: Claim): string {
  const hash = headers.get('x-amz-content-sha256');
  if (hash !== undefined) return hash;
  if (claim.by === 'query') return 'UNSIGNED-PAYLOAD';
  const length = headers.get('content-length') ?? '0';
  if (length === '0' && headers.get('transfer-encoding') === undefined) return emptySha256;
  throw new S3Error('InvalidRequest', {
    message: 'Missing required header for this request: x-amz-content-sha256',
  });
}

/** Returns the time of signing as `x-amz-date` writes it. */
function checkTime({ headers, query }: SignedRequest, claim: Claim, now: number, clockWindow: number): string {
  if (claim.by === 'query') {
    const text = query.get('X-Amz-Date') ?? '';
    const at = parseAmzDate(text);
    if (at === undefined) {
      throw malformedQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
    }
    if (text.slice(0, 8) !== claim.date) {
      throw malformedQuery(
        `Invalid credential date "${claim.date}". This date is not the same as X-Amz-Date: "${text}".`,
      );
    }
    const ends = at + (claim.expires ?? 0) * 1000;
    if (at > now + clockWindow) throw new S3Error('AccessDenied', { message: 'Request is not yet valid' });
    if (now >= ends) {
      throw new S3Error('AccessDenied', {
        message: 'Request has expired',
        details: {
          'X-Amz-Expires': String(claim.expires),
          Expires: new Date(ends).toISOString().replace(/\.\d+Z$/, 'Z'),
          ServerTime: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
        },
      });
    }
    return text;
  }
  const header = headers.get('x-amz-date');
  const date = headers.get('date');
  const at = header !== undefined ? parseAmzDate(header) : date === undefined ? undefined : parseHttpDate(date);
  if (at === undefined) {
    throw new S3Error('AccessDenied', {
      message: 'AWS authentication requires a valid Date or x-amz-date header',
    });
  }
  const text = header ?? formatAmzDate(at);
  if (text.slice(0, 8) !== claim.date) {
    throw malformedHeader(
      `Invalid credential date "${claim.date}". This date is not the same as X-Amz-Date: "${text}".`,
    );
  }
  if (Math.abs(now - at) > clockWindow) {
    throw new S3Error('RequestTimeTooSkewed', {
      message: 'The difference between the request time and the current time is too large.',
      details: {
        RequestTime: text,
        ServerTime: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
        MaxAllowedSkewMilliseconds: String(clockWindow),
      },
    });
  }
  return text;
}

function parseHttpDate(text: string): number | undefined {
  const compact = parseAmzDate(text);
  if (compact !== undefined) return compact;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * The host and every `x-amz-` header must be signed, or a stranger could add one (a copy source, say) to a URL that was handed
 * out. `x-amz-content-sha256` is covered in any case: it is the last line of what is signed.
 */
function checkCoverage(headers: HeaderList, claim: Claim): void {
  const missing: string[] = [];
  if (!claim.signedHeaders.includes('host')) missing.push('host');
  for (const name of headers.names) {
    if (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !claim.signedHeaders.includes(name)) {
      missing.push(name);
    }
  }
  if (missing.length === 0) return;
  throw new S3Error('AccessDenied', {
    message: 'There were headers present in the request which were not signed',
    details: { HeadersNotSigned: missing.join(', ') },
  });
}

function canonicalRequest({ method, path, query, headers }: SignedRequest, claim: Claim, hash: string): string {
  let lines = '';
  for (const name of claim.signedHeaders) {
    const value = headers.get(name) ?? '';
    lines += `${name}:${value.includes('  ') ? value.replaceAll(/ +/g, ' ') : value}\n`;
  }
  return `${method}\n${encodePath(path)}\n${canonicalQuery(query)}\n${lines}\n${claim.signedHeaders.join(';')}\n${hash}`;
}

/** S3 gives back what it signed, so that a client can find its mistake; nothing in it is secret. */
function mismatch(claim: Claim, stringToSign: string, canonical: string): S3Error {
  const bytes = (text: string) =>
    Buffer.from(text, 'latin1')
      .toString('hex')
      .replaceAll(/(..)(?=.)/g, '$1 ');
  return new S3Error('SignatureDoesNotMatch', {
    details: {
      AWSAccessKeyId: claim.accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: claim.signature,
      StringToSignBytes: bytes(stringToSign),
      CanonicalRequest: canonical,
      CanonicalRequestBytes: bytes(canonical),
    },
  });
}
