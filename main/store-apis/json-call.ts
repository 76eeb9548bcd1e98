import { AppError } from '../../preload/contract/index.ts';

export interface JsonCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Begins with `/`. */
  readonly path: string;
  readonly body?: unknown;
  /** What is done, for errors. */
  readonly operation: string;
  readonly signal?: AbortSignal | undefined;
}

/** An answer longer than this is no list of keys. Bytes. */
const longestAnswer = 4 * 1024 ** 2;
/** Milliseconds for one whole call. */
const patience = 30_000;

/**
 * One call of a JSON API with a token. Redirects are refused, so that the token goes nowhere else. Rejects with AppError:
 * ENDPOINT_UNREACHABLE, ENDPOINT_REDIRECTED, ACCESS_DENIED, OBJECT_NOT_FOUND (404), STORE_THROTTLED, STORE_BROKEN_ANSWER,
 * STORE_ERROR with the store's own code.
 */
export function createJsonCaller(options: {
  readonly address: string;
  /** The whole value of Authorization. */
  readonly authorization: string;
}): (call: JsonCall) => Promise<unknown> {
  const base = new URL(options.address);
  const endpoint = base.host;
  return async ({ method, path, body, operation, signal }) => {
    const about = { operation, endpoint };
    const deadline = AbortSignal.timeout(patience);
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(base.href.replace(/\/$/, '') + path, {
        method,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        headers: {
          authorization: options.authorization,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await boundedText(answer);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      if (signal?.aborted) throw new AppError('CANCELLED', about, { cause });
      throw new AppError('ENDPOINT_UNREACHABLE', about, { cause });
    }
    if (answer.status >= 300 && answer.status < 400)
      throw new AppError('ENDPOINT_REDIRECTED', { ...about, status: answer.status, target: targetOf(answer, base) });
    const json = text === '' ? undefined : parsed(text);
    if (answer.ok) {
      if (text !== '' && json === undefined) throw new AppError('STORE_BROKEN_ANSWER', about);
      return json;
    }
    throw refusal(answer.status, codeIn(json), about);
  };
}

async function boundedText(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.body ?? []) {
    size += piece.byteLength;
    if (size > longestAnswer) throw new AppError('STORE_BROKEN_ANSWER', { limit: longestAnswer });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function targetOf(answer: Response, base: URL): string {
  const location = answer.headers.get('location') ?? '';
  return URL.canParse(location, base.href) ? new URL(location, base.href).host : 'unknown';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `{error: {code}}` or `{code}`: a short word and nothing else, as it ends up before people. */
function codeIn(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { error, code }: { error?: unknown; code?: unknown } = json;
  if (typeof code === 'string' && /^[\w.-]{1,64}$/.test(code)) return code;
  return error === undefined ? undefined : codeIn(error);
}

function refusal(status: number, code: string | undefined, about: Record<string, string>): AppError {
  const params = { ...about, status, ...(code === undefined ? {} : { code }) };
  if (status === 401 || status === 403) return new AppError('ACCESS_DENIED', params);
  if (status === 404) return new AppError('OBJECT_NOT_FOUND', params);
  if (status === 429 || status === 503) return new AppError('STORE_THROTTLED', params);
  return new AppError('STORE_ERROR', params);
}
