/** When a repeat can help: never, at once, after a pause, or once the user has done what `action` names. */
export type Retry = 'no' | 'now' | 'later' | 'after-action';

/** What the interface can offer beside the sentence. */
export const errorActions = [
  'retry',
  'edit-connection',
  'choose-secret-store',
  'unlock-secrets',
  'free-space',
  'choose-folder',
  'choose-name',
  'add-source-again',
  'reload',
] as const;
export type ErrorAction = (typeof errorActions)[number];

interface ErrorRow {
  readonly retry: Retry;
  readonly action?: ErrorAction;
}

/**
 * Every error that may cross the contract. The renderer holds one sentence for each code (a missing one does not
 * compile); params name the object concerned (`key`, `bucket`, `endpoint`, `path`, `limit`, `code`, `requestId` …).
 */
export const errorTable = {
  // the boundary itself
  INTERNAL: { retry: 'now' },
  BAD_INPUT: { retry: 'no' },
  UNKNOWN_PROCEDURE: { retry: 'no', action: 'reload' },
  CANCELLED: { retry: 'no' },
  NOT_ALLOWED: { retry: 'no', action: 'reload' },
  TOO_BUSY: { retry: 'later' },
  DISCONNECTED: { retry: 'later', action: 'retry' },
  SHUTTING_DOWN: { retry: 'later' },

  // secrets
  SECRET_STORE_CHOICE_NEEDED: { retry: 'after-action', action: 'choose-secret-store' },
  SECRET_STORE_UNAVAILABLE: { retry: 'after-action', action: 'choose-secret-store' },
  SECRET_STORE_LOCKED: { retry: 'after-action', action: 'unlock-secrets' },
  PASSPHRASE_WRONG: { retry: 'after-action', action: 'unlock-secrets' },
  SECRET_MISSING: { retry: 'after-action', action: 'edit-connection' },

  // an endpoint and a credential
  CONNECTION_NOT_FOUND: { retry: 'no' },
  ENDPOINT_UNREACHABLE: { retry: 'later', action: 'retry' },
  ENDPOINT_NOT_S3: { retry: 'after-action', action: 'edit-connection' },
  ENDPOINT_TLS: { retry: 'after-action', action: 'edit-connection' },
  ENDPOINT_REDIRECTED: { retry: 'after-action', action: 'edit-connection' },
  ACCESS_KEY_UNKNOWN: { retry: 'after-action', action: 'edit-connection' },
  SIGNATURE_MISMATCH: { retry: 'after-action', action: 'edit-connection' },
  SESSION_EXPIRED: { retry: 'after-action', action: 'edit-connection' },
  CLOCK_SKEWED: { retry: 'after-action', action: 'retry' },
  WRONG_REGION: { retry: 'after-action', action: 'edit-connection' },
  ACCESS_DENIED: { retry: 'after-action', action: 'edit-connection' },
  READ_ONLY_CONNECTION: { retry: 'after-action', action: 'edit-connection' },

  // a store, a bucket, an object
  NOT_SUPPORTED: { retry: 'no' },
  BUCKET_NOT_FOUND: { retry: 'no' },
  BUCKET_NAME_INVALID: { retry: 'after-action', action: 'choose-name' },
  BUCKET_EXISTS: { retry: 'after-action', action: 'choose-name' },
  BUCKET_NOT_EMPTY: { retry: 'no' },
  INDEX_MISSING: { retry: 'no' },
  OBJECT_NOT_FOUND: { retry: 'no' },
  OBJECT_EXISTS: { retry: 'after-action', action: 'choose-name' },
  OBJECT_CHANGED: { retry: 'now', action: 'retry' },
  OBJECT_TOO_LARGE: { retry: 'no' },
  KEY_INVALID: { retry: 'after-action', action: 'choose-name' },
  STORE_FULL: { retry: 'after-action', action: 'free-space' },
  STORE_THROTTLED: { retry: 'later', action: 'retry' },
  STORE_BROKEN_ANSWER: { retry: 'later', action: 'retry' },
  STORE_ERROR: { retry: 'later', action: 'retry' },
  DAMAGED: { retry: 'now', action: 'retry' },

  // this computer
  DISK_FULL: { retry: 'after-action', action: 'free-space' },
  SOURCE_VANISHED: { retry: 'after-action', action: 'add-source-again' },
  SOURCE_CHANGED: { retry: 'now', action: 'retry' },
  SOURCE_UNREADABLE: { retry: 'after-action', action: 'retry' },
  SOURCE_BYTES_NEEDED: { retry: 'after-action', action: 'add-source-again' },
  NAME_IMPOSSIBLE_HERE: { retry: 'after-action', action: 'choose-folder' },
  TARGET_EXISTS: { retry: 'after-action', action: 'choose-name' },
  TARGET_UNWRITABLE: { retry: 'after-action', action: 'choose-folder' },
  PATH_NOT_GRANTED: { retry: 'after-action', action: 'choose-folder' },
  ADDRESS_REFUSED: { retry: 'no' },
  TICKET_SPENT: { retry: 'now', action: 'retry' },

  // transfers, shares, keys, server
  JOB_NOT_FOUND: { retry: 'no' },
  JOB_STATE: { retry: 'no' },
  SHARE_NOT_FOUND: { retry: 'no' },
  KEY_NOT_FOUND: { retry: 'no' },
  SERVER_DOWN: { retry: 'later', action: 'retry' },
  FOLDER_IN_USE: { retry: 'after-action', action: 'choose-folder' },
} as const satisfies Record<string, ErrorRow>;

export type AppErrorCode = keyof typeof errorTable;
export type AppErrorParams = Readonly<Record<string, string | number>>;

/** An error as it crosses the contract and as it is stored with a job: no stack, no secret, no free text of a store. */
export interface AppErrorShape {
  code: AppErrorCode;
  params: Record<string, string | number>;
  retry: Retry;
  action?: ErrorAction | undefined;
  /** Names the log entry that holds the cause; safe to show and to quote. */
  incident?: string | undefined;
}

/** The one error class that handlers and domain rooms throw on purpose. Anything else becomes INTERNAL. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  readonly params: AppErrorParams;
  /** Names the log entry of the cause, where there is one. */
  readonly incident: string | undefined;

  constructor(code: AppErrorCode, params: AppErrorParams = {}, options: { cause?: unknown; incident?: string } = {}) {
    super(`${code} ${JSON.stringify(params)}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
    this.incident = options.incident;
  }

  toShape(incident: string | undefined = this.incident): AppErrorShape {
    const row: ErrorRow = errorTable[this.code];
    return {
      code: this.code,
      params: { ...this.params },
      retry: row.retry,
      ...(row.action === undefined ? {} : { action: row.action }),
      ...(incident === undefined ? {} : { incident }),
    };
  }

  static fromShape(shape: AppErrorShape, options: { cause?: unknown } = {}): AppError {
    return new AppError(shape.code, shape.params, {
      ...options,
      ...(shape.incident === undefined ? {} : { incident: shape.incident }),
    });
  }
}
