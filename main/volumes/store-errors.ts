import { WireRefusal } from '../s3-wire/index.ts';
import { AppError, type AppErrorCode, type AppErrorParams } from '../../preload/contract/index.ts';

/** What a call was about: becomes the params of its error. */
export interface CallAbout {
  /** S3's name of the operation. */
  readonly operation: string;
  readonly endpoint: string;
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  readonly uploadId?: string | undefined;
  /** What a 412 means here. */
  readonly precondition?: 'absent' | 'same' | undefined;
}

/** S3 codes, and those of well-known stores beside them, that mean one thing whatever the status. */
const byCode: Readonly<Record<string, AppErrorCode>> = {
  InvalidAccessKeyId: 'ACCESS_KEY_UNKNOWN',
  SignatureDoesNotMatch: 'SIGNATURE_MISMATCH',
  ExpiredToken: 'SESSION_EXPIRED',
  ExpiredTokenException: 'SESSION_EXPIRED',
  InvalidToken: 'SESSION_EXPIRED',
  TokenRefreshRequired: 'SESSION_EXPIRED',
  RequestTimeTooSkewed: 'CLOCK_SKEWED',
  RequestExpired: 'CLOCK_SKEWED',
  PermanentRedirect: 'WRONG_REGION',
  TemporaryRedirect: 'WRONG_REGION',
  IllegalLocationConstraintException: 'WRONG_REGION',
  InvalidLocationConstraint: 'WRONG_REGION',
  InvalidRegion: 'WRONG_REGION',
  AccessDenied: 'ACCESS_DENIED',
  AllAccessDisabled: 'ACCESS_DENIED',
  AccountProblem: 'ACCESS_DENIED',
  UnauthorizedAccess: 'ACCESS_DENIED',
  NoSuchBucket: 'BUCKET_NOT_FOUND',
  NoSuchKey: 'OBJECT_NOT_FOUND',
  NoSuchVersion: 'OBJECT_NOT_FOUND',
  NoSuchUpload: 'OBJECT_NOT_FOUND',
  BucketAlreadyExists: 'BUCKET_EXISTS',
  BucketAlreadyOwnedByYou: 'BUCKET_EXISTS',
  BucketNotEmpty: 'BUCKET_NOT_EMPTY',
  InvalidBucketName: 'BUCKET_NAME_INVALID',
  ConditionalRequestConflict: 'OBJECT_CHANGED',
  InvalidRange: 'OBJECT_CHANGED',
  EntityTooLarge: 'OBJECT_TOO_LARGE',
  KeyTooLongError: 'KEY_INVALID',
  InvalidURI: 'KEY_INVALID',
  XMinioInvalidObjectName: 'KEY_INVALID',
  XMinioParentIsObject: 'KEY_INVALID',
  InsufficientStorage: 'STORE_FULL',
  InsufficientCapacity: 'STORE_FULL',
  QuotaExceeded: 'STORE_FULL',
  XMinioStorageFull: 'STORE_FULL',
  XMinioAdminBucketQuotaExceeded: 'STORE_FULL',
  SlowDown: 'STORE_THROTTLED',
  ServiceUnavailable: 'STORE_THROTTLED',
  TooManyRequests: 'STORE_THROTTLED',
  TooManyRequestsException: 'STORE_THROTTLED',
  RequestLimitExceeded: 'STORE_THROTTLED',
  Throttling: 'STORE_THROTTLED',
  ThrottlingException: 'STORE_THROTTLED',
  NotImplemented: 'NOT_SUPPORTED',
  MethodNotAllowed: 'NOT_SUPPORTED',
  BadDigest: 'DAMAGED',
  XAmzContentSHA256Mismatch: 'DAMAGED',
  XAmzContentChecksumMismatch: 'DAMAGED',
  InternalError: 'STORE_ERROR',
};

