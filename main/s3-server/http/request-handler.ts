import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  hideMissing,
  type KeySource,
  type Quota,
  type QuotaRequest,
  type QuotaSettlement,
  type StoreRules,
} from '../access/index.ts';
import { S3Error } from '../errors/index.ts';
import { readLifecycle, type OperationContext } from '../operations/index.ts';
import type { Answer } from './answer.ts';
import { openBody } from './body/open-body.ts';
import { readRawBody, type RawBody } from './body/raw-body.ts';
import { corsHeaders, preflight } from './cors-answer.ts';
import { enter } from './enter-bucket.ts';
import { asS3Error, errorAnswer } from './error-answer.ts';
import { readHeaders, type HeaderList } from './header-list.ts';
import type { HostPolicy } from './host-policy.ts';
import { finishWaiting, keepWaiting } from './patience.ts';
import type { RequestEvent } from './request-event.ts';
import { requestFacts } from './request-facts.ts';
import { createRequestIds } from './request-ids.ts';
import { checkShape } from './request-shape.ts';
import { parseTarget, type RequestTarget } from './request-target.ts';
import { allRoutes } from './routes/all-routes.ts';
import { copySourceOf } from './routes/copy-source-header.ts';
import type { Route } from './routes/route.ts';
import { createRouter } from './routes/router.ts';
import { withHoistedHeaders } from './s3-request.ts';
import { sendAnswer } from './send-answer.ts';
import { openStoreGate } from './store-gate.ts';
import { createAuthenticator, type Authentication } from './sigv4/authenticate.ts';
import { createFormVerifier } from './sigv4/form-signature.ts';

export interface RequestHandlerOptions {
  readonly keys: KeySource;
  readonly hosts: HostPolicy;
  readonly hostId: string;
  /** How long a body may be silent, and how long an answer may wait for its reader, in milliseconds. */
  readonly idleMs: number;
  /** How long a copy or a completion may be silent before its client is told that it goes on, in milliseconds. */
  readonly patienceMs: number;
  readonly now: () => number;
  /** What operations get beside what is of the request. */
  readonly operations: Omit<OperationContext, 'caller' | 'bucket' | 'now' | 'signal'>;
  readonly onRequest: (event: RequestEvent) => void;
  /** The rules of the store that this server stands in for, for a bucket or for all. */
  readonly storeOf?: (bucket: string | undefined) => StoreRules | undefined;
  readonly quota?: Quota;
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
  settle?: QuotaSettlement;
}

/** After an answer, this much of an unread body is still taken, so that the client gets to read the answer. */
const drainBytes = 64 * 1024 * 1024;
const drainMs = 10_000;

/** Those whose answers S3 may begin before it knows the outcome. */
const longOperations = new Set(['CompleteMultipartUpload', 'CopyObject', 'UploadPartCopy']);

export function createRequestHandler(options: RequestHandlerOptions): RequestHandler {
  const { keys, hosts, hostId, operations, now } = options;
  /** The request that is being answered on each connection. */
  const active = new WeakMap<Duplex, { request: IncomingMessage; raw: RawBody }>();
  const nextRequestId = createRequestIds();
  const router = createRouter(allRoutes);
  const verifyForm = createFormVerifier({ keys, region: operations.region });
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
    if (method === 'OPTIONS') return await preflight(operations.storage, target.bucket, headers);
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
    const signed = authentication.by === 'query' ? withHoistedHeaders(headers, target) : headers;
    const place = { target, address: socket.remoteAddress ?? '', region: operations.region, now: now() };
    const caller = { ...entry.caller, facts: requestFacts({ ...place, headers: signed, authentication }) };
    const context: OperationContext = { ...operations, ...entry, caller, now: now(), signal };
    const entered = route.selfAuthorised ? undefined : await enter(context, route, target, signed);
    gate.check();
    const { quota } = options;
    if (quota) progress.settle = await quota.admit(quotaRequest(route.operation.name, target, headers));
    const lifecycle =
      entered && target.key !== undefined && (await readLifecycle(context.storage, entered.bucket.name));
    const full = {
      ...context,
      ...(entered ? { bucket: entered.bucket, authorisation: entered } : {}),
      ...(lifecycle ? { lifecycle } : {}),
    };
    try {
      return await route.answer(
        {
          method,
          target: gate.target,
          headers: signed,
          authentication,
          context: full,
          bucket: target.bucket ?? '',
          key: target.key ?? '',
          async enterForm(fields, formHeaders) {
            const signer = await verifyForm(fields, now());
            progress.authentication = { ...authentication, caller: signer };
            const told = { ...place, headers: formHeaders, authentication: progress.authentication };
            return { ...signer, facts: requestFacts(told) };
          },
          openBody: (needs) => openBody(raw, headers, authentication, needs ?? { needsLength: false }),
        },
        full,
      );
    } catch (error) {
      throw hideMissing(error, entered);
    }
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
      const patience = keepWaiting(
        response,
        { requestId, hostId },
        {
          everyMs: options.patienceMs,
          mayWait: () => request.complete && longOperations.has(progress.route?.operation.name ?? ''),
        },
      );
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
        const { target } = progress;
        if (target && request.method !== 'OPTIONS') {
          const cors = await corsHeaders(operations.storage, target.bucket, request.method ?? '', headers);
          answer = { ...answer, headers: [...answer.headers, ...cors] };
        }
        // A client that waits for leave to send has not sent: the connection cannot be used for another request.
        const close = !continued || errorCode === 'RequestTimeout' || errorCode === 'IncompleteBody';
        bytesOut = patience.stop()
          ? await finishWaiting(response, answer)
          : await sendAnswer(
              response,
              answer,
              { requestId, hostId },
              { head: request.method === 'HEAD', close, idleMs: options.idleMs },
            );
      } catch (error) {
        if (!aborter.signal.aborted) failure ??= error;
      }
      active.delete(request.socket);
      raw.release();
      drain(request);
      progress.settle?.({ done: answer.status < 300, bytesOut });
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

function quotaRequest(operation: string, { bucket = '', key = '' }: RequestTarget, headers: HeaderList): QuotaRequest {
  const length = headers.get('x-amz-decoded-content-length') ?? headers.get('content-length');
  const bytes = length !== undefined && /^\d{1,15}$/.test(length) ? { bytes: Number(length) } : {};
  const source = headers.get('x-amz-copy-source') === undefined ? {} : { source: copySourceOf(headers) };
  return { operation, bucket, key, ...bytes, ...source };
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
