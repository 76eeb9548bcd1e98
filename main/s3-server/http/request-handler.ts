import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { authorise, type KeySource, type StoreRules } from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import type { Operation, OperationContext } from '../operations/index.ts';
import type { Answer } from './answer.ts';
import { openBody } from './body/open-body.ts';
import { readRawBody, type RawBody } from './body/raw-body.ts';
import { asS3Error, errorAnswer } from './error-answer.ts';
import { readHeaders, type HeaderList } from './header-list.ts';
import type { HostPolicy } from './host-policy.ts';
import type { RequestEvent } from './request-event.ts';
import { createRequestIds } from './request-ids.ts';
import { checkShape } from './request-shape.ts';
import { parseTarget, type RequestTarget } from './request-target.ts';
import { allRoutes } from './routes/all-routes.ts';
import type { Route } from './routes/route.ts';
import { createRouter } from './routes/router.ts';
import { withHoistedHeaders } from './s3-request.ts';
import { sendAnswer } from './send-answer.ts';
import { openStoreGate } from './store-gate.ts';
import { createAuthenticator, type Authentication } from './sigv4/authenticate.ts';

export interface RequestHandlerOptions {
  readonly keys: KeySource;
  readonly hosts: HostPolicy;
  readonly hostId: string;
  /** How long a body may be silent, in milliseconds. */
  readonly idleMs: number;
  readonly now: () => number;
  /** What operations get beside what is of the request. */
  readonly operations: Omit<OperationContext, 'caller' | 'bucket' | 'now' | 'signal'>;
  readonly onRequest: (event: RequestEvent) => void;
  /** The rules of the store that this server stands in for, for a bucket or for all. */
  readonly storeOf?: (bucket: string | undefined) => StoreRules | undefined;
}

export interface RequestHandler {
  /** Never rejects: what goes wrong is answered, and told to `onRequest`. */
  handle(request: IncomingMessage, response: ServerResponse, options: { expectsContinue: boolean }): Promise<void>;
  /** The connection's parser gave up. Returns what is to be done: an answer is on its way, or one must be written. */
  broken(socket: Duplex): 'answering' | 'idle';
}

/** What is known of a request so far, for its error answer and its event. */
interface Progress {
  target?: RequestTarget;
  route?: Route;
  authentication?: Authentication;
}

/** After an answer, this much of an unread body is still taken, so that the client gets to read the answer. */
const drainBytes = 64 * 1024 * 1024;
const drainMs = 10_000;

