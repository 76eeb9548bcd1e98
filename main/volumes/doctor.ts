import type { AppErrorShape, CredentialSource, Diagnosis, Finding, Mend } from '../../preload/contract/index.ts';
import { providerOf } from '../providers/index.ts';
import { hasStrayCharacters } from '../../preload/contract/cleaned-key.ts';
import { seenCertificate } from './seen-certificate.ts';
import type { StoreCredential, StoreEndpoint } from './store-endpoint.ts';
import type { CallOptions, TestOutcome } from './volume.ts';

export interface Complaint extends CallOptions {
  readonly error: AppErrorShape;
  readonly endpoint: StoreEndpoint;
  readonly buckets: readonly string[];
  readonly credential: Pick<StoreCredential, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> | undefined;
  readonly source?: CredentialSource | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The same test with another endpoint: reads only. */
  readonly tryWith: (endpoint: StoreEndpoint) => Promise<TestOutcome>;
}

type Params = Diagnosis['params'];
const say = (finding: Finding, params: Params, ...mends: readonly Mend[]): Diagnosis => ({
  finding,
  params,
  mends: [...mends],
});

/** Failures that the wrong of the two addressings may look like. */
const looksMisaddressed = new Set([
  'ENDPOINT_UNREACHABLE',
  'ENDPOINT_TLS',
  'ENDPOINT_NOT_S3',
  'ENDPOINT_REDIRECTED',
  'BUCKET_NOT_FOUND',
  'BUCKET_NAME_INVALID',
  'NOT_SUPPORTED',
  'SIGNATURE_MISMATCH',
  'ACCESS_DENIED',
  'STORE_ERROR',
]);

/**
 * Says why an endpoint or a credential is refused, from what was answered, and what one press mends. Where the answer has
 * two readings it asks again, by reads only: with the other addressing, or for the certificate without a credential.
 */
export async function diagnose(complaint: Complaint): Promise<Diagnosis> {
  const { error, endpoint, credential } = complaint;
  const { params } = error;
  const url = new URL(endpoint.endpoint);
  const host = url.host;
  const code = String(params['code'] ?? '');
  const keyMatters = error.code === 'SIGNATURE_MISMATCH' || error.code === 'ACCESS_KEY_UNKNOWN';
  if (keyMatters && credential && [credential.accessKeyId, credential.secretAccessKey].some(hasStrayCharacters))
    return say('stray-characters', { host }, { do: 'trim-key' });
  if (looksMisaddressed.has(error.code) && complaint.buckets.length > 0) {
    const addressing = endpoint.addressing === 'path' ? 'virtual' : 'path';
    const other = await complaint.tryWith({ ...endpoint, addressing });
    if (other.ok) return say('addressing', { host, addressing }, { do: 'set-addressing', addressing });
  }

  // Every other code is told as it is.
  const failure: string = error.code;
  switch (failure) {
    case 'CLOCK_SKEWED': {
      const offset = Number(params['clockOffset'] ?? Number.NaN);
      const minutes = Math.round(Math.abs(offset) / 60_000);
      return Number.isFinite(offset)
        ? say('clock', { host, minutes }, { do: 'use-clock', offset: Math.round(offset) })
        : say('clock', { host }, retry(0));
    }
    case 'WRONG_REGION':
      return wrongRegion(complaint, host);
    case 'SESSION_EXPIRED':
      return complaint.source
        ? say('session-ended', { host, profile: complaint.source.profile }, ...signIn(complaint.source))
        : say('session-ended', { host }, { do: 'replace-key' });
    case 'SIGNATURE_MISMATCH':
      return say('signature', { host }, { do: 'replace-key' });
    case 'ACCESS_KEY_UNKNOWN':
      return say('key-unknown', { host, key: credential?.accessKeyId.slice(0, 24) ?? '' }, { do: 'replace-key' });
    case 'ACCESS_DENIED': {
      const operation = String(params['operation'] ?? '');
      const bucket = String(params['bucket'] ?? '');
      const mends: Mend[] = operation === 'ListBuckets' ? [{ do: 'name-bucket' }] : [{ do: 'replace-key' }];
      return say('permission', { host, operation, ...(bucket === '' ? {} : { bucket }) }, ...mends);
    }
    case 'STORE_THROTTLED':
      return say('throttled', { host, seconds: 20 }, retry(20));
    case 'BAD_INPUT':
      return say('bucket-needed', { host, word: providerOf(endpoint.provider).buckets.word }, { do: 'name-bucket' });
    case 'BUCKET_NOT_FOUND':
      return say('bucket-missing', { host, bucket: String(params['bucket'] ?? '') }, { do: 'name-bucket' });
    case 'ENDPOINT_REDIRECTED': {
      const target = String(params['target'] ?? '');
      const known = /^[\w.-]{1,253}(:\d{1,5})?$/.test(target) && target !== 'unknown';
      return say(
        'redirected',
        { host, target },
        ...(known ? [{ do: 'set-endpoint', endpoint: `${url.protocol}//${target}` } as const] : []),
      );
    }
    case 'ENDPOINT_NOT_S3':
      return notS3(complaint, url);
    case 'ENDPOINT_TLS':
      return tls(complaint, url, code);
    case 'ENDPOINT_UNREACHABLE':
      return unreachable(complaint, url, code);
    default:
      return say('other', { host, code: error.code }, ...(error.retry === 'later' ? [retry(0)] : []));
  }
}