const byStatus = (status: number, about: CallAbout): AppErrorCode | undefined => {
  if (status === 401 || status === 403) return 'ACCESS_DENIED';
  if (status === 404) return about.key === undefined ? 'BUCKET_NOT_FOUND' : 'OBJECT_NOT_FOUND';
  if (status === 405 || status === 501) return 'NOT_SUPPORTED';
  if (status === 413) return 'OBJECT_TOO_LARGE';
  if (status === 416) return 'OBJECT_CHANGED';
  if (status === 429 || status === 503) return 'STORE_THROTTLED';
  if (status === 507) return 'STORE_FULL';
  if (status === 301 || status === 307 || status === 308) return 'ENDPOINT_REDIRECTED';
  if (status >= 500) return 'STORE_ERROR';
  return undefined;
};

/** OpenSSL's and Node's names for a certificate or a handshake that is not right. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|EPROTO)/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
]);

/** The parts of the SDK's errors that are looked at; each may be missing. */
interface Raw {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly Region?: unknown;
  readonly ServerTime?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: {
    readonly statusCode?: number;
    readonly headers?: Readonly<Record<string, string | undefined>>;
  };
}

const short = (value: string) => (value.length > 128 ? `${value.slice(0, 127)}…` : value);
const wordy = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? short(value) : undefined;

/** The first network or TLS code of an error, its causes and its parts (happy eyeballs tries several addresses). */
function systemCode(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined;
  const raw = error as Raw;
  if (
    typeof raw.code === 'string' &&
    (networkCodes.has(raw.code) || tlsCode.test(raw.code) || raw.code.startsWith('HPE_'))
  )
    return raw.code;
  if (raw.name === 'TimeoutError') return 'ETIMEDOUT';
  const parts = Array.isArray(raw.errors) ? (raw.errors as unknown[]) : [];
  for (const part of [raw.cause, ...parts]) {
    const code = systemCode(part, depth + 1);
    if (code !== undefined) return code;
  }
  return undefined;
}

export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || (error as Raw).code === 'ABORT_ERR');

const place = (about: CallAbout): Record<string, string> => ({
  operation: about.operation,
  endpoint: about.endpoint,
  ...(about.bucket === undefined ? {} : { bucket: about.bucket }),
  ...(about.key === undefined ? {} : { key: about.key }),
  ...(about.uploadId === undefined ? {} : { uploadId: about.uploadId }),
});

/** An error of this room's own making, with the params that every store error has. */
export const storeError = (
  code: AppErrorCode,
  about: CallAbout,
  extra: AppErrorParams = {},
  cause?: unknown,
): AppError => new AppError(code, { ...place(about), ...extra }, cause === undefined ? {} : { cause });

/** The region that the store expects, from its answer, its header or its sentence. */
function expectedRegion(raw: Raw): string | undefined {
  const header = raw.$response?.headers?.['x-amz-bucket-region'];
  if (wordy(header)) return wordy(header);
  if (wordy(raw.Region)) return wordy(raw.Region);
  const said = typeof raw.message === 'string' ? /expecting '([A-Za-z0-9-]{1,64})'/.exec(raw.message) : null;
  return said?.[1];
}

/** A refusal of the wire in the members that the SDK's errors have. */
function rawOf(error: unknown): Raw {
  if (!(error instanceof WireRefusal)) return typeof error === 'object' && error !== null ? error : {};
  const { status, code, region, serverTime, requestId, said, headers } = error;
  return {
    message: said,
    Code: code,
    Region: region,
    ServerTime: serverTime,
    $metadata: { httpStatusCode: status, ...(requestId === undefined ? {} : { requestId }) },
    $response: { statusCode: status, headers },
  };
}

/** The SDK's error without its request and answer: those hold signatures and session tokens, and end up in the log. */
function withoutExchange(error: unknown, raw: Raw): unknown {
  if (!(error instanceof Error) || (raw.$metadata === undefined && raw.$response === undefined)) return error;
  const bare = new Error(short(error.message));
  bare.name = error.name;
  if (error.stack !== undefined) bare.stack = error.stack;
  return bare;
}