export function createRequestHandler(options: RequestHandlerOptions): RequestHandler {
  const { keys, hosts, hostId, operations, now } = options;
  /** The request that is being answered on each connection. */
  const active = new WeakMap<Duplex, { request: IncomingMessage; raw: RawBody }>();
  const nextRequestId = createRequestIds();
  const router = createRouter(allRoutes);
  const authenticator = createAuthenticator({ keys, region: operations.region });

  /** What a stranger asks for is refused before it is said whether there is such a thing. */
  function findRoute(method: string, target: RequestTarget, headers: HeaderList, { by }: Authentication): Route {
    try {
      return router.find(method, target, headers);
    } catch (cause) {
      throw by === 'nobody' ? new S3Error('AccessDenied', { cause }) : cause;
    }
  }

  async function answerTo(
    request: IncomingMessage,
    headers: HeaderList,
    raw: RawBody,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { socket } = request;
    const host = checkShape(request);
    const addressing = hosts.judge(host, { address: socket.localAddress ?? '', port: socket.localPort ?? 0 });
    if (!addressing) throw new S3Error('AccessDenied', { message: 'This server does not answer to that host name.' });
    const target = (progress.target = parseTarget(request.url ?? '', addressing.bucket));
    const method = request.method ?? '';
    if (method === 'OPTIONS') {
      throw new S3Error('AccessForbidden', { message: 'CORSResponse: CORS is not enabled for this bucket.' });
    }
    const store = options.storeOf?.(target.bucket);
    const authentication = (progress.authentication = await authenticator.authenticate(
      { method, path: target.path, query: target.query, headers },
      now(),
      store,
    ));
    const hosted = addressing.bucket !== undefined;
    const gate = openStoreGate(store, { method, target, headers, authentication, hosted });
    const route = (progress.route = findRoute(method, target, headers, authentication));
    const entry = await gate.enter(operations, route.operation.name);
    const context: OperationContext = { ...operations, ...entry, now: now(), signal };
    const bucket = route.selfAuthorised ? undefined : await enter(context, route.operation, target, headers);
    gate.check();
    const full = bucket ? { ...context, bucket } : context;
    const signed = authentication.by === 'query' ? withHoistedHeaders(headers, target) : headers;
    return await route.answer(
      {
        method,
        target: gate.target,
        headers: signed,
        authentication,
        context: full,
        bucket: target.bucket ?? '',
        key: target.key ?? '',
        openBody: (needs) => openBody(raw, headers, authentication, needs ?? { needsLength: false }),
      },
      full,
    );
  }

  return {
    broken(socket) {
      const current = active.get(socket);
      if (!current) return 'idle';
      if (current.request.complete) return 'answering';
      current.raw.fail(new S3Error('IncompleteBody'));
      return 'answering';
    },
    async handle(request, response, { expectsContinue }) {
      const at = now();
      const started = performance.now();
      const requestId = nextRequestId();
      const aborter = new AbortController();
      response.once('close', () => {
        if (!response.writableFinished) aborter.abort();
      });
      // Writing to a connection that has just gone is no failure of ours; whoever writes is told by `close`.
      response.on('error', () => aborter.abort());
      const headers = readHeaders(request.rawHeaders);
      let continued = !expectsContinue;
      const raw = readRawBody(request, {
        idleMs: options.idleMs,
        beforeFirst() {
          if (!continued) response.writeContinue();
          continued = true;
        },
      });
      active.set(request.socket, { request, raw });
      const progress: Progress = {};
      let failure: unknown;
      let answer: Answer;
      let errorCode: string | undefined;
      try {
        answer = await answerTo(request, headers, raw, progress, aborter.signal);
      } catch (error) {
        const refusal = asS3Error(error);
        errorCode = refusal.code;
        if (refusal.status >= 500 && refusal.code !== 'NotImplemented') failure = error;
        const { target } = progress;
        answer = errorAnswer(refusal, {
          method: request.method ?? '',
          resource: target?.rawPath ?? '/',
          requestId,
          hostId,
          ...(target?.bucket === undefined ? {} : { bucket: target.bucket }),
          ...(target?.key === undefined ? {} : { key: target.key }),
        });
      }
      let bytesOut = 0;
      try {
        // A client that waits for leave to send has not sent: the connection cannot be used for another request.
        const close = !continued || errorCode === 'RequestTimeout' || errorCode === 'IncompleteBody';
        bytesOut = await sendAnswer(
          response,
          answer,
          { requestId, hostId },
          { head: request.method === 'HEAD', close },
        );
      } catch (error) {
        if (!aborter.signal.aborted) failure ??= error;
      }
      active.delete(request.socket);
      drain(request);
      const { target, route, authentication } = progress;
      const accessKeyId = authentication?.caller.key?.accessKeyId;
      options.onRequest({
        requestId,
        at,
        durationMs: performance.now() - started,
        method: request.method ?? '',
        ...(route ? { operation: route.operation.name } : {}),
        ...(target?.bucket === undefined ? {} : { bucket: target.bucket }),
        ...(target?.key === undefined ? {} : { key: target.key }),
        ...(accessKeyId === undefined ? {} : { accessKeyId }),
        status: answer.status,
        ...(errorCode === undefined ? {} : { errorCode }),
        bytesIn: raw.received,
        bytesOut,
        ...(failure === undefined ? {} : { failure }),
      });
    },
  };
}

async function enter(
  context: OperationContext,
  { action, right }: Pick<Operation<unknown, unknown>, 'action' | 'right'>,
  { bucket = '', key }: RequestTarget,
  headers: HeaderList,
) {
  const { storage, caller } = context;
  const place = key === undefined ? { bucket } : { bucket, key };
  const entered = await authorise(storage, { caller, action, right, ...place });
  const expected = headers.get('x-amz-expected-bucket-owner');
  if (expected !== undefined && expected !== entered.bucket.owner) throw new S3Error('AccessDenied');
  return entered.bucket;
}

/** Takes what is left of a body off the connection, within bounds, then lets go of the connection. */
function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const { socket } = request;
  let left = drainBytes;
  const cut = setTimeout(() => socket.destroy(), drainMs);
  cut.unref();
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) socket.destroy();
  });
  request.once('close', () => clearTimeout(cut));
  request.resume();
}
