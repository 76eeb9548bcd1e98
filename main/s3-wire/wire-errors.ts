/** What went wrong on the way: `code` as Node names it (ECONNRESET, ETIMEDOUT …), or as llhttp names a broken answer (HPE_…). */
export class WireFault extends Error {
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'WireFault';
    this.code = code;
  }
}

/** The store's own refusal. Everything in it came from outside; nothing of the request is in it. */
export class WireRefusal extends Error {
  readonly status: number;
  /** S3's code; absent where the answer named none. */
  readonly code: string | undefined;
  readonly region: string | undefined;
  /** As the store wrote it. */
  readonly serverTime: string | undefined;
  readonly requestId: string | undefined;
  /** The store's sentence, cut to 256 characters; only to look for a region in. */
  readonly said: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(facts: {
    readonly status: number;
    readonly code?: string | undefined;
    readonly region?: string | undefined;
    readonly serverTime?: string | undefined;
    readonly requestId?: string | undefined;
    readonly said?: string | undefined;
    readonly headers: Readonly<Record<string, string>>;
  }) {
    super(`the store answered ${facts.status}${facts.code === undefined ? '' : ` ${facts.code}`}`);
    this.name = 'WireRefusal';
    this.status = facts.status;
    this.code = facts.code;
    this.region = facts.region;
    this.serverTime = facts.serverTime;
    this.requestId = facts.requestId;
    this.said = (facts.said ?? '').slice(0, 256);
    this.headers = facts.headers;
  }
}

/** As Node throws it for an aborted call. */
export function aborted(cause?: unknown): Error {
  const error = new Error('the call was aborted', cause === undefined ? {} : { cause });
  error.name = 'AbortError';
  return error;
}