/**
 * The one place where errors of the SDK and the network become the app's. Params: operation, endpoint (host), bucket,
 * key, uploadId, and where known status, code and requestId (the store's), region (expected), clockOffset (ms, the
 * store's clock less ours). Never a credential, never the store's free text.
 */
export function toStoreError(error: unknown, about: CallAbout, now: number, aborted: boolean): AppError {
  if (error instanceof AppError) return error;
  if (aborted || isAbort(error)) return storeError('CANCELLED', about, {}, error);
  const raw = rawOf(error);
  const status = raw.$metadata?.httpStatusCode ?? raw.$response?.statusCode;

  const system = systemCode(error);
  if (system !== undefined && (status === undefined || status < 300)) {
    if (tlsCode.test(system)) return storeError('ENDPOINT_TLS', about, { code: system }, error);
    if (system.startsWith('HPE_')) return storeError('ENDPOINT_NOT_S3', about, { code: system }, error);
    return storeError('ENDPOINT_UNREACHABLE', about, { code: system }, error);
  }
  if (status === undefined) {
    // A bucket name that the SDK refuses before it sends anything.
    if (raw.name === 'InvalidBucketName') return storeError('BUCKET_NAME_INVALID', about, {}, error);
    return storeError('INTERNAL', about, { code: wordy(raw.name) ?? 'Error' }, withoutExchange(error, raw));
  }

  // The SDK makes up a name where the answer had none: NotFound for a bare 404, Unknown or the status for others.
  const name = wordy(raw.Code) ?? (raw.name === 'NotFound' ? undefined : wordy(raw.name));
  const s3Code =
    name !== undefined && !/^(Unknown|UnknownError|Error|SyntaxError|TypeError|\d{3})$/.test(name) ? name : undefined;
  const params: Record<string, string | number> = {
    status,
    ...(s3Code === undefined ? {} : { code: s3Code }),
    ...(wordy(raw.$metadata?.requestId) === undefined ? {} : { requestId: short(raw.$metadata?.requestId ?? '') }),
  };
  const make = (code: AppErrorCode, extra: AppErrorParams = {}) =>
    storeError(code, about, { ...params, ...extra }, withoutExchange(error, raw));

  // The answer could not be read at all.
  if (status < 300) return make('STORE_BROKEN_ANSWER');
  const region = expectedRegion(raw);
  if (s3Code === 'AuthorizationHeaderMalformed' || s3Code === 'AuthorizationQueryParametersError')
    return region === undefined ? make('SIGNATURE_MISMATCH') : make('WRONG_REGION', { region });
  if (status === 412 || s3Code === 'PreconditionFailed')
    return make(about.precondition === 'absent' ? 'OBJECT_EXISTS' : 'OBJECT_CHANGED');

  const known = s3Code === undefined ? undefined : byCode[s3Code];
  if (known === 'CLOCK_SKEWED') {
    const date = raw.$response?.headers?.['date'];
    const said = typeof raw.ServerTime === 'string' || raw.ServerTime instanceof Date ? raw.ServerTime : date;
    const serverTime = said === undefined ? Number.NaN : new Date(said).getTime();
    return make(known, Number.isFinite(serverTime) ? { clockOffset: serverTime - now } : {});
  }
  if (known === 'WRONG_REGION') return make(known, region === undefined ? {} : { region });
  if (known !== undefined) return make(known);
  if ((status === 301 || status === 307 || status === 400) && region !== undefined)
    return make('WRONG_REGION', { region });

  const head = about.operation.startsWith('Head');
  const general = byStatus(status, about);
  // S3 always says why, but to HEAD: a bare 404 or 400 comes from something else that answers at this address.
  if (s3Code === undefined && !head && (status === 400 || status === 404)) return make('ENDPOINT_NOT_S3');
  return make(general ?? 'STORE_ERROR');
}
