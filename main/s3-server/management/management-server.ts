import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bucketCalls } from './bucket-calls.ts';
import type { Call, CallOutput, Workspace } from './call.ts';
import { findCall } from './find-call.ts';
import { keyCalls } from './key-calls.ts';
import { linkCalls } from './link-calls.ts';
import { asManagementError, invalid, ManagementError } from './management-error.ts';
import { quotaCalls } from './quota-calls.ts';
import { createRequestGuard } from './request-guard.ts';

export interface ManagementServerOptions {
  readonly workspace: Workspace;
  /** Whoever has it may do everything here; it is compared and never kept anywhere else. */
  readonly token: string;
  /** Told of what the server could not do; must return at once. */
  readonly onFailure?: (requestId: string, error: unknown) => void;
}

export interface ManagementServer {
  /** Port 0 picks a free one; the default host is 127.0.0.1. Resolves with the address. */
  listen(address: { host?: string; port: number }): Promise<string>;
  close(): Promise<void>;
}

const calls: readonly Call[] = [...bucketCalls, ...keyCalls, ...linkCalls, ...quotaCalls];
const mostBodyBytes = 64 * 1024;
/** The longest time for one whole call to come in. */
const requestMs = 15_000;

/** The management API on a listener of its own; the S3 listener serves none of it. */
export function createManagementServer(options: ManagementServerOptions): ManagementServer {
  const { workspace, onFailure } = options;
  const guard = createRequestGuard({ token: options.token });
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: 1000,
  });
  server.on('request', (request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    response.on('error', () => response.destroy());
    try {
      guard(request);
      send(response, await run(request), requestId);
    } catch (error) {
      const refusal = asManagementError(error);
      if (refusal.status >= 500) onFailure?.(requestId, error);
      if (refusal.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      // What is left of a body is not waited for.
      if (!request.complete) response.setHeader('Connection', 'close');
      const body = { error: { code: refusal.code, message: refusal.message, request_id: requestId } };
      send(response, { status: refusal.status, body }, requestId);
    }
  }

  async function run(request: IncomingMessage): Promise<CallOutput> {
    const url = request.url ?? '';
    if (!url.startsWith('/')) throw invalid('The request target must be a path.');
    const mark = url.indexOf('?');
    const { call, path } = findCall(calls, request.method ?? '', mark < 0 ? url : url.slice(0, mark));
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    return await call.run(workspace, { path, query, body: await readJson(request) });
  }

  return {
    async listen({ host = '127.0.0.1', port }) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      const bound = server.address() as AddressInfo;
      return bound.family === 'IPv6'
        ? `http://[${bound.address}]:${bound.port}`
        : `http://${bound.address}:${bound.port}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
}

function send(response: ServerResponse, { status, body }: { status: number; body?: unknown }, requestId: string): void {
  const text = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    'X-Request-Id': requestId,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  });
  response.end(text);
}

/** Undefined for no body. Throws 413, 415 and 400. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > mostBodyBytes) {
      throw new ManagementError(413, 'too_large', `A body may have ${mostBodyBytes} bytes.`);
    }
    pieces.push(piece);
  }
  if (size === 0) return undefined;
  if (!/^application\/json(?:\s*;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new ManagementError(415, 'unsupported_media_type', 'The body must be application/json.');
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown;
  } catch (cause) {
    throw new ManagementError(400, 'invalid_request', 'The body is not JSON.', { cause });
  }
}
