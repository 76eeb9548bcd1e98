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
import { createAnswerBatch } from './answer-batch.ts';
import type { Answer } from './answer.ts';
import { openBody } from './body/open-body.ts';
import { RequestBody, type RawBody } from './body/raw-body.ts';
import { corsHeaders, preflight } from './cors-answer.ts';
import { enter } from './enter-bucket.ts';
import { asS3Error, errorAnswer } from './error-answer.ts';
import { readHeaders, type HeaderList } from './header-list.ts';
import type { HostPolicy } from './host-policy.ts';
import { finishWaiting, keepWaiting, type Patience } from './patience.ts';
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
import { sendAnswer, type Letterhead } from './send-answer.ts';
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
  patience?: Patience;
}

/** A request on its way: what of it is needed before it is known what it asks for. */
interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly letterhead: Letterhead;
  readonly headers: HeaderList;
  readonly raw: RawBody;
  readonly signal: AbortSignal;
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
  /** As plain values, which copy at a tenth of the cost of those that are computed. */
  const shared = { ...operations };
  const nextRequestId = createRequestIds();
  const batch = createAnswerBatch();
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

  async function answerTo(incoming: Incoming, progress: Progress): Promise<Answer> {
    const { request, headers, raw } = incoming;
    const { socket } = request;
    const at = now();
    const host = checkShape(request);
    const addressing = hosts.judge(host, { address: socket.localAddress ?? '', port: socket.localPort ?? 0 });
    if (!addressing) throw new S3Error('AccessDenied', { message: 'This server does not answer to that host name.' });
    const target = (progress.target = parseTarget(request.url ?? '', addressing.bucket));
    const method = request.method ?? '';
    if (method === 'OPTIONS') return preflight(operations.storage, target.bucket, headers);
    const store = options.storeOf?.(target.bucket);
    const authentication = (progress.authentication = await authenticator.authenticate(
      { method, path: target.path, query: target.query, headers },
      at,
      store,
    ));
    const hosted = addressing.bucket !== undefined;
    const gate = openStoreGate(store, { method, target, headers, authentication, hosted });
    const route = (progress.route = findRoute(method, target, headers, authentication));
    const { name } = route.operation;
    if (longOperations.has(name)) {
      const { response, letterhead } = incoming;
      const mayBegin = (): boolean => request.complete;
      progress.patience = keepWaiting(response, letterhead, { everyMs: options.patienceMs, mayBegin });
    }
    const entry = store ? await gate.enter(operations, name) : { caller: authentication.caller };
    const signed = authentication.by === 'query' ? withHoistedHeaders(headers, target) : headers;
    const place = { target, address: socket.remoteAddress ?? '', region: operations.region, now: at };
    const caller = { ...entry.caller, facts: requestFacts({ ...place, headers: signed, authentication }) };
    const { storage } = operations;
    const entered = route.selfAuthorised ? undefined : await enter({ storage, caller }, route, target, signed);
    gate.check();
    const { quota } = options;
    // What a form puts where is known once its fields were read.
    if (quota && name !== 'PostObject') progress.settle = await quota.admit(quotaRequest(name, target, headers));
    const lifecycle = entered && target.key !== undefined && readLifecycle(storage, entered.bucket.name);
    const { volumeKey } = operations;
    const context: { -readonly [Name in keyof OperationContext]: OperationContext[Name] } = {
      ...shared,
      volumeKey,
      caller,
      now: at,
      signal: incoming.signal,
    };
    if (store) Object.assign(context, entry, { caller });
    if (entered) {
      context.bucket = entered.bucket;
      context.authorisation = entered;
    }
    if (lifecycle) context.lifecycle = lifecycle;
    try {
      return await route.answer(
        {
          method,
          target: gate.target,
          headers: signed,
          authentication,
          context,
          bucket: target.bucket ?? '',
          key: target.key ?? '',
          async enterForm(fields, formHeaders) {
            const signer = await verifyForm(fields, now());
            progress.authentication = { ...authentication, caller: signer };
            const told = { ...place, headers: formHeaders, authentication: progress.authentication };
            return { ...signer, facts: requestFacts(told) };
          },
          async admitForm(key) {
            if (quota) progress.settle = await quota.admit({ ...quotaRequest(name, target, headers), key });
          },
          openBody: (needs) => openBody(raw, headers, authentication, needs ?? { needsLength: false }),
        },
        context,
      );
    } catch (error) {
      throw hideMissing(error, entered, target.key ?? '');
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
      const letterhead = { requestId, hostId };
      const aborter = new AbortController();
      const { signal } = aborter;
      const { socket } = request;
      response.once('close', () => {
        if (!response.writableFinished) aborter.abort();
        // The next request may be here already.
        if (active.get(socket)?.request === request) active.delete(socket);
      });
      // Writing to a connection that has just gone is no failure of ours; whoever writes is told by `close`.
      response.on('error', () => aborter.abort());
      const headers = readHeaders(request.rawHeaders);
      let continued = !expectsContinue;
      const beforeFirst = (): void => {
        if (!continued) response.writeContinue();
        continued = true;
      };
      const raw = new RequestBody(request, { idleMs: options.idleMs, slabs: operations.slabs, beforeFirst });
      active.set(socket, { request, raw });
      const progress: Progress = {};
      let failure: unknown;
      let answer: Answer;
      let errorCode: string | undefined;
      try {
        answer = await answerTo({ request, response, letterhead, headers, raw, signal }, progress);
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
          const cors = corsHeaders(operations.storage, target.bucket, request.method ?? '', headers);
          if (cors.length > 0) answer = { ...answer, headers: [...answer.headers, ...cors] };
        }
        // A client that waits for leave to send has not sent: the connection cannot be used for another request.
        const close = !continued || errorCode === 'RequestTimeout' || errorCode === 'IncompleteBody';
        const head = request.method === 'HEAD';
        bytesOut = progress.patience?.stop()
          ? await finishWaiting(response, answer)
          : await sendAnswer(response, answer, letterhead, { head, close, idleMs: options.idleMs, batch });
      } catch (error) {
        if (!signal.aborted) failure ??= error;
      }
      raw.release();
      drain(request);
      progress.settle?.({ done: answer.status < 300, bytesOut });
      const { target, route, authentication } = progress;
      const accessKeyId = authentication?.caller.key?.accessKeyId;
      const event: { -readonly [Name in keyof RequestEvent]: RequestEvent[Name] } = {
        requestId,
        at,
        durationMs: performance.now() - started,
        method: request.method ?? '',
        status: answer.status,
        bytesIn: raw.received,
        bytesOut,
      };
      if (route) event.operation = route.operation.name;
      if (target?.bucket !== undefined) event.bucket = target.bucket;
      if (target?.key !== undefined) event.key = target.key;
      if (accessKeyId !== undefined) event.accessKeyId = accessKeyId;
      if (errorCode !== undefined) event.errorCode = errorCode;
      if (failure !== undefined) event.failure = failure;
      options.onRequest(event);
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