const retry = (afterSeconds: number): Mend => ({ do: 'retry', afterSeconds });
const signIn = ({ profile }: CredentialSource): Mend[] => [
  { do: 'sign-in', command: `aws sso login --profile ${/^[\w.-]+$/.test(profile) ? profile : `'${profile}'`}` },
  retry(0),
];

function wrongRegion({ error, endpoint }: Complaint, host: string): Diagnosis {
  const said = error.params['region'];
  const known = providerOf(endpoint.provider).endpoints;
  // Some stores tell capitals from small letters and do not say what they expect.
  const alike = known.find(
    (entry) =>
      entry.endpoint === endpoint.endpoint && entry.region.toLowerCase() === endpoint.region.trim().toLowerCase(),
  );
  const region = typeof said === 'string' ? said : alike?.region;
  if (region === undefined || region === endpoint.region) return say('region', { host });
  const own = known.find((entry) => entry.endpoint === endpoint.endpoint);
  const moved = own === undefined ? undefined : known.find((entry) => entry.region === region)?.endpoint;
  return say(
    'region',
    { host, region },
    { do: 'set-region', region, ...(moved === undefined ? {} : { endpoint: moved }) },
  );
}

const isLocal = (hostname: string): boolean =>
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|\[f[cd])/.test(hostname) ||
  hostname.endsWith('.local');

/** Plain HTTP to a port that speaks TLS: some servers say so in words, others hang up. */
async function secureInstead({ signal }: Complaint, url: URL): Promise<Diagnosis | undefined> {
  if (url.protocol !== 'http:') return undefined;
  const seen = await seenCertificate(url.hostname, Number(url.port || 80), { signal });
  const endpoint = `https:${url.href.slice('http:'.length).replace(/\/$/, '')}`;
  return seen && say('not-s3', { host: url.host, scheme: 'https' }, { do: 'set-endpoint', endpoint });
}

const notS3 = async (complaint: Complaint, url: URL): Promise<Diagnosis> =>
  (await secureInstead(complaint, url)) ?? say('not-s3', { host: url.host });

async function tls({ signal, now, endpoint }: Complaint, url: URL, code: string): Promise<Diagnosis> {
  const { host, hostname } = url;
  // Through a proxy the handshake would have to be made by it: then only the words are given.
  const seen =
    endpoint.proxy === undefined ? await seenCertificate(hostname, Number(url.port || 443), { signal }) : undefined;
  if (code === 'EPROTO' || (code.startsWith('ERR_SSL_') && seen === undefined))
    return isLocal(hostname)
      ? say(
          'tls-not-spoken',
          { host },
          { do: 'set-endpoint', endpoint: `http:${url.href.slice(6).replace(/\/$/, '')}` },
        )
      : say('tls-not-spoken', { host });
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const expired = seen !== undefined && (seen.validTo < now || seen.validFrom > now);
    return say('tls-expired', { host, ...(expired ? { until: seen.validTo, from: seen.validFrom } : {}) }, retry(0));
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    const names = seen?.names ?? [];
    const [only] = names;
    const plain = names.length === 1 && only !== undefined && !only.includes('*') && !only.includes(':');
    const port = url.port === '' ? '' : `:${url.port}`;
    return say(
      'tls-name',
      { host, names: names.slice(0, 5).join(', ') },
      ...(plain ? [{ do: 'set-endpoint', endpoint: `https://${only}${port}` } as const] : []),
    );
  }
  const untrusted =
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED|INVALID_CA)/.test(code);
  if (!untrusted) return say('tls-failed', { host, code }, retry(0));
  return say(
    'tls-untrusted',
    { host, code },
    ...(seen && seen.validTo > now ? [{ do: 'trust', certificate: seen.anchor } as const] : []),
  );
}

async function unreachable(complaint: Complaint, url: URL, code: string): Promise<Diagnosis> {
  const { endpoint } = complaint;
  const { host } = url;
  if (endpoint.proxy !== undefined)
    return say('proxy', { host, proxy: new URL(endpoint.proxy).host, code }, { do: 'clear-proxy' }, retry(0));
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL')
    return say('name-unknown', { host }, retry(0));
  if (code === 'ECONNREFUSED') return say('refused-connection', { host }, retry(0));
  const isHung = url.protocol === 'http:' && code === 'ECONNRESET';
  return (isHung ? await secureInstead(complaint, url) : undefined) ?? say('no-answer', { host, code }, retry(0));
}
